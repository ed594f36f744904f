import Audit
import Domain
import Storage

/// One thing to do to many models.
package enum BulkChange: Sendable, Equatable {
  case activate
  case deactivate
  case delete(Dependents)
  case addTags([String])
  case removeTags([String])
  case addGrants([GrantForm])
  case removeGrants([GrantForm])

  /// The action that the audit trail names when the whole is refused.
  var action: String {
    switch self {
    case .activate: "model.activate"
    case .deactivate: "model.deactivate"
    case .delete: "model.delete"
    case .addTags, .removeTags: "model.update"
    case .addGrants, .removeGrants: "model.share"
    }
  }
}

/// Which models are meant.
package enum BulkTarget: Sendable, Equatable {
  case ids([ModelID])
  /// All that the query finds and the caller may write, on whatever page.
  case matching(ModelListQuery)
}

extension Registry {
  /// - Throws: `Refusal` that names the models which the caller may not change, or do not exist; then nothing is done.
  package func change(
    _ target: BulkTarget, _ bulk: BulkChange, reason: String?, as caller: Caller
  ) async throws -> (models: [Model], undo: UndoToken?) {
    try await changeMany(bulk.action, "*", reason: reason, as: caller) { connection, journal in
      try Self.check(AccessPolicy.decide(.changeModels, by: caller.principal))
      let models = try Self.models(target, as: caller, connection)
      if case .delete(let dependents) = bulk {
        return try Self.delete(models, dependents, reason: reason, journal, connection)
      }
      return try models.map { try Self.apply(bulk, to: $0, reason: reason, as: caller, journal, connection) }
    }
  }

  private static func models(_ target: BulkTarget, as caller: Caller, _ connection: Connection) throws -> [Model] {
    switch target {
    case .matching(let query):
      return try connection.query(query.allRows(writableBy: caller.principal), row: ModelTable.model)
    case .ids(let ids):
      var models: [Model] = []
      var refused: [String: Refusal] = [:]
      var seen: Set<ModelID> = []
      for id in ids where seen.insert(id).inserted {
        do {
          models.append(try find(id, for: .updateModel, as: caller, connection))
        } catch let refusal as Refusal {
          refused[id.text] = refusal
        }
      }
      guard let first = refused.values.sorted(by: { $0.code < $1.code }).first else { return models }
      var whole = first
      let names = refused.keys.sorted().prefix(20).map { "'\($0)'" }.joined(separator: ", ")
      whole.detail = "Nothing was changed. \(names): \(first.detail)"
      throw whole
    }
  }

  private static func delete(
    _ models: [Model], _ dependents: Dependents, reason: String?, _ journal: Journal, _ connection: Connection
  ) throws -> [Written] {
    let going = Set(models.map(\.id))
    var written: [Written] = []
    var done: Set<ModelID> = []
    // Presets before what they stand on.
    for model in models.sorted(by: { $0.baseModelID != nil && $1.baseModelID == nil })
    where done.insert(model.id).inserted {
      let others = try presets(on: model, connection).filter { !going.contains($0.id) }
      guard others.isEmpty || dependents != .refuse else { throw Refusal.presetsStandOn(model.id, others.map(\.id)) }
      for preset in others where done.insert(preset.id).inserted {
        written.append(
          dependents == .delete
            ? try delete(preset, reason: reason, journal, connection)
            : try turn(preset, on: false, reason: "its base model \(model.id) was deleted", journal, connection))
      }
      written.append(try delete(model, reason: reason, journal, connection))
    }
    return written
  }

  private static func apply(
    _ bulk: BulkChange, to old: Model, reason: String?, as caller: Caller, _ journal: Journal, _ connection: Connection
  ) throws -> Written {
    var new = old
    switch bulk {
    case .activate: return try turn(old, on: true, reason: reason, journal, connection)
    case .deactivate: return try turn(old, on: false, reason: reason, journal, connection)
    case .delete: return Written(act: nil, old: old, new: old)
    case .addTags(let tags): new.content.setTags(old.content.tags + tags)
    case .removeTags(let tags):
      new.content.setTags(old.content.tags.filter { tag in !tags.contains { $0.hasSameBytes(as: tag) } })
    case .addGrants(let forms):
      let forms = old.grants.map { GrantForm(grantee: $0.grantee, permission: $0.permission) } + forms
      new.grants = GrantChecks.grants(forms, keeping: old.grants, at: journal.now)
    case .removeGrants(let forms):
      new.grants.removeAll { forms.contains(GrantForm(grantee: $0.grantee, permission: $0.permission)) }
    }
    let changes = old.changes(to: new)
    if changes.isEmpty { return Written(act: nil, old: old, new: old) }
    if new.grants != old.grants {
      try GrantChecks.check(new.grants, of: new, over: old, by: caller.principal, connection)
    }
    new.advance(at: journal.now)
    try ModelTable.update(from: old, to: new, connection)
    let act = Act(
      bulk.action, entityType: "model", entityID: old.id.text, description: "Changed \(old.id), one of many",
      changes: changes, reason: reason)
    return Written(act: act, old: old, new: new)
  }
}
