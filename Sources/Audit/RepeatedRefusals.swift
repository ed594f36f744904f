import Domain
import Synchronization

/// Refusals leave entries in the audit trail, but who is refused a hundred times a second leaves one a minute.
package final class RepeatedRefusals: Sendable {
  private struct Refused: Hashable {
    var who: String
    var what: String
    var code: String
  }

  private static let secondsBetween = 60
  private static let mostRemembered = 10_000

  private let lastRecorded = Mutex<[Refused: Int]>([:])

  package init() {}

  /// Whether this one is to be recorded.
  package func isNews(_ refusal: Refusal, of what: String, by who: String, now: Timestamp) -> Bool {
    let refused = Refused(who: who, what: what, code: refusal.code)
    return lastRecorded.withLock { last in
      if let before = last[refused], now.seconds - before < Self.secondsBetween { return false }
      if last.count >= Self.mostRemembered {
        last = last.filter { now.seconds - $0.value < Self.secondsBetween }
        if last.count >= Self.mostRemembered { last.removeAll() }
      }
      last[refused] = now.seconds
      return true
    }
  }
}
