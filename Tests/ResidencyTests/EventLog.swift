import Runtimes
import Synchronization

/// Collects events from any task, and lets a test wait for what they add up to.
final class EventLog<Event: Sendable>: Sendable {
  private struct State {
    var events: [Event] = []
    var waiting: [StopSignal] = []
  }

  struct TimedOut: Error, CustomStringConvertible {
    var what: String
    var description: String { "not in time: \(what)" }
  }

  private let state = Mutex(State())

  var events: [Event] { state.withLock(\.events) }

  func add(_ event: Event) {
    let waiting = state.withLock { state in
      state.events.append(event)
      defer { state.waiting = [] }
      return state.waiting
    }
    for signal in waiting { signal.fire() }
  }

  /// - Returns: the first value that `result` makes of the events so far.
  /// - Throws: `TimedOut`.
  @discardableResult
  func wait<Value: Sendable>(
    for what: String, within timeout: Duration = .seconds(120), _ result: ([Event]) -> Value?
  ) async throws -> Value {
    let deadline = ContinuousClock.now + timeout
    while true {
      let signal = StopSignal()
      let events = state.withLock { state in
        state.waiting.append(signal)
        return state.events
      }
      if let value = result(events) { return value }
      guard await signal.wait(atMost: deadline - .now) else { throw TimedOut(what: what) }
    }
  }
}
