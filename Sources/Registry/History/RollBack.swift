import Audit
import Domain
import Storage

extension Registry {
  /// Takes the content of an older revision as a new one; the switch, the owner and, unless asked for, the grants stay.
  /// - Throws: `Refusal`: unknown, not allowed, what the old revision refers to is gone.
  package func rollBack(
    _ id: ModelID, to seen: SeenRevision, withGrants: Bool, reason: String?, as caller: Caller
  ) async throws -> Model {
    let base = try await baseModel(in: seen, of: id, as: caller)
    let baseIsOffered = if let base { await isOffered(base) } else { true }
    return try await change(.modelRollBack, id, reason: reason, as: caller) { connection, journal in
      let old = try Self.find(id, for: .updateModel, as: caller, connection)
      let (entry, fields) = try Self.revision(seen, of: id, life: old.life, connection)
      let snapshot = ModelSnapshot(fields)
      var new = old
      new.take(snapshot)
      (new.ownerID, new.isActive) = (old.ownerID, old.isActive)
      if new.baseModelID != old.baseModelID {
        try Self.checkBaseOfOld(new, isOffered: baseIsOffered, by: caller.principal, connection)
      }
      if withGrants {
        new.grants = GrantChecks.grants(snapshot.grants, keeping: old.grants, at: journal.now)
        try GrantChecks.check(new.grants, of: new, over: old, by: caller.principal, connection)
      }
      let changes = old.changes(to: new)
      if changes.isEmpty { return Written(act: nil, old: old, new: old) }
      new.advance(at: journal.now)
      try ModelTable.update(from: old, to: new, connection)
      let act = Act(
        .modelRollBack, entityType: "model", entityID: id.text,
        description: "Rolled \(id) back to revision \(entry.revision)", changes: changes, reason: reason,
        details: ["rolled_back_to": .int(entry.revision)])
      return Written(act: act, old: old, new: new)
    }
  }

  private func baseModel(in seen: SeenRevision, of id: ModelID, as caller: Caller) async throws -> ModelID? {
    try await database.read { connection in
      guard let model = try ModelTable.find(id, connection) else { return nil }
      let fields = try ModelTable.snapshot(of: model, seen, connection)?.object
      return (fields?["base_model_id"]?.string).map(ModelID.init(stored:))
    }
  }

  private static func checkBaseOfOld(
    _ model: Model, isOffered: Bool, by principal: Principal, _ connection: Connection
  ) throws {
    do {
      try checkBase(of: model, isOffered: isOffered, by: principal, connection)
    } catch let refusal as Refusal where refusal.kind == .invalid {
      throw Refusal(
        .conflict, code: "model.base_is_gone", detail: "The base model is unavailable. \(refusal.detail)")
    }
  }
}
