import Accounts
import Domain
import Foundation
import HTTPTypes
import Hummingbird

/// What a request shows of who sends it, and where it was found.
struct ShownCredentials {
  var credentials: Credentials
  /// A browser sends a cookie by itself, whoever's page asks for it.
  var isCookie: Bool

  /// `Authorization: Bearer`, else the cookie, else `x-api-key` (Anthropic, Open WebUI) or `api-key` (Azure OpenAI).
  init(_ request: Request, _ site: Site) {
    (credentials, isCookie) = (Credentials(token: nil), false)
    let cookies = request.headers[.cookie] ?? ""
    if let header = request.headers[.authorization], let token = Self.bearer(header) {
      credentials.token = token
    } else if let token = site.cookie.token(in: cookies) {
      (credentials.token, isCookie) = (token, true)
    } else if site.takesForeignSessions, let token = SessionCookie.foreignToken(in: cookies) {
      (credentials.token, isCookie) = (token, true)
    } else {
      credentials.token = request.headers[.xAPIKey] ?? request.headers[.apiKey]
    }
    // For whom one speaks means nothing without a key, and is asked for on no request of a person's own.
    if credentials.token.map(Accounts.isKey) == true { credentials.onBehalfOf = Self.forwardedUser(request.headers) }
  }

  private static func bearer(_ header: String) -> String? {
    let parts = header.split(separator: " ", maxSplits: 1)
    return parts.count == 2 && parts[0].lowercased() == "bearer" ? String(parts[1]) : nil
  }

  private static func forwardedUser(_ headers: HTTPFields) -> ForwardedUser? {
    let (email, name, role) = (headers[.userEmail], headers[.userName], headers[.userRole])
    guard email != nil || name != nil || role != nil || headers[.userID] != nil else { return nil }
    // Open WebUI percent-encodes what a header may not hold.
    return ForwardedUser(email: email.map(decoded), name: name.map(decoded), role: role)
  }

  /// What is no text when it is decoded stays as it was sent.
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
