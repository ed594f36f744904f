import Audit
import Domain
import Storage

extension Accounts {
  /// The account whose password will be reset, to show it for confirmation.
  /// - Throws: `Refusal`: there is no account with this address.
  package func accountToReset(_ email: String) async throws -> Account {
    let account = try await database.read { try Account.find(email: email, $0) }
    guard let account else { throw Refusal.addressUnknown(email) }
    return account
  }

  /// Sets a user's password without signing in, and ends all their sessions: for operators of the machine when no
  /// administrator can sign in. The trail names Muster itself.
  /// - Throws: `Refusal`: there is no account with this address, the password is invalid.
  package func resetPassword(of email: String, to password: String) async throws -> Account {
    let attempt = AuditLog.Attempt(.accountResetPassword, entityType: "account", entityID: "unknown")
    try AccountRules.check(password: password)
    let hash = try await passwords.hash(password)
    return try await auditLog.change(as: .system(requestID: "reset-password"), attempt) { connection, journal in
      guard let account = try Account.find(email: email, connection) else { throw Refusal.addressUnknown(email) }
      try Self.setPassword(hash, of: account.id, connection)
      let count = try Self.endSessions(of: account.id, journal, connection)
      try journal.record(
        Act(
          .accountResetPassword, entityType: "account", entityID: account.id.text,
          description: "Reset a password on the command line",
          details: ["sessions_ended": .int(count)]))
      return account
    }
  }
}

extension Refusal {
  static func addressUnknown(_ email: String) -> Refusal {
    Refusal(.notFound, code: "account.not_found", detail: "There is no account with the email address '\(email)'.")
  }
}
