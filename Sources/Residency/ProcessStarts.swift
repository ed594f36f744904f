import Domain
import Runtimes

/// A process to start, and the signal that ends it.
struct ProcessStart: Sendable {
  var weights: AvailableWeights
  var attempt: Int
  var stop: StopSignal
}

/// The processes that were started and have not ended, by attempt.
struct ProcessStarts {
  private let input: AsyncStream<ProcessStart>.Continuation
  private var stops: [Int: StopSignal] = [:]

  init(_ input: AsyncStream<ProcessStart>.Continuation) { self.input = input }

  mutating func start(_ weights: AvailableWeights, attempt: Int) {
    let stop = StopSignal()
    stops[attempt] = stop
    input.yield(ProcessStart(weights: weights, attempt: attempt, stop: stop))
  }

  func stop(_ attempt: Int) -> Resumption? {
    guard let stop = stops[attempt] else { return nil }
    return { stop.fire() }
  }

  mutating func ended(_ attempt: Int) { stops[attempt] = nil }

  func finish() { input.finish() }
}
