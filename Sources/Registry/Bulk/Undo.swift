import Audit
import Domain
import Storage

/// The models that one change altered.
package struct ManyChanged: Sendable {
  /// Their current state, without the deleted ones.
  package var models: [Model]
  package var deleted: [ModelID]
  /// `nil` when nothing had to change.
  package var undo: UndoToken?
  /// The user or group that an undo has restored.
  package var restored: RestoredSubject?
}

extension Registry {
  /// Changes models together: all of them or none, with a revision and an audit entry for each, and a token that undoes
  /// all of it.
  /// - Returns: the second result of `block`, and the token; none when nothing had to change.
  func actUndoably<Value: Sendable>(
    _ action: AuditAction, _ entityID: String, reason: String?, as caller: Caller,
    _ block: @escaping @Sendable (Connection, Journal) throws -> ([Written], Value)
  ) async throws -> (value: Value, undo: UndoToken?) {
    // Unsaved deactivations happened before this change.
    try await saveDeactivations()
    let attempt = AuditLog.Attempt(action, entityType: "model", entityID: entityID, reason: reason)
    let (value, changes, token) = try await auditLog.change(as: caller, attempt) { connection, journal in
      let (written, value) = try block(connection, journal)
      let changes = try Self.commit(written, journal, connection)
      var token: UndoToken?
      if changes.contains(where: \.shouldPublish) {
        token = try UndoableAct.insert(written, action: action, journal, connection)
      }
      return (value, changes, token)
    }
    await announceToTheEnd(changes)
    return (value, token)
  }

  func changeMany(
    _ action: AuditAction, _ entityID: String, reason: String?, as caller: Caller,
    _ block: @escaping @Sendable (Connection, Journal) throws -> [Written]
  ) async throws -> ManyChanged {
    let (written, token) = try await actUndoably(action, entityID, reason: reason, as: caller) { connection, journal in
      let written = try block(connection, journal)
      return (written, written)
    }
    return ManyChanged(
      models: written.filter { !$0.isDeleted }.map(\.new), deleted: written.filter(\.isDeleted).map(\.new.id),
      undo: token)
  }

  /// Reverses exactly one change, and nothing that came later. Deleted models are checked as in `restore`.
  /// - Parameter token: from the change's response, or its id in the list of recent changes.
  /// - Returns: the models that were changed back, and a token that undoes the undo.
  /// - Throws: `Refusal`: unknown or used token, another user's change, models that were edited since (with their ids), or
  ///   whose base model does not exist any more.
  package func undo(_ token: String, reason: String?, as caller: Caller) async throws -> ManyChanged {
    let act = try await database.read { try UndoableAct.find(token, $0) }
    if let act, act.isRemoval { return try await undo(removal: act, token, reason: reason, as: caller) }
    let available = try await availableBases(before: token)
    return try await changeMany(.modelUndo, "*", reason: reason, as: caller) { connection, journal in
      let act = try UndoableAct.open(token, journal, connection)
      let changes = try act.changes(connection)
      let going = Set(changes.filter { $0.before == nil }.map(\.id))
      let conflicts = try changes.compactMap { try Self.conflict(with: $0, besides: going, connection) }
      guard conflicts.isEmpty else { throw Refusal.undoConflicts(conflicts) }
      try act.markUndone(at: journal.now, connection)
      let reason = reason ?? "undo of \(act.action)"
      return try Self.reverse(changes, available: available, reason: reason, as: caller, journal, connection)
    }
  }

  /// The base models of a change's models that a runtime has now.
  private func availableBases(before token: String) async throws -> Set<ModelID> {
    let bases = try await database.read { connection in
      guard let act = try UndoableAct.find(token, connection) else { return [ModelID]() }
      return try act.baseModels(connection)
    }
    var available: Set<ModelID> = []
    for base in bases where await isAvailable(base) { available.insert(base) }
    return available
  }

  fileprivate struct Conflict {
    var id: ModelID
    var why: String
  }

