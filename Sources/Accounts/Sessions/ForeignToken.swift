import Audit
import Crypto
import Domain
import Foundation
import Storage

/// A session token (JSON Web Token) of an Open WebUI instance (0.12.4) whose users were imported.
///
/// Not sufficient by itself: its stamp must be the one that was imported with the account.
struct ForeignToken: Equatable {
  var userID: UserID
  /// Empty for a token without one.
  var stamp: String
  /// `nil` where sessions do not run out.
  var expiresAt: Timestamp?

  /// `nil` for anything that `key` did not sign with HS256, that has run out or is not for a session.
  init?(_ text: String, key: SymmetricKey, now: Timestamp) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let signature = BytesAsText.bytes(base64URL: parts[2]),
      let header = BytesAsText.bytes(base64URL: parts[0]), (try? JSON(parsing: header))?["alg"]?.string == "HS256"
    else { return nil }
    let content = Array(text.utf8.prefix(parts[0].utf8.count + 1 + parts[1].utf8.count))
    guard HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: content, using: key),
      let payload = BytesAsText.bytes(base64URL: parts[1]), let claims = try? JSON(parsing: payload),
      let id = claims["id"]?.string, Self.isForSession(claims["typ"]), Self.isInTime(claims, now)
    else { return nil }
    switch claims["session_stamp"] ?? .null {
    case .null: stamp = ""
    case .string(let text) where !text.isEmpty: stamp = text
    default: return nil
    }
    userID = UserID(id)
    expiresAt = claims["exp"]?.double.map { Timestamp(seconds: Int($0)) }
  }

  private static func isForSession(_ type: JSON?) -> Bool {
    switch type ?? .null {
    case .null: true
    case let type: type.string == "session"
    }
  }

  /// A claim that is there must hold a number, and the right one (RFC 7519, 4.1.4 to 4.1.6).
  private static func isInTime(_ claims: JSON, _ now: Timestamp) -> Bool {
    func holds(_ claim: String, _ condition: (Double) -> Bool) -> Bool {
      guard let value = claims[claim], !value.isNull else { return true }
      // Far beyond the year 9999 it is no time, and too large for an integer.
      guard let seconds = value.double, abs(seconds) < 1e12 else { return false }
      return condition(seconds)
    }
    let present = Double(now.seconds)
    return holds("exp") { $0 > present } && holds("iat") { $0 < present + 1 } && holds("nbf") { $0 < present + 1 }
  }

  /// Invalidates all such tokens of this user.
  static func endAll(of id: UserID, _ connection: Connection) throws {
    try connection.execute(
      "UPDATE credential SET session_stamp = NULL WHERE user_id = \(id.text) AND session_stamp IS NOT NULL")
  }
}

extension Accounts {
  /// Identifies the caller by a token of Open WebUI.
  func foreignResolver(
    _ token: String, from origin: Origin, now: Timestamp
  ) -> @Sendable (Connection) throws -> Caller {
    guard let foreignKey, let claims = ForeignToken(token, key: foreignKey, now: now) else {
      return { _ in throw Refusal.badToken }
    }
    return { connection in
      let account = try connection.first(
        """
        SELECT \(Account.columns) FROM credential JOIN user ON user.id = credential.user_id
        WHERE credential.user_id = \(claims.userID.text) AND credential.session_stamp = \(claims.stamp)
        """, row: Account.init)
      guard let account else { throw Refusal.invalidToken }
      lastSeen.note(account.id, key: nil, now)
      return Caller(
        principal: try Self.principal(of: account, connection), origin: origin, authentication: .session)
    }
  }

  /// Invalidates all Open WebUI tokens of the user: they have no ids by which a single one could be ended.
  func signOutOfForeignInstance(token: String, from origin: Origin) async throws {
    guard let foreignKey, ForeignToken(token, key: foreignKey, now: now()) != nil else { return }
    let caller: Caller
    do {
      caller = try self.caller(Credentials(token: token), from: origin)
    } catch is Refusal {
      return
    }
    let id = caller.principal.id
    let attempt = AuditLog.Attempt(.sessionSignOut, entityType: "account", entityID: id.text)
    try await auditLog.change(as: caller, attempt) { connection, journal in
      try ForeignToken.endAll(of: id, connection)
      try journal.record(
        Act(
          .sessionSignOut, entityType: "account", entityID: id.text,
          description: "Signed out and invalidated all tokens from Open WebUI"
        ))
    }
  }
}
