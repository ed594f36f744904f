import Domain

extension RuntimePool {
  /// What the runtimes let models have in place of their commands.
  package var launchChoices: [LaunchChoices] {
    state.withLock { state in state.entries.map(\.member.runtime.launchChoices) }
  }

  /// How `base` would be started with these settings, on each runtime that has the weights.
  package func launchPlans(
    for base: ModelID, _ launch: LaunchSettings
  ) async -> [(runtime: RuntimeID, plan: LaunchPlan)] {
    var plans: [(runtime: RuntimeID, plan: LaunchPlan)] = []
    for entry in candidates(for: base) {
      if let plan = await entry.controller.launchPlan(for: base, launch) { plans.append((entry.id, plan)) }
    }
    return plans
  }
}
