import Audit
import Domain
import Storage

extension Registry {
  /// Revokes all grants of a user or group that is removed, and gives the user's models to `newOwner`, within the
  /// transaction of the removal; each changed model gets a revision and an audit entry.
  /// - Returns: the token that undoes the removal, and work to await once the transaction is durable.
  package func revokeGrants(
    of removed: Grant.Grantee, newOwner: UserID?, _ connection: Connection, _ journal: Journal
  ) throws -> (undo: UndoToken?, aftermath: @Sendable () async -> Void) {
    let owner: UserID? = if case .user(let id) = removed { id } else { nil }
    let models = try connection.query(
      """
      SELECT \(ModelTable.columns) FROM model WHERE model.user_id = \(owner?.text) OR model.id IN (
        SELECT model_id FROM access_grant
        WHERE principal_type = \(removed.type) AND principal_id = \(removed.principalID))
      ORDER BY model.id
      """, row: ModelTable.model)
    let reason = owner == nil ? "the group was removed" : "the user was removed"
    let all = try models.map { old in
      var new = old
      new.grants.removeAll { $0.grantee == removed }
      if let newOwner, new.ownerID == owner { new.ownerID = newOwner }
      new.advance(at: journal.now)
      try ModelTable.update(from: old, to: new, connection)
      let hasNewOwner = new.ownerID != old.ownerID
      let act = Act(
        hasNewOwner ? .modelPassOn : .modelShare, entityType: "model", entityID: old.id.text,
        description: hasNewOwner
          ? "Transferred \(old.id) to another owner"
          : "Revoked grants on \(old.id) of a removed \(removed.type)",
        changes: old.changes(to: new), reason: reason,
        details: ["removed_\(removed.type)": .string(removed.principalID)])
      return Written(act: act, old: old, new: new)
    }
    let changes = try Self.commit(all, journal, connection)
    let action: AuditAction = if case .group = removed { .groupDelete } else { .accountDelete }
    let undo = try UndoableAct.insert(all, action: action, journal, connection)
    return (undo, { await announceToTheEnd(changes) })
  }
}
