import Domain

/// A runtime whose settings cannot be used; it says why, and has no weights.
package struct UnusableRuntime: Runtime {
  package let id: RuntimeID
  package let kind: String
  private let problem: String

  package init(id: RuntimeID, kind: String, problem: String) {
    self.id = id
    self.kind = kind
    self.problem = problem
  }

  package var isAlwaysLoaded: Bool { false }

  package func scan() async -> WeightsScan { WeightsScan(problem: problem) }

  package func scans() -> AsyncStream<WeightsScan> {
    AsyncStream { continuation in continuation.yield(WeightsScan(problem: problem)) }
  }

  package func launchPlan(for weights: AvailableWeights, _ launch: LaunchSettings) async -> LaunchPlan {
    .cannot(launch, because: "the runtime cannot be used")
  }

  package func run(
    _ weights: AvailableWeights, _ launch: LaunchSettings, stop: StopSignal,
    report: @escaping @Sendable (RunReport) -> Void
  ) async -> RunEnd {
    .neverStarted(.couldNotStart, problem, isRetryable: false)
  }
}
