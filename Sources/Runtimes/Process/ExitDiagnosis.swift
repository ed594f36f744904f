import Subprocess

/// Why a process has ended, and whether a retry may help: from its status, its log and what Muster did.
struct ExitDiagnosis: Equatable {
  var cause: RunEnd.Cause
  var detail: String
  var isRetryable: Bool

  /// By the guard's convention statuses above this are signals.
  private static let signalBase = 128
  private static let largestSignal = 64

  static func on(
    _ ending: ProcessState.Ending?, wasReady: Bool, status: TerminationStatus, log: ProcessLog,
    port: Int
  ) -> ExitDiagnosis {
    switch ending {
    case .stopRequested where wasReady:
      return ExitDiagnosis(cause: .stopped, detail: "Stopped.", isRetryable: true)
    case .stopRequested:
      let last = log.lines.last.map { ": \($0)" } ?? "."
      return ExitDiagnosis(cause: .stopped, detail: "Stopped while loading\(last)", isRetryable: true)
    case .portTaken:
      return ExitDiagnosis(
        cause: .couldNotStart,
        detail: "Another program took port \(port), which was free a moment before.",
        isRetryable: true)
    case .hung(let answer):
      let what =
        if case .unready(let code) = answer { "Answered its health probe with \(code)" } else {
          "Did not answer its health probe"
        }
      return ExitDiagnosis(
        cause: .hung,
        detail: "\(what), \(ServerProcess.missesUntilHung) times in a row.",
        isRetryable: true)
    case .smallerThanAsked(let what):
      return ExitDiagnosis(
        cause: .smallerThanAsked, detail: "Loaded \(what), which its launch settings do not accept.",
        isRetryable: false)
    case .otherModel(let what):
      return ExitDiagnosis(cause: .couldNotStart, detail: what, isRetryable: false)
    case nil:
      return byItself(status, wasReady: wasReady, log: log)
    }
  }

  private static func byItself(_ status: TerminationStatus, wasReady: Bool, log: ProcessLog)
    -> ExitDiagnosis
  {
    switch status {
    case .signaled(let number):
      return ExitDiagnosis(
        cause: .signalled(Int(number)),
        detail: "The guard of the process was ended by signal \(number).",
        isRetryable: true)
    case .exited(let status):
      if let refusal = log.refusalToStart {
        // "cannot run": no such program. "cannot start a process": the system is short of something.
        return ExitDiagnosis(
          cause: .couldNotStart, detail: refusal, isRetryable: !refusal.hasPrefix("Cannot run"))
      }
      if status > signalBase && status <= signalBase + largestSignal {
        let signal = Int(status) - signalBase
        let lastLine = log.tellingLine(afterReady: wasReady).map { " Last log line: \($0)" } ?? ""
        return ExitDiagnosis(
          cause: .signalled(signal), detail: "Ended by signal \(signal).\(lastLine)", isRetryable: true
        )
      }
      // Once loaded, neither the file nor the command can be wrong.
      return ExitDiagnosis(
        cause: .exited(status: Int(status)),
        detail: log.tellingLine(afterReady: wasReady) ?? "Exited with status \(status) without any output.",
        isRetryable: wasReady || !log.namesLastingCause)
    }
  }
}
