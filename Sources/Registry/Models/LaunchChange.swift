import Audit
import Domain

/// Launch settings by themselves, without the rest of the model.
extension Registry {
  /// Replaces the launch settings of a base model. A process that is there goes on as it was started.
  /// - Parameters:
  ///   - launch: as in `meta.muster.launch`; empty: none.
  ///   - seen: the revision that the settings were read at.
  /// - Throws: `Refusal`: unknown, not allowed, a preset, invalid settings, a stale revision.
  package func setLaunch(
    _ id: ModelID, _ launch: JSON.Object, seen: SeenRevision?, reason: String?, as caller: Caller
  ) async throws -> Model {
    try await change(.modelUpdate, id, reason: reason, as: caller) { connection, journal in
      let old = try Self.find(id, for: .updateModel, as: caller, connection)
      try Self.check(seen, of: old, connection)
      var new = old
      new.content.setLaunch(launch.isEmpty ? nil : .object(launch))
      try Self.checkSettings(of: new)
      try Self.checkLaunch(of: new, over: old, among: launchChoices())
      let changes = old.changes(to: new)
      if changes.isEmpty { return Written(act: nil, old: old, new: old) }
      new.advance(at: journal.now)
      try ModelTable.update(from: old, to: new, connection)
      let act = Act(
        .modelUpdate, entityType: "model", entityID: id.text, description: "Changed the launch settings of \(id)",
        changes: changes, reason: reason)
      return Written(act: act, old: old, new: new)
    }
  }

  /// Settings that were stored earlier stay as they are, whatever the runtimes have now.
  static func checkLaunch(of model: Model, over old: Model?, among choices: [LaunchChoices]) throws {
    guard model.content.launch != old?.content.launch else { return }
    let problems = model.launch.problems(among: choices)
    if !problems.isEmpty { throw Refusal.invalid(problems) }
  }
}
