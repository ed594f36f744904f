import Domain
import Storage

extension AuditTrail {
  /// Erases the names and addresses of somebody whose account is removed. Their entries stay, under the person's id,
  /// and so does every proof.
  ///
  /// The file of the database is written anew, so that nothing is left in pages that are free: writers wait meanwhile.
  /// - Parameter isRemoved: whether nobody of that id has an account.
  /// - Returns: in how many entries something was erased; 0 when it was already, and only the file is written anew.
  /// - Throws: `Refusal`: not allowed, the account is there, nothing is known of such a person, erased but still in
  ///   pages that another program reads.
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
        // Erased already; but the file may not have been written anew then, if the disk was full.
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
          description: "Erased the names and addresses of a removed person", reason: reason,
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
    detail: "This person has an account. Remove the account first; then their names and addresses can be erased.")
  static let stillRead = Refusal(
    .unavailable, code: "audit.still_read",
    detail: "The names and addresses are erased, but another program reads the database as it was before (a backup, "
      + "'muster doctor'): until that has ended they are in the files. Then erase once more.", retryAfterSeconds: 30)
  static let nothingKnown = Refusal(
    .notFound, code: "audit.nothing_known",
    detail: "The audit trail holds no name or address of a person with this id.")
}
