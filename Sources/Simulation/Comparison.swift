/// Runs policies on the same trace.
package struct Comparison: Sendable {
  package var models: [SimulatedModel]
  /// In bytes.
  package var memory: Int
  /// How fast requests are answered; `nil`: they take no time, and only loading counts.
  package var speed: ServingSpeed?

  package init(models: [SimulatedModel], memory: Int, speed: ServingSpeed? = nil) {
    self.models = models
    self.memory = memory
    self.speed = speed
  }

  package func outcome(of policy: PolicyName, on trace: Trace) -> PolicyOutcome {
    let rule = policy.policy(for: models, trace.requests)
    if let speed {
      return ServingSimulation(models: models, memory: memory, speed: speed).run(trace.requests, policy, rule)
    }
    return LoadingSimulation(models: models, memory: memory).run(trace.requests, policy, rule)
  }
}
