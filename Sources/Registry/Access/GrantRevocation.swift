import Audit
import Domain
import Storage

extension Registry {
  /// Takes back all grants of a person or group that goes, and passes the person's models on, within the transaction
  /// in which they go; each model that changes gets a revision and an audit entry.
  /// - Returns: by which the removal can be undone, and what is to be awaited once the transaction is durable.
  package func withdraw(
    from leaver: Grant.Grantee, newOwner: UserID?, _ connection: Connection, _ journal: Journal
  ) throws -> (undo: UndoToken?, aftermath: @Sendable () async -> Void) {
    let owner: UserID? = if case .user(let id) = leaver { id } else { nil }
    let models = try connection.query(
      """
      SELECT \(ModelTable.columns) FROM model WHERE model.user_id = \(owner?.text) OR model.id IN (
        SELECT model_id FROM access_grant
        WHERE principal_type = \(leaver.type) AND principal_id = \(leaver.principalID))
      ORDER BY model.id
      """, row: ModelTable.model)
    let reason = owner == nil ? "the group was removed" : "the person was removed"
    let all = try models.map { old in
      var new = old
      new.grants.removeAll { $0.grantee == leaver }
      if let newOwner, new.ownerID == owner { new.ownerID = newOwner }
      new.advance(at: journal.now)
      try ModelTable.update(from: old, to: new, connection)
      let isPassedOn = new.ownerID != old.ownerID
      let act = Act(
        isPassedOn ? .modelPassOn : .modelShare, entityType: "model", entityID: old.id.text,
        description: isPassedOn
          ? "Passed \(old.id) on to another owner"
          : "Took back what was granted on \(old.id) to the \(leaver.type) that was removed",
        changes: old.changes(to: new), reason: reason,
        details: ["removed_\(leaver.type)": .string(leaver.principalID)])
      return Written(act: act, old: old, new: new)
    }
    let changes = try Self.commit(all, journal, connection)
    let action: AuditAction = if case .group = leaver { .groupDelete } else { .accountDelete }
    let undo = try UndoableAct.insert(all, action: action, journal, connection)
    return (undo, { await announceToTheEnd(changes) })
  }
}
