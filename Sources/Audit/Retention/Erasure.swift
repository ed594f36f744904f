import Domain
import Storage

extension AuditTrail {
  /// Erases the names and addresses of a removed user. Their entries stay, under the user's id, and every proof holds.
  ///
  /// The database file is rewritten, so that free pages hold nothing either; writers wait meanwhile.
  /// - Parameter isRemoved: whether no account has this id.
  /// - Returns: in how many entries something was erased; 0 when it was before, and only the file is rewritten.
  /// - Throws: `Refusal`: not allowed, the account exists, the trail holds nothing of such a user, or another program
  ///   still reads the old pages.
  package func erase(
    _ person: UserID, reason: String?, as caller: Caller,
    isRemoved: @escaping @Sendable (UserID, Connection) throws -> Bool
  ) async throws -> Int {
    let attempt = AuditLog.Attempt(.auditErase, entityType: "account", entityID: person.text, reason: reason)
    try await Integration.catchUp(database)
    let count = try await auditLog.change(as: caller, attempt) { connection, journal in
      if case .refused(let refusal) = AccessPolicy.decide(.eraseFromAudit, by: caller.principal) { throw refusal }
      guard try isRemoved(person, connection) else { throw Refusal.accountIsThere }
      let count = try EntryTable.erase(person, connection)
      if count == 0 {
        // Erased before; but the rewrite of the file may have failed then, if the disk was full.
        let isErased = try connection.exists(
          """
          SELECT 1 FROM audit_index WHERE entity_id = \(person.text)
            AND action = \(AuditAction.auditErase.rawValue) AND outcome = 'ok'
          """)
        guard isErased else { throw Refusal.nothingKnown }
        return 0
      }
      try connection.execute("DELETE FROM audit_name WHERE user_id = \(person.text)")
      try journal.record(
        Act(
          .auditErase, entityType: "account", entityID: person.text,
          description: "Erased the name and address of a removed user", reason: reason,
          details: ["entries": .int(count)]))
      return count
    }
    do {
      try await Task { try await database.rewrite() }.value
    } catch is Database.StillRead {
      throw Refusal.stillRead
    }
    return count
  }
}

extension Refusal {
  static let accountIsThere = Refusal(
    .conflict, code: "audit.account_is_there",
    detail: "This user has an account. Remove the account first; then their name and address can be erased.")
  static let stillRead = Refusal(
    .unavailable, code: "audit.still_read",
    detail:
      "The name and address are erased, but another program (a backup, 'muster doctor') still reads the old version of "
      + "the database. Erase again once it has finished.", retryAfterSeconds: 30)
  static let nothingKnown = Refusal(
    .notFound, code: "audit.nothing_known",
    detail: "The audit trail holds no name or address of a user with this ID.")
}
