import Audit
import Domain
import Storage

extension Registry {
  /// Brings a removed person or group back, and gives back what the removal took from models: ownership and grants.
  ///
  /// Models that were edited since keep the edit: only the owner and the grants that the removal changed are changed
  /// back. What cannot be given back is left out, and the answer says so.
  /// - Throws: `Refusal`: unknown or used token, not allowed, the address or name is taken, the person was erased.
  func undo(
    removal: UndoableAct, _ token: String, reason: String?, as caller: Caller
  ) async throws -> ManyChanged {
    try await storeSwitches()
    let isGroup = removal.action == AuditAction.groupDelete.rawValue
    let subject = try await database.read { try removal.removed($0) }
    let attempt = AuditLog.Attempt(
      isGroup ? .groupRestore : .accountRestore, entityType: isGroup ? "group" : "account",
      entityID: subject ?? "unknown", reason: reason)
    let (changed, changes) = try await auditLog.change(as: caller, attempt) { [bringBack] connection, journal in
      let act = try UndoableAct.open(token, journal, connection)
      var broughtBack = try bringBack(act.id, connection, journal)
      try act.markUndone(at: journal.now, connection)
      var written: [Written] = []
      for change in try act.changes(connection) {
        switch try Self.giveBack(change, to: broughtBack.subject, reason: reason, journal, connection) {
        case .given(let one): written.append(one)
        case .leftOut(let why): broughtBack.leftOut.append(.init(type: "model", id: change.id.text, why: why))
        }
      }
      let models = written.map(\.new)
      return (
        ManyChanged(models: models, deleted: [], undo: nil, broughtBack: broughtBack),
        try Self.commit(written, journal, connection)
      )
    }
    await announceToTheEnd(changes)
    return changed
  }

  private enum GivenBack {
    case given(Written)
    case leftOut(why: String)
  }

  private static func giveBack(
    _ change: UndoableAct.Change, to subject: Grant.Grantee, reason: String?, _ journal: Journal,
    _ connection: Connection
  ) throws -> GivenBack {
    guard let current = try ModelTable.find(change.id, connection) else { return .leftOut(why: "it was deleted since") }
    guard let before = try snapshot(change.before, of: current, connection),
      let after = try snapshot(change.after, of: current, connection)
    else { return .leftOut(why: "it was deleted since, and made again") }
    var new = current
    var why: String?
    if before.ownerID != after.ownerID {
      if current.ownerID == after.ownerID {
        new.ownerID = before.ownerID
      } else {
        why = "it has another owner by now"
      }
    }
    let theirs = before.grants.filter { $0.grantee == subject }
    let there = current.grants.map { GrantForm(grantee: $0.grantee, permission: $0.permission) }
    new.grants = GrantChecks.grants(there + theirs, keeping: current.grants, at: journal.now)
    guard new != current else {
      return why.map { .leftOut(why: $0) } ?? .given(Written(act: nil, old: current, new: current))
    }
    new.advance(at: journal.now)
    try ModelTable.update(from: current, to: new, connection)
    let act = Act(
      .modelUndo, entityType: "model", entityID: current.id.text,
      description: "Gave back on \(current.id) what the removal of a \(subject.type) had taken",
      changes: current.changes(to: new), reason: reason ?? "undo of the removal of a \(subject.type)")
    return .given(Written(act: act, old: current, new: new))
  }

  /// `nil` for a revision of an earlier life of the id, or one that was purged.
  private static func snapshot(
    _ revision: Int?, of model: Model, _ connection: Connection
  ) throws -> ModelSnapshot? {
    guard let revision else { return nil }
    return try ModelTable.snapshot(of: model, .number(revision), connection)?.object.map(ModelSnapshot.init)
  }
}
