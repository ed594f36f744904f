import Domain

/// A program that holds weights and answers requests, as the residency controller needs it.
package protocol Runtime: Sendable {
  var id: RuntimeID { get }

  /// For people and the API: `process`, `ollama`.
  var kind: String { get }

  /// Its models take no memory here and need no load: the runtime answers for all of them at any time.
  var isAlwaysLoaded: Bool { get }

  /// What models may have in place of its command.
  var launchChoices: LaunchChoices { get }

  /// Runs what the runtime itself needs, such as a server of its own, until `stop` has fired. Returns when nothing of it
  /// is left; cancelling the task changes nothing.
  func serve(until stop: StopSignal) async

  /// The weights of the runtime now. One that cannot be asked in a few seconds says so by `problem`.
  func scan() async -> WeightsScan

  /// The weights of the runtime, at once and then whenever they change. Ends when the task is cancelled.
  func scans() -> AsyncStream<WeightsScan>

  /// How weights would be started with these settings, and which of them this runtime cannot follow.
  func launchPlan(for weights: AvailableWeights, _ launch: LaunchSettings) async -> LaunchPlan

  /// What a load would take with these settings, as far as the header tells; `nil`: nothing is known of it. Answers at
  /// once.
  func memoryEstimate(for weights: AvailableWeights, _ launch: LaunchSettings) -> MemoryEstimate?

  /// Loads weights, reports when they are ready and how they do, and returns when nothing of them is in memory.
  ///
  /// Cancelling the task fires `stop`. `.ready` is reported at most once: requests go to the endpoint that it names, so
  /// its end must become known by the end of this call. There is no deadline for loading: the controller has one, and
  /// fires `stop`.
  /// - Parameter launch: how to start it; what the runtime cannot follow changes nothing.
  func run(
    _ weights: AvailableWeights, _ launch: LaunchSettings, stop: StopSignal,
    report: @escaping @Sendable (RunReport) -> Void
  ) async -> RunEnd
}

extension Runtime {
  package var launchChoices: LaunchChoices { .none }

  package func serve(until stop: StopSignal) async {}

  package func memoryEstimate(for weights: AvailableWeights, _ launch: LaunchSettings) -> MemoryEstimate? { nil }
}
