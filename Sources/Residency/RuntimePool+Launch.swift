import Domain

extension RuntimePool {
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
