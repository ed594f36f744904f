import Audit
import Domain
import Synchronization

/// Refused uses leave entries in the audit trail, but a client that asks a hundred times a second leaves one a minute.
final class RefusedUses: Sendable {
  private struct Use: Hashable {
    var user: UserID
    var model: String
    var code: String
  }

  private static let secondsBetween = 60
  private static let mostRemembered = 10_000

  private let lastRecorded = Mutex<[Use: Int]>([:])

  /// Whether this one is to be recorded.
  func isNews(_ refusal: Refusal, of model: String, by user: UserID, now: Timestamp) -> Bool {
    let use = Use(user: user, model: model, code: refusal.code)
    return lastRecorded.withLock { last in
      if let before = last[use], now.seconds - before < Self.secondsBetween { return false }
      if last.count >= Self.mostRemembered {
        last = last.filter { now.seconds - $0.value < Self.secondsBetween }
        if last.count >= Self.mostRemembered { last.removeAll() }
      }
      last[use] = now.seconds
      return true
    }
  }
}

extension Registry {
  /// Leaves an entry in the audit trail for a use that was refused; one a minute for the same person, model and reason.
  package func recordRefusedUse(of model: String, because refusal: Refusal, as caller: Caller) async throws {
    guard refusedUses.isNews(refusal, of: model, by: caller.principal.id, now: AuditLog.wallClock()) else { return }
    let attempt = AuditLog.Attempt(
      "model.use", entityType: "model", entityID: String(model.prefix(ModelID.longest)))
    try await auditLog.recordRefusal(of: attempt, because: refusal, as: caller)
  }
}
