import Audit
import Domain
import Logging

/// Writes transitions into the audit trail, in their order.
struct TransitionRecorder: Sendable {
  private let auditLog: AuditLog
  private let logger: Logger
  private let transitions: AsyncStream<RecordedTransition>
  private let input: AsyncStream<RecordedTransition>.Continuation

  init(auditLog: AuditLog, logger: Logger) {
    self.auditLog = auditLog
    self.logger = logger
    (transitions, input) = AsyncStream.makeStream()
  }

  /// Returns at once.
  func record(_ transition: RecordedTransition) { input.yield(transition) }

  /// Writes until it is cancelled.
  func run() async {
    for await recorded in transitions {
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
