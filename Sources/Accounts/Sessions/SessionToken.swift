import Crypto
import Domain
import Foundation

/// A JSON Web Token (RFC 7519), signed with HMAC-SHA256 (`HS256`, RFC 7518).
///
/// Not sufficient by itself: its session must be in the database, and not ended.
struct SessionToken: Equatable {
  var userID: UserID
  var sessionID: String
  var issuedAt: Timestamp
  var expiresAt: Timestamp

  private static let header = BytesAsText.base64URL(Array(#"{"alg":"HS256","typ":"JWT"}"#.utf8))

  func signed(with key: SymmetricKey) -> String {
    let claims: JSON = [
      "id": .string(userID.text), "typ": "session", "jti": .string(sessionID),
      "iat": .int(issuedAt.seconds),
      "exp": .int(expiresAt.seconds),
    ]
    let content = Self.header + "." + BytesAsText.base64URL(claims.bytes())
    let signature = HMAC<SHA256>.authenticationCode(for: Array(content.utf8), using: key)
    return content + "." + BytesAsText.base64URL(Array(signature))
  }

  /// `nil` for anything that `key` did not sign, whatever its header says of the algorithm.
  init?(_ text: String, key: SymmetricKey, now: Timestamp) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == Self.header, let signature = BytesAsText.bytes(base64URL: parts[2])
    else { return nil }
    let content = Array(text.utf8.prefix(parts[0].utf8.count + 1 + parts[1].utf8.count))
    guard HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: content, using: key),
      let payload = BytesAsText.bytes(base64URL: parts[1]), let claims = try? JSON(parsing: payload),
      let userID = claims["id"]?.string, let sessionID = claims["jti"]?.string,
      claims["typ"]?.string == "session",
      let issuedAt = claims["iat"]?.int, let expiresAt = claims["exp"]?.int, expiresAt > now.seconds
    else { return nil }
    self.init(
      userID: UserID(userID), sessionID: sessionID, issuedAt: Timestamp(seconds: issuedAt),
      expiresAt: Timestamp(seconds: expiresAt))
  }

  init(userID: UserID, sessionID: String, issuedAt: Timestamp, expiresAt: Timestamp) {
    self.userID = userID
    self.sessionID = sessionID
    self.issuedAt = issuedAt
    self.expiresAt = expiresAt
  }
}
