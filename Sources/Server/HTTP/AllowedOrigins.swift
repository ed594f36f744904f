import Domain
import HTTPTypes
import Hummingbird

/// The pages of others that may use the models from a browser (`allowed_origins`; Cross-Origin Resource Sharing, Fetch
/// standard). Only with a bearer token: cookies never count for them.
package struct AllowedOrigins: Sendable, Equatable {
  /// `https://chat.example.org`, `*` for every page, `null` for pages without an origin, such as files.
  package struct Pattern: Sendable, Equatable {
    package let text: String
    fileprivate let origin: WebOrigin?

    /// `nil` when `text` is none of these.
    package init?(_ text: String) {
      origin = WebOrigin(text)
      guard origin != nil || text == "*" || text == "null" else { return nil }
      self.text = text
    }
  }

  private let patterns: [Pattern]
  /// Seconds that a browser may rely on the answer to its preflight request.
  private static let maxAgeSeconds = 600

  package init(_ patterns: [Pattern] = []) { self.patterns = patterns }

  private func allow(_ origin: String) -> Bool {
    let parsed = WebOrigin(origin)
    return patterns.contains { $0.text == "*" || $0.text == origin || $0.origin != nil && $0.origin == parsed }
  }

  /// The answer to a browser that asks before it sends a request (`OPTIONS`); `nil` when this is no such question.
  /// - Throws: `Refusal` when the page may not.
  func preflight(_ request: Request, path: String) throws -> Response? {
    guard request.method == .options, let origin = request.headers[.origin],
      request.headers[.accessControlRequestMethod] != nil, GatewayRoutes.isGatewayPath(path)
    else { return nil }
    guard allow(origin) else {
      throw Refusal(
        .forbidden, code: "request.foreign_origin",
        detail: "Pages of \(origin) may not use the models here. Add it to allowed_origins in the configuration.")
    }
    var headers: HTTPFields = [
      .accessControlAllowMethods: "GET, POST", .accessControlMaxAge: String(Self.maxAgeSeconds),
    ]
    headers[.accessControlAllowHeaders] = request.headers[.accessControlRequestHeaders]
    // A page of the internet that asks a server of the local network (Private Network Access).
    if request.headers[.requestPrivateNetwork] == "true" { headers[.allowPrivateNetwork] = "true" }
    return Response(status: .noContent, headers: headers)
  }

  /// Lets an allowed page read `response`, also one that says what was wrong.
  func mark(_ response: inout Response, to request: Request, path: String) {
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