  private static func conflict(
    with change: UndoableAct.Change, besides going: Set<ModelID>, _ connection: Connection
  ) throws -> Conflict? {
    let current = try ModelTable.find(change.id, connection)
    if change.isDeleted {
      if current != nil { return Conflict(id: change.id, why: "a model with this ID exists again") }
      guard try binEntry(change, connection) != nil else {
        return Conflict(id: change.id, why: "it is no longer in the bin")
      }
      return nil
    }
    guard let current else { return Conflict(id: change.id, why: "it was deleted later") }
    if current.revision != change.after {
      return Conflict(id: change.id, why: "it was changed later (revision \(current.revision))")
    }
    if change.before == nil, try presets(on: current, connection).contains(where: { !going.contains($0.id) }) {
      return Conflict(id: change.id, why: "presets are built on it now")
    }
    return nil
  }

  private static func binEntry(_ change: UndoableAct.Change, _ connection: Connection) throws -> BinEntry? {
    try connection.first(
      "SELECT \(Bin.columns) FROM model_bin WHERE model_id = \(change.id.text) AND revision = \(change.after)",
      row: BinEntry.init)
  }

  /// Base models are restored before their presets; models that the change created are deleted last.
  private static func reverse(
    _ changes: [UndoableAct.Change], available: Set<ModelID>, reason: String, as caller: Caller, _ journal: Journal,
    _ connection: Connection
  ) throws -> [Written] {
    var bin: [ModelID: BinEntry] = [:]
    for change in changes where change.isDeleted { bin[change.id] = try binEntry(change, connection) }
    func place(_ change: UndoableAct.Change) -> Int {
      if change.before == nil { return 2 }
      return change.isDeleted && bin[change.id]?.snapshot.baseModelID == nil ? 0 : 1
    }
    var written: [Written] = []
    var conflicts: [Conflict] = []
    for change in changes.sorted(by: { place($0) < place($1) }) {
      do {
        written.append(
          try reverse(
            change, bin[change.id], available: available, reason: reason, as: caller, journal, connection))
      } catch let refusal as Refusal where refusal.kind == .conflict {
        conflicts.append(Conflict(id: change.id, why: refusal.detail))
      }
    }
    guard conflicts.isEmpty else { throw Refusal.undoConflicts(conflicts) }
    return written
  }

  private static func reverse(
    _ change: UndoableAct.Change, _ entry: BinEntry?, available: Set<ModelID>, reason: String, as caller: Caller,
    _ journal: Journal, _ connection: Connection
  ) throws -> Written {
    if change.isDeleted {
      guard let entry else { throw Refusal.unknownUndo }
      try check(AccessPolicy.decide(.restoreModel, on: entry.snapshot.facts(entry.id), by: caller.principal))
      try checkBaseForRestore(of: entry.id, on: entry.snapshot.baseModelID, available: available, connection)
      return try revive(entry, as: entry.id, reason: reason, journal, connection)
    }
    guard let before = change.before else {
      let current = try find(change.id, for: .deleteModel, as: caller, connection)
      return try delete(current, reason: reason, journal, connection)
    }
    let current = try find(change.id, for: .updateModel, as: caller, connection)
    guard let snapshot = try ModelTable.snapshot(of: current, .number(before), connection)?.object else {
      throw Refusal.unknownUndo
    }
    var old = current
    let (grants, _) = try GrantChecks.existing(ModelSnapshot(snapshot).grants, connection)
    old.take(ModelSnapshot(snapshot))
    old.grants = GrantChecks.grants(grants, keeping: current.grants, at: journal.now)
    guard old != current else { return Written(act: nil, old: current, new: current) }
    if old.baseModelID != current.baseModelID {
      try checkBaseForRestore(of: old.id, on: old.baseModelID, available: available, connection)
    }
    old.advance(at: journal.now)
    try ModelTable.update(from: current, to: old, connection)
    let act = Act(
      .modelUndo, entityType: "model", entityID: current.id.text,
      description: "Reverted \(current.id) to revision \(before)", changes: current.changes(to: old), reason: reason)
    return Written(act: act, old: current, new: old)
  }

  private static func checkBaseForRestore(
    of id: ModelID, on base: ModelID?, available: Set<ModelID>, _ connection: Connection
  ) throws {
    try checkBaseForRestore(of: id, on: base, isAvailable: base.map(available.contains) ?? true, connection)
  }
}

extension Model {
  /// Everything in a snapshot but the grants, which may name users that were removed.
  mutating func take(_ snapshot: ModelSnapshot) {
    ownerID = snapshot.ownerID
    baseModelID = snapshot.baseModelID
    name = snapshot.name
    content = snapshot.content
    isActive = snapshot.isActive
  }
}

