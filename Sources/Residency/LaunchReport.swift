import Domain

/// How a base model is started, would be started, and was started.
package struct LaunchReport: Sendable {
  package var baseModel: ModelID
  /// Current, or those that are only tried.
  package var launch: LaunchSettings
  /// `nil`: no runtime has its weights.
  package var live: LiveResidency?
  /// Of each runtime that has the weights.
  package var plans: [(runtime: RuntimeID, plan: LaunchPlan)]

  /// What differs between the process that is there and these settings.
  package var changes: [FieldChange] { live?.report.startedWith?.changes(to: launch) ?? [] }
  /// The settings would take effect only when the model is unloaded and loaded again.
  package var needsReload: Bool { !changes.isEmpty }
}

extension ResidencyCommands {
  /// - Parameter launch: settings to try; `nil`: the current ones.
  /// - Throws: `Refusal`: not allowed, or neither loaded nor available on a runtime.
  package func launchReport(
    of model: ModelID, trying launch: LaunchSettings? = nil, as caller: Caller
  ) async throws -> LaunchReport {
    let base = try await baseModel(of: model, for: .readResidency, as: caller)
    let live = runtimes.state(of: base)
    let settings = launch ?? live?.report.launch ?? LaunchSettings()
    return LaunchReport(
      baseModel: base, launch: settings, live: live, plans: await runtimes.launchPlans(for: base, settings))
  }

  /// Unloads a base model after the answers that are running, even a pinned one, and loads it with the settings of now.
  package func reload(_ model: ModelID, as caller: Caller) async throws -> Outcome {
    let base = try await baseModel(of: model, for: .changeResidency, as: caller)
    return try await perform(.residencyLoad, base, caller, "Reloaded") {
      // Not a child task: a client that disconnects must not leave the model unloaded.
      try await Task { [runtimes] in
        _ = try await runtimes.unload(base, cause: "reloaded by hand", isReload: true)
        return try await runtimes.load(base, cause: "reloaded by hand")
      }.value
    }
  }
}
