import Domain

/// What a runtime has to tell of a model while it is loaded.
package enum RunReport: Sendable, Equatable {
  /// Comes before `ready`: what the process got of what was asked for.
  case launched(LaunchOutcome)
  /// Comes once, when the weights are in memory and requests are answered. `pid`: `nil` for what is no process here.
  case ready(Upstream, pid: Int?, Observation)
  case observed(Observation)
  /// Whether it answered its health probe; after each probe.
  case probed(isAnswering: Bool)
}

/// How a model left the memory, once nothing of it is left there.
package struct RunEnd: Sendable, Equatable {
  package enum Cause: Sendable, Hashable {
    /// Asked for by the `StopSignal`, or by cancelling the task.
    case stopped
    /// It got less than was asked for, which the launch settings forbid.
    case smallerThanAsked
    /// The program never ran, or not on the port that it was given; or the runtime refused to load the weights.
    case couldNotStart
    case exited(status: Int)
    case signalled(Int)
    /// Did not answer its health probe several times in a row, and was killed.
    case hung
    /// The runtime unloaded it by itself, or can no longer be reached.
    case lost
  }

  package var cause: Cause
  /// For people: the line of the process's log that says why. Never holds the key.
  package var detail: String
  /// False when a repetition cannot help: the file is corrupt or missing, the command does not exist.
  package var isRetryable: Bool
  /// Memory that was measured just before the end and is known to have come back; `nil`: not known.
  package var freedBytes: Int?
  /// The last lines of the process's output, oldest first.
  package var log: [String]
  /// It was reported as ready before it ended.
  package var wasReady: Bool

  package init(
    cause: Cause, detail: String, isRetryable: Bool, freedBytes: Int?, log: [String] = [], wasReady: Bool = false
  ) {
    self.cause = cause
    self.detail = detail
    self.isRetryable = isRetryable
    self.freedBytes = freedBytes
    self.log = log
    self.wasReady = wasReady
  }

  /// It failed while loading and logged no reason.
  var isUnexplainedFailureToStart: Bool {
    guard !wasReady, case .exited(let status) = cause else { return false }
    return status != 0 && log.allSatisfy(ProcessLog.isCalm)
  }
}