extension Refusal {
  fileprivate static func undoConflicts(_ conflicts: [Registry.Conflict]) -> Refusal {
    let shown = conflicts.prefix(10).map { "'\($0.id)': \($0.why)" }.joined(separator: "; ")
    return Refusal(
      .conflict, code: "undo.conflicts", detail: "Nothing was undone, because of later changes. \(shown)",
      attachments: [
        "conflicts": .array(conflicts.map { ["id": .string($0.id.text), "reason": .string($0.why)] })
      ])
  }
}

extension Registry {
  /// Restores a removed user or group, with the ownership and grants that the removal took from models.
  ///
  /// Models that were edited later keep the edit: only the owner and the grants that the removal changed are changed
  /// back. The result names what could not be restored.
  /// - Throws: `Refusal`: unknown or used token, not allowed, the address or name is taken, the user was erased.
  func undo(
    removal: UndoableAct, _ token: String, reason: String?, as caller: Caller
  ) async throws -> ManyChanged {
    try await saveDeactivations()
    let isGroup = removal.action == AuditAction.groupDelete.rawValue
    let subject = try await database.read { try removal.removed($0) }
    let attempt = AuditLog.Attempt(
      isGroup ? .groupRestore : .accountRestore, entityType: isGroup ? "group" : "account",
      entityID: subject ?? "unknown", reason: reason)
    let (changed, changes) = try await auditLog.change(as: caller, attempt) { [restoreRemoved] connection, journal in
      let act = try UndoableAct.open(token, journal, connection)
      var restored = try restoreRemoved(act.id, connection, journal)
      try act.markUndone(at: journal.now, connection)
      var written: [Written] = []
      for change in try act.changes(connection) {
        switch try Self.restore(change, to: restored.subject, reason: reason, journal, connection) {
        case .restored(let one): written.append(one)
        case .skipped(let why): restored.skipped.append(.init(type: "model", id: change.id.text, why: why))
        }
      }
      let models = written.map(\.new)
      return (
        ManyChanged(models: models, deleted: [], undo: nil, restored: restored),
        try Self.commit(written, journal, connection)
      )
    }
    await announceToTheEnd(changes)
    return changed
  }

  private enum RestoredModel {
    case restored(Written)
    case skipped(why: String)
  }

  private static func restore(
    _ change: UndoableAct.Change, to subject: Grant.Grantee, reason: String?, _ journal: Journal,
    _ connection: Connection
  ) throws -> RestoredModel {
    guard let current = try ModelTable.find(change.id, connection) else { return .skipped(why: "it was deleted later") }
    guard let before = try snapshot(change.before, of: current, connection),
      let after = try snapshot(change.after, of: current, connection)
    else { return .skipped(why: "it was deleted later, and created again") }
    var new = current
    var why: String?
    if before.ownerID != after.ownerID {
      if current.ownerID == after.ownerID {
        new.ownerID = before.ownerID
      } else {
        why = "it has another owner now"
      }
    }
    let theirs = before.grants.filter { $0.grantee == subject }
    let there = current.grants.map { GrantForm(grantee: $0.grantee, permission: $0.permission) }
    new.grants = GrantChecks.grants(there + theirs, keeping: current.grants, at: journal.now)
    guard new != current else {
      return why.map { .skipped(why: $0) } ?? .restored(Written(act: nil, old: current, new: current))
    }
    new.advance(at: journal.now)
    try ModelTable.update(from: current, to: new, connection)
    let act = Act(
      .modelUndo, entityType: "model", entityID: current.id.text,
      description: "Restored grants and owner of \(current.id) after undoing the removal of a \(subject.type)",
      changes: current.changes(to: new), reason: reason ?? "undo of the removal of a \(subject.type)")
    return .restored(Written(act: act, old: current, new: new))
  }

  /// `nil` for a revision of an earlier life of the id, or one that was purged.
  private static func snapshot(
    _ revision: Int?, of model: Model, _ connection: Connection
  ) throws -> ModelSnapshot? {
    guard let revision else { return nil }
    return try ModelTable.snapshot(of: model, .number(revision), connection)?.object.map(ModelSnapshot.init)
  }
}
