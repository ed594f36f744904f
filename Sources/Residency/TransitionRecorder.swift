import Audit
import Domain
import Logging
import Runtimes

/// Writes transitions into the audit trail, in their order.
struct TransitionRecorder: Sendable {
  private let auditLog: AuditLog
  private let logger: Logger
  private enum Item: Sendable {
    case transition(RecordedTransition)
    /// Everything before it is written.
    case flushed(StopSignal)
  }

  private let items: AsyncStream<Item>
  private let input: AsyncStream<Item>.Continuation

  init(auditLog: AuditLog, logger: Logger) {
    self.auditLog = auditLog
    self.logger = logger
    (items, input) = AsyncStream.makeStream()
  }

  /// Returns at once.
  func record(_ transition: RecordedTransition) { input.yield(.transition(transition)) }

  /// Returns when everything that came before is written, or when the task is cancelled.
  func flush() async {
    let flushed = StopSignal()
    input.yield(.flushed(flushed))
    await flushed.wait()
  }

  /// Writes until it is cancelled.
  func run() async {
    for await item in items {
      switch item {
      case .transition(let recorded): await write(recorded)
      case .flushed(let signal): signal.fire()
      }
    }
  }

  private func write(_ recorded: RecordedTransition) async {
    log(recorded)
    let transition = recorded.transition
    do {
      try await auditLog.record(
        recorded.act, outcome: transition.to == .failed ? .failed : .ok, as: .system(requestID: "residency"))
    } catch is CancellationError {
      return
    } catch {
      logger.error(
        "A transition could not be recorded",
        metadata: ["model": "\(transition.baseModel)", "to": "\(transition.to)", "error": "\(error)"])
    }
  }

  private func log(_ recorded: RecordedTransition) {
    guard !recorded.lost.isEmpty else { return }
    logger.error(
      "\(recorded.transition.baseModel): the process ended while requests were running",
      metadata: [
        "reason": "\(recorded.transition.reason ?? "")",
        "request_ids": "\(recorded.lost.map(\.requestID).joined(separator: " "))",
      ])
  }
}
