import Audit
import Domain
import Foundation
import Storage

/// The result of signing in.
package struct Session: Sendable, Equatable {
  package var account: Account
  package var permissions: PermissionSheet
  package var token: String
  package var expiresAt: Timestamp
}

extension Accounts {
  /// Ends the session of `token`; does nothing when the token is invalid.
  package func signOut(token: String, from origin: Origin) async throws {
    guard let claims = SessionToken(token, key: key, now: now()) else {
      return try await signOutOfForeignInstance(token: token, from: origin)
    }
    let caller: Caller
    do {
      caller = try self.caller(Credentials(token: token), from: origin)
    } catch is Refusal {
      return
    }
    let attempt = AuditLog.Attempt(
      .sessionSignOut, entityType: "session", entityID: claims.sessionID)
    try await auditLog.change(as: caller, attempt) { connection, journal in
      try connection.execute(
        "UPDATE session SET ended_at = \(journal.now.seconds) WHERE id = \(claims.sessionID) AND ended_at IS NULL"
      )
      try journal.record(
        Act(
          .sessionSignOut, entityType: "session", entityID: claims.sessionID,
          description: "Signed out"))
    }
  }

  /// The account of a session's token, for the user themselves.
  package func session(token: String?, from origin: Origin) async throws -> Session {
    let caller = try caller(Credentials(token: token), from: origin)
    guard let token, let expiresAt = expiry(of: token) else { throw Refusal.needsSession }
    return try await database.read { connection in
      guard let account = try Account.find(caller.principal.id, connection) else { throw Refusal.invalidToken }
      return Session(
        account: account, permissions: try Self.permissionSheet(of: account, connection), token: token,
        expiresAt: expiresAt)
    }
  }

  /// `nil` for anything but a session's token.
  private func expiry(of token: String) -> Timestamp? {
    if let claims = SessionToken(token, key: key, now: now()) { return claims.expiresAt }
    guard let foreignKey, let claims = ForeignToken(token, key: foreignKey, now: now()) else { return nil }
    return claims.expiresAt ?? Timestamp(seconds: now().seconds + sessionSeconds)
  }

  /// Ends all sessions of a user.
  /// - Returns: how many there were.
  @discardableResult
  package func endSessions(of id: UserID, as caller: Caller) async throws -> Int {
    let attempt = AuditLog.Attempt(.sessionRevoke, entityType: "account", entityID: id.text)
    return try await auditLog.change(as: caller, attempt) { connection, journal in
      try Self.check(AccessPolicy.decide(.endSessions, on: id, by: caller.principal))
      guard try Account.find(id, connection) != nil else { throw Refusal.personNotFound }
      let count = try Self.endSessions(of: id, journal, connection)
      try journal.record(
        Act(
          .sessionRevoke, entityType: "account", entityID: id.text,
          description: "Ended all sessions of a user", details: ["sessions_ended": .int(count)]))
      return count
    }
  }

  /// Also invalidates the user's tokens from Open WebUI.
  /// - Returns: how many sessions there were.
  static func endSessions(of id: UserID, _ journal: Journal, _ connection: Connection) throws -> Int {
    try ForeignToken.endAll(of: id, connection)
    return try connection.execute(
      """
      UPDATE session SET ended_at = \(journal.now.seconds)
      WHERE user_id = \(id.text) AND ended_at IS NULL AND expires_at > \(journal.now.seconds)
      """)
  }

  func openSession(
    for account: Account, _ journal: Journal, _ connection: Connection, details: JSON.Object = [:]
  ) throws -> Session {
    let token = SessionToken(
      userID: account.id, sessionID: Self.newID(), issuedAt: journal.now,
      expiresAt: Timestamp(seconds: journal.now.seconds + sessionSeconds))
    // Expired sessions are deleted here, which keeps the table small.
    try connection.execute("DELETE FROM session WHERE expires_at <= \(journal.now.seconds)")
    try connection.execute(
      """
      INSERT INTO session (id, user_id, address, created_at, expires_at)
      VALUES (\(token.sessionID), \(account.id.text), \(journal.caller.origin.address), \(journal.now.seconds),
        \(token.expiresAt.seconds))
      """)
    var details = details
    details["session_id"] = .string(token.sessionID)
    try journal.record(
      Act(
        .sessionSignIn, entityType: "account", entityID: account.id.text,
        description: "Signed in", details: details))
    return Session(
      account: account, permissions: try Self.permissionSheet(of: account, connection),
      token: token.signed(with: key), expiresAt: token.expiresAt)
  }
}
