import Accounts
import Domain
import Foundation
import HTTPTypes
import Hummingbird

/// The credentials that a request presents, and whether a browser may have added them by itself.
struct PresentedCredentials {
  var credentials: Credentials
  /// Browsers send a cookie with every request, no matter which page makes it: see `SameOrigin`.
  var isCookie: Bool

  /// `Authorization: Bearer`, else the cookie, else `x-api-key` (Anthropic, Open WebUI) or `api-key` (Azure OpenAI).
  init(_ request: Request, _ site: SiteSettings) {
    (credentials, isCookie) = (Credentials(token: nil), false)
    let cookies = request.headers[.cookie] ?? ""
    if let header = request.headers[.authorization], let token = Self.bearer(header) {
      credentials.token = token
    } else if let token = site.cookie.token(in: cookies) {
      (credentials.token, isCookie) = (token, true)
    } else if site.acceptsOpenWebUISessions, let token = SessionCookie.openWebUIToken(in: cookies) {
      (credentials.token, isCookie) = (token, true)
    } else {
      credentials.token = request.headers[.xAPIKey] ?? request.headers[.apiKey]
    }
    // Only a key can act on behalf of a user; with a session these headers mean nothing.
    if credentials.token.map(Accounts.isKey) == true { credentials.onBehalfOf = Self.forwardedUser(request.headers) }
  }

  private static func bearer(_ header: String) -> String? {
    let parts = header.split(separator: " ", maxSplits: 1)
    return parts.count == 2 && parts[0].lowercased() == "bearer" ? String(parts[1]) : nil
  }

  private static func forwardedUser(_ headers: HTTPFields) -> ForwardedUser? {
    let (email, name, role) = (headers[.userEmail], headers[.userName], headers[.userRole])
    guard email != nil || name != nil || role != nil || headers[.userID] != nil else { return nil }
    // Open WebUI percent-encodes characters that a header may not contain.
    return ForwardedUser(email: email.map(decoded), name: name.map(decoded), role: role)
  }

  /// A value that does not decode to text stays as it was sent.
  private static func decoded(_ value: String) -> String {
    guard let text = value.removingPercentEncoding, !text.utf8.contains(0) else { return value }
    return text
  }
}

extension HTTPField.Name {
  fileprivate static let apiKey = Self("api-key") ?? .via
  fileprivate static let xAPIKey = Self("x-api-key") ?? .via
  fileprivate static let userEmail = Self("X-OpenWebUI-User-Email") ?? .via
  fileprivate static let userID = Self("X-OpenWebUI-User-Id") ?? .via
  fileprivate static let userName = Self("X-OpenWebUI-User-Name") ?? .via
  fileprivate static let userRole = Self("X-OpenWebUI-User-Role") ?? .via
}
