import Accounts
import Foundation
import HTTPTypes
import Hummingbird

/// What a request shows of who sends it, and where it was found.
struct ShownCredentials {
  var credentials: Credentials
  /// A browser sends a cookie by itself, whoever's page asks for it.
  var isCookie: Bool

  /// `Authorization: Bearer`, else the cookie, else `x-api-key`, as Open WebUI looks for them.
  init(_ request: Request) {
    (credentials, isCookie) = (Credentials(token: nil), false)
    if let header = request.headers[.authorization], let token = Self.bearer(header) {
      credentials.token = token
    } else if let token = Self.cookie(request.headers[.cookie] ?? "") {
      (credentials.token, isCookie) = (token, true)
    } else {
      credentials.token = request.headers[.apiKey]
    }
    // For whom one speaks means nothing without a key, and is asked for on no request of a person's own.
    if credentials.token.map(Accounts.isKey) == true { credentials.spokenFor = Self.spokenFor(request.headers) }
  }

  private static func bearer(_ header: String) -> String? {
    let parts = header.split(separator: " ", maxSplits: 1)
    return parts.count == 2 && parts[0].lowercased() == "bearer" ? String(parts[1]) : nil
  }

  private static func cookie(_ header: String) -> String? {
    for cookie in header.split(separator: ";") {
      let pair = cookie.split(separator: "=", maxSplits: 1)
      if pair.count == 2, pair[0].drop(while: { $0 == " " }) == "token" { return String(pair[1]) }
    }
    return nil
  }

  private static func spokenFor(_ headers: HTTPFields) -> SpokenFor? {
    let (email, name, role) = (headers[.userEmail], headers[.userName], headers[.userRole])
    guard email != nil || name != nil || role != nil || headers[.userID] != nil else { return nil }
    // Open WebUI percent-encodes what a header may not hold.
    return SpokenFor(
      email: email.map { $0.removingPercentEncoding ?? $0 }, name: name.map { $0.removingPercentEncoding ?? $0 },
      role: role)
  }
}

extension HTTPField.Name {
  fileprivate static let apiKey = Self("x-api-key") ?? .via
  fileprivate static let userEmail = Self("X-OpenWebUI-User-Email") ?? .via
  fileprivate static let userID = Self("X-OpenWebUI-User-Id") ?? .via
  fileprivate static let userName = Self("X-OpenWebUI-User-Name") ?? .via
  fileprivate static let userRole = Self("X-OpenWebUI-User-Role") ?? .via
}
