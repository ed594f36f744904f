import Domain
import Runtimes

/// Weights to load, and the signal that unloads them.
struct RunStart: Sendable {
  var weights: AvailableWeights
  var launch: LaunchSettings
  var attempt: Int
  var stop: StopSignal
}

/// The loads that have not ended, by attempt.
struct RunStarts {
  private let input: AsyncStream<RunStart>.Continuation
  private var stops: [Int: StopSignal] = [:]

  init(_ input: AsyncStream<RunStart>.Continuation) { self.input = input }

  mutating func start(_ weights: AvailableWeights, _ launch: LaunchSettings, attempt: Int) {
    let stop = StopSignal()
    stops[attempt] = stop
    input.yield(RunStart(weights: weights, launch: launch, attempt: attempt, stop: stop))
  }

  func stop(_ attempt: Int) -> Resumption? {
    guard let stop = stops[attempt] else { return nil }
    return { stop.fire() }
  }

  mutating func ended(_ attempt: Int) { stops[attempt] = nil }

  func finish() { input.finish() }
}
