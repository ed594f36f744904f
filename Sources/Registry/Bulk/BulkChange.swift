import Audit
import Domain
import Storage

/// One change to many models.
package enum BulkChange: Sendable, Equatable {
  case delete(Dependents)
  case edit(Edit)

  /// Concerns each model by itself.
  package enum Edit: Sendable, Equatable {
    case activate
    case deactivate
    case addTags([String])
    case removeTags([String])
    case addGrants([GrantForm])
    case removeGrants([GrantForm])
  }

  /// The action that the audit trail names when the whole is refused.
  var action: AuditAction {
    switch self {
    case .delete: .modelDelete
    case .edit(.activate): .modelActivate
    case .edit(.deactivate): .modelDeactivate
    case .edit(.addTags), .edit(.removeTags): .modelUpdate
    case .edit(.addGrants), .edit(.removeGrants): .modelShare
    }
  }
}

extension BulkChange {
  /// What the policy decides on for each model.
  fileprivate var decided: Action {
    switch self {
    case .delete: .deleteModel
    case .edit(.activate), .edit(.deactivate): .switchModel
    case .edit(.addTags), .edit(.removeTags): .updateModel
    case .edit(.addGrants), .edit(.removeGrants): .shareModel
    }
  }
}

/// Which models to change.
package enum BulkTarget: Sendable, Equatable {
  case ids([ModelID])
  /// All models that match the query and that the caller may write, on all pages.
  case matching(ModelListQuery)
}

extension Registry {
  /// A deactivation takes effect even when it cannot be stored (`hasUnsavedDeactivation`).
  /// - Throws: `Refusal` that names the models which the caller may not change, or do not exist; then nothing is done.
  package func change(
    _ target: BulkTarget, _ bulk: BulkChange, reason: String?, as caller: Caller
  ) async throws -> ManyChanged {
    do {
      return try await changeMany(bulk.action, "*", reason: reason, as: caller) { connection, journal in
        try Self.check(AccessPolicy.decide(.changeModels, by: caller.principal))
        let models = try Self.models(target, for: bulk.decided, as: caller, connection)
        switch bulk {
        case .delete(let dependents):
          return try Self.delete(models, dependents, reason: reason, journal, connection)
        case .edit(let edit):
          return try models.map { try Self.apply(edit, bulk.action, to: $0, reason: reason, journal, connection) }
        }
      }
    } catch is StorageFailure where bulk == .edit(.deactivate) {
      let off = try await deactivateUnsaved(reason: reason, as: caller) { connection in
        try Self.check(AccessPolicy.decide(.changeModels, by: caller.principal))
        return try Self.models(target, for: bulk.decided, as: caller, connection)
      }
      return ManyChanged(models: off, deleted: [], undo: nil)
    }
  }

  private static func models(
    _ target: BulkTarget, for action: Action, as caller: Caller, _ connection: Connection
  ) throws -> [Model] {
    switch target {
    case .matching(let query):
      return try connection.query(query.allRows(writableBy: caller.principal), row: ModelTable.model)
    case .ids(let ids):
      var models: [Model] = []
      var refused: [String: Refusal] = [:]
      var seen: Set<ModelID> = []
      for id in ids where seen.insert(id).inserted {
        do {
          models.append(try find(id, for: action, as: caller, connection))
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

  private static func apply(
    _ edit: BulkChange.Edit, _ action: AuditAction, to old: Model, reason: String?, _ journal: Journal,
    _ connection: Connection
  ) throws -> Written {
    var new = old
    switch edit {
    case .activate: return try setActive(old, true, reason: reason, journal, connection)
    case .deactivate: return try setActive(old, false, reason: reason, journal, connection)
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
      try GrantChecks.check(new.grants, of: new, over: old, by: journal.caller.principal, connection)
    }
    new.advance(at: journal.now)
    try ModelTable.update(from: old, to: new, connection)
    let act = Act(
      action, entityType: "model", entityID: old.id.text, description: "Updated \(old.id) in bulk",
      changes: changes, reason: reason)
    return Written(act: act, old: old, new: new)
  }
}
