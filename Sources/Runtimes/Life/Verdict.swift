import Subprocess

/// Why a process has ended, and whether another try may help: told from its status, its log and what Muster did.
struct Verdict: Equatable {
  var cause: ProcessEnd.Cause
  var detail: String
  var isRetryable: Bool

  /// By the guard's convention statuses above this are signals.
  private static let signalBase = 128
  private static let largestSignal = 64

  static func on(
    _ ending: LifeState.Ending?, wasReady: Bool, status: TerminationStatus, log: ProcessLog,
    port: Int
  ) -> Verdict {
    switch ending {
    case .stopRequested where wasReady:
      return Verdict(cause: .stopped, detail: "Stopped as asked.", isRetryable: true)
    case .stopRequested:
      let last = log.lines.last.map { ": \($0)" } ?? "."
      return Verdict(cause: .stopped, detail: "Stopped while loading\(last)", isRetryable: true)
    case .portTaken:
      return Verdict(
        cause: .couldNotStart,
        detail: "Another program listens on port \(port), which was free a moment before.",
        isRetryable: true)
    case .hung(let answer):
      let what =
        if case .unready(let code) = answer { "Answered \(code)" } else { "Did not answer" }
      return Verdict(
        cause: .hung,
        detail: "\(what) when asked for its health, \(ProcessLife.missesUntilHung) times in a row.",
        isRetryable: true)
    case nil:
      return byItself(status, wasReady: wasReady, log: log)
    }
  }

  private static func byItself(_ status: TerminationStatus, wasReady: Bool, log: ProcessLog)
    -> Verdict
  {
    switch status {
    case .signaled(let number):
      return Verdict(
        cause: .signalled(Int(number)),
        detail: "The guard of the process was ended by signal \(number).",
        isRetryable: true)
    case .exited(let status):
      if let refusal = log.refusalToStart {
        // "cannot run": no such program. "cannot start a process": the system is short of something.
        return Verdict(
          cause: .couldNotStart, detail: refusal, isRetryable: !refusal.hasPrefix("Cannot run"))
      }
      if status > signalBase && status <= signalBase + largestSignal {
        let signal = Int(status) - signalBase
        let words = log.tellingLine.map { " Its last words: \($0)" } ?? ""
        return Verdict(
          cause: .signalled(signal), detail: "Ended by signal \(signal).\(words)", isRetryable: true
        )
      }
      // What has once been loaded is neither corrupt nor called wrongly.
      return Verdict(
        cause: .exited(status: Int(status)),
        detail: log.tellingLine ?? "Exited with status \(status) and said nothing.",
        isRetryable: wasReady || !log.namesLastingCause)
    }
  }
}
