import Audit
import Domain
import Storage

/// What happens to the presets on a base model that is deleted.
package enum Dependents: String, Sendable, CaseIterable {
  /// The base model is not deleted while there are any.
  case refuse
  /// They stay, switched off.
  case deactivate
  /// They are deleted with it.
  case delete
}

extension Registry {
  /// Moves a model to the bin; its revisions and audit entries stay.
  /// - Returns: how to undo it.
  /// - Throws: `Refusal`: unknown, not allowed, presets are built on it.
  package func delete(
    _ id: ModelID, dependents: Dependents = .refuse, reason: String?, as caller: Caller
  ) async throws -> UndoToken? {
    try await changeMany(.modelDelete, id.text, reason: reason, as: caller) { connection, journal in
      let old = try Self.find(id, for: .deleteModel, as: caller, connection)
      return try Self.delete([old], dependents, reason: reason, journal, connection)
    }.undo
  }

  /// Moves all models to the bin, in one transaction, with an audit entry for each.
  package func deleteAll(reason: String?, as caller: Caller) async throws -> UndoToken? {
    try await changeMany(.modelDeleteAll, "*", reason: reason, as: caller) { connection, journal in
      try Self.check(AccessPolicy.decide(.deleteAllModels, by: caller.principal))
      let models = try connection.query("SELECT \(ModelTable.columns) FROM model ORDER BY id", row: ModelTable.model)
      return try Self.delete(models, .refuse, reason: reason, journal, connection)
    }.undo
  }

  static func presets(on base: Model, _ connection: Connection) throws -> [Model] {
    guard base.baseModelID == nil else { return [] }
    return try connection.query(
      """
      SELECT \(ModelTable.columns) FROM model WHERE weights = \(base.id.text) AND base_model_id IS NOT NULL
      ORDER BY model.id
      """, row: ModelTable.model)
  }

  /// Deletes models, presets before their base models; `dependents` decides on other presets on them.
  /// - Throws: `Refusal`: other presets are built on one of them, and `dependents` is `refuse`.
  static func delete(
    _ models: [Model], _ dependents: Dependents, reason: String?, _ journal: Journal, _ connection: Connection
  ) throws -> [Written] {
    let going = Set(models.map(\.id))
    var written: [Written] = []
    var done: Set<ModelID> = []
    for model in models.sorted(by: { $0.baseModelID != nil && $1.baseModelID == nil })
    where done.insert(model.id).inserted {
      let others = try presets(on: model, connection).filter { !going.contains($0.id) }
      guard others.isEmpty || dependents != .refuse else { throw Refusal.hasDependents(model.id, others.map(\.id)) }
      for preset in others where done.insert(preset.id).inserted {
        written.append(
          dependents == .delete
            ? try delete(preset, reason: reason, journal, connection)
            : try setActive(preset, false, reason: "its base model \(model.id) was deleted", journal, connection))
      }
      written.append(try delete(model, reason: reason, journal, connection))
    }
    return written
  }

  static func delete(
    _ old: Model, reason: String?, _ journal: Journal, _ connection: Connection
  ) throws -> Written {
    var tombstone = old
    tombstone.advance(at: journal.now)
    try ModelTable.delete(old.id, connection)
    try Bin.insert(tombstone, reason: reason, journal, connection)
    let act = Act(
      .modelDelete, entityType: "model", entityID: old.id.text, description: "Deleted \(old.id)",
      changes: old.changesOfDeletion, reason: reason)
    return Written(act: act, old: old, new: tombstone, isDeleted: true)
  }
}

extension Refusal {
  static func hasDependents(_ base: ModelID, _ presets: [ModelID]) -> Refusal {
    let shown = presets.prefix(10).map(\.text).joined(separator: ", ")
    let more = presets.count > 10 ? " and \(presets.count - 10) more" : ""
    return Refusal(
      .conflict, code: "model.has_dependents",
      detail: "Presets are built on '\(base)': \(shown)\(more). "
        + "Set \"dependents\" to \"deactivate\" to keep them switched off, or to \"delete\" to delete them too.",
      attachments: ["dependents": .array(presets.map { .string($0.text) })])
  }
}
