import Domain
import HTTPTypes
import Hummingbird

/// The origins whose pages may use models from a browser (`allowed_origins`; CORS, Fetch standard).
///
/// They need a bearer token: cookies are never accepted from other origins.
package struct AllowedOrigins: Sendable, Equatable {
  /// `https://chat.example.org`, `*` for every origin, `null` for pages without one, such as local files.
  package struct Pattern: Sendable, Equatable {
    package let text: String
    fileprivate let origin: WebOrigin?

    /// `nil` if `text` is none of these.
    package init?(_ text: String) {
      origin = WebOrigin(text)
      guard origin != nil || text == "*" || text == "null" else { return nil }
      self.text = text
    }
  }

  private let patterns: [Pattern]
  /// How long a browser may cache the response to its preflight request.
  private static let maxAgeSeconds = 600

  package init(_ patterns: [Pattern] = []) { self.patterns = patterns }

  private func allow(_ origin: String) -> Bool {
    let parsed = WebOrigin(origin)
    return patterns.contains { $0.text == "*" || $0.text == origin || $0.origin != nil && $0.origin == parsed }
  }

  /// The response to a preflight request; `nil` if `request` is none.
  /// - Throws: `Refusal` if the origin is not allowed.
  func preflight(_ request: Request, path: String) throws -> Response? {
    guard request.method == .options, let origin = request.headers[.origin],
      request.headers[.accessControlRequestMethod] != nil, GatewayRoutes.isGatewayPath(path)
    else { return nil }
    guard allow(origin) else {
      throw Refusal(
        .forbidden, code: "request.foreign_origin",
        detail: "Pages of \(origin) may not use models here. Add it to allowed_origins in the configuration.")
    }
    var headers: HTTPFields = [
      .accessControlAllowMethods: "GET, POST", .accessControlMaxAge: String(Self.maxAgeSeconds),
    ]
    headers[.accessControlAllowHeaders] = request.headers[.accessControlRequestHeaders]
    // Sent by a public page that calls a server in a private network (Private Network Access).
    if request.headers[.requestPrivateNetwork] == "true" { headers[.allowPrivateNetwork] = "true" }
    return Response(status: .noContent, headers: headers)
  }

  /// Lets a page of an allowed origin read `response`, errors included.
  func addHeaders(to response: inout Response, for request: Request, path: String) {
    guard !patterns.isEmpty, GatewayRoutes.isGatewayPath(path) else { return }
    response.headers[.vary] = (response.headers[.vary].map { $0 + ", " } ?? "") + "Origin"
    guard let origin = request.headers[.origin], allow(origin) else { return }
    response.headers[.accessControlAllowOrigin] = origin
    response.headers[.accessControlExposeHeaders] = "X-Request-Id, Retry-After"
  }
}

extension HTTPField.Name {
  fileprivate static let requestPrivateNetwork = Self("Access-Control-Request-Private-Network") ?? .via
  fileprivate static let allowPrivateNetwork = Self("Access-Control-Allow-Private-Network") ?? .via
}
