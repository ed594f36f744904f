import Audit
import Domain
import Storage

/// What became of models that were changed as one act.
package struct ManyChanged: Sendable {
  /// As they are now, without the deleted ones.
  package var models: [Model]
  package var deleted: [ModelID]
  /// `nil` when nothing had to change.
  package var undo: UndoToken?
  /// Whom or what an undo has brought back besides.
  package var broughtBack: BroughtBack?
}

extension Registry {
  /// Changes models as one act: all of them or none, with a revision and an audit entry for each, and a token that
  /// takes all of it back.
  /// - Returns: what `block` tells beside the changes, and the token; none when nothing had to change.
  func actUndoably<Value: Sendable>(
    _ action: AuditAction, _ entityID: String, reason: String?, as caller: Caller,
    _ block: @escaping @Sendable (Connection, Journal) throws -> ([Written], Value)
  ) async throws -> (value: Value, undo: UndoToken?) {
    // What was switched off before this, and is not stored yet, comes before it.
    try await storeSwitches()
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

  /// Puts back exactly what one act changed, and nothing that came later. What comes back is checked as `restore` checks
  /// it.
  /// - Parameter token: what the act's answer held, or its id in the list of recent changes.
  /// - Returns: the models that it put back, and a token that takes this back in turn.
  /// - Throws: `Refusal`: unknown or used token, somebody else's act, models that were changed since (with their ids),
  ///   or that stood on what is gone.
  package func undo(_ token: String, reason: String?, as caller: Caller) async throws -> ManyChanged {
    let act = try await database.read { try UndoableAct.find(token, $0) }
    if let act, act.isRemoval { return try await undo(removal: act, token, reason: reason, as: caller) }
    let offered = try await offeredBases(before: token)
    return try await changeMany(.modelUndo, "*", reason: reason, as: caller) { connection, journal in
      let act = try UndoableAct.open(token, journal, connection)
      let changes = try act.changes(connection)
      let going = Set(changes.filter { $0.before == nil }.map(\.id))
      let conflicts = try changes.compactMap { try Self.conflict(with: $0, besides: going, connection) }
      guard conflicts.isEmpty else { throw Refusal.undoConflicts(conflicts) }
      try act.markUndone(at: journal.now, connection)
      let reason = reason ?? "undo of \(act.action)"
      return try Self.takeBack(changes, offered: offered, reason: reason, as: caller, journal, connection)
    }
  }

  /// Of the base models that an act's models stood on, those that a runtime offers now.
  private func offeredBases(before token: String) async throws -> Set<ModelID> {
    let bases = try await database.read { connection in
      guard let act = try UndoableAct.find(token, connection) else { return [ModelID]() }
      return try act.baseModels(connection)
    }
    var offered: Set<ModelID> = []
    for base in bases where await isOffered(base) { offered.insert(base) }
    return offered
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
      if current != nil { return Conflict(id: change.id, why: "there is a model of that id again") }
      guard try binEntry(change, connection) != nil else {
        return Conflict(id: change.id, why: "it is no longer in the bin")
      }
      return nil
    }
    guard let current else { return Conflict(id: change.id, why: "it was deleted since") }
    if current.revision != change.after {
      return Conflict(id: change.id, why: "it was changed since (revision \(current.revision))")
    }
    if change.before == nil, try presets(on: current, connection).contains(where: { !going.contains($0.id) }) {
      return Conflict(id: change.id, why: "presets stand on it by now")
    }
    return nil
  }

  private static func binEntry(_ change: UndoableAct.Change, _ connection: Connection) throws -> BinEntry? {
    try connection.first(
      "SELECT \(Bin.columns) FROM model_bin WHERE model_id = \(change.id.text) AND revision = \(change.after)",
      row: BinEntry.init)
  }

  /// Base models come back before what stands on them, and what the act made goes last.
  private static func takeBack(
    _ changes: [UndoableAct.Change], offered: Set<ModelID>, reason: String, as caller: Caller, _ journal: Journal,
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
          try takeBack(
            change, bin[change.id], offered: offered, reason: reason, as: caller, journal, connection))
      } catch let refusal as Refusal where refusal.kind == .conflict {
        conflicts.append(Conflict(id: change.id, why: refusal.detail))
      }
    }
    guard conflicts.isEmpty else { throw Refusal.undoConflicts(conflicts) }
    return written
  }

  private static func takeBack(
    _ change: UndoableAct.Change, _ entry: BinEntry?, offered: Set<ModelID>, reason: String, as caller: Caller,
    _ journal: Journal, _ connection: Connection
  ) throws -> Written {
    if change.isDeleted {
      guard let entry else { throw Refusal.unknownUndo }
      try check(AccessPolicy.decide(.restoreModel, on: entry.snapshot.facts(entry.id), by: caller.principal))
      try checkGround(of: entry.id, on: entry.snapshot.baseModelID, offered: offered, connection)
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
      try checkGround(of: old.id, on: old.baseModelID, offered: offered, connection)
    }
    old.advance(at: journal.now)
    try ModelTable.update(from: current, to: old, connection)
    let act = Act(
      .modelUndo, entityType: "model", entityID: current.id.text,
      description: "Put \(current.id) back to revision \(before)", changes: current.changes(to: old), reason: reason)
    return Written(act: act, old: current, new: old)
  }

  private static func checkGround(
    of id: ModelID, on base: ModelID?, offered: Set<ModelID>, _ connection: Connection
  ) throws {
    try checkGround(of: id, on: base, isOffered: base.map(offered.contains) ?? true, connection)
  }
}

extension Model {
  /// Everything that a snapshot says but the grants, which may be to people that are gone.
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
      .conflict, code: "undo.conflicts", detail: "Nothing was undone, because of what came later. \(shown)",
      attachments: [
        "conflicts": .array(conflicts.map { ["id": .string($0.id.text), "reason": .string($0.why)] })
      ])
  }
}
