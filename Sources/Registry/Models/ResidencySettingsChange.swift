import Audit
import Domain

/// Residency settings by themselves, without the rest of the model.
extension Registry {
  /// Replaces the residency settings of a base model. They take effect at once.
  /// - Parameters:
  ///   - settings: as in `meta.muster`; empty: none.
  ///   - seen: the revision that the settings were read at.
  /// - Throws: `Refusal`: unknown, not allowed, a preset, invalid settings, a stale revision.
  package func setResidencySettings(
    _ id: ModelID, _ settings: JSON.Object, seen: SeenRevision?, reason: String?, as caller: Caller
  ) async throws -> Model {
    try await change(.modelUpdate, id, reason: reason, as: caller) { connection, journal in
      let old = try Self.find(id, for: .updateModel, as: caller, connection)
      try Self.check(seen, of: old, connection)
      if let unknown = settings.keys.first(where: { ResidencySettings.Field(rawValue: $0) == nil }) {
        throw Refusal.invalid([
          FieldProblem(
            ["body", "settings", unknown], type: "value_error", message: "There is no residency setting of this name.")
        ])
      }
      var new = old
      new.content.setResidencySettings(settings)
      try Self.checkSettings(of: new)
      let changes = old.changes(to: new)
      if changes.isEmpty { return Written(act: nil, old: old, new: old) }
      new.advance(at: journal.now)
      try ModelTable.update(from: old, to: new, connection)
      let act = Act(
        .modelUpdate, entityType: "model", entityID: id.text, description: "Changed the residency settings of \(id)",
        changes: changes, reason: reason)
      return Written(act: act, old: old, new: new)
    }
  }
}
