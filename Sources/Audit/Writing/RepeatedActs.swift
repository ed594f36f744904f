import Domain
import Synchronization

/// Refusals and readings leave entries in the audit trail, but who is refused a hundred times a second leaves one a
/// minute.
package final class RepeatedActs: Sendable {
  private struct Done: Hashable {
    var who: String
    var what: String
    var code: String
  }

  private static let secondsBetween = 60
  private static let mostRemembered = 10_000

  private let lastRecorded = Mutex<[Done: Int]>([:])

  package init() {}

  /// Whether this one is to be recorded.
  package func isNews(_ refusal: Refusal, of what: String, by who: String, now: Timestamp) -> Bool {
    isNews(refusal.code, of: what, by: who, now: now)
  }

  package func isNews(_ code: String, of what: String, by who: String, now: Timestamp) -> Bool {
    let done = Done(who: who, what: what, code: code)
    return lastRecorded.withLock { last in
      if let before = last[done], now.seconds - before < Self.secondsBetween { return false }
      if last.count >= Self.mostRemembered {
        last = last.filter { now.seconds - $0.value < Self.secondsBetween }
        if last.count >= Self.mostRemembered { last.removeAll() }
      }
      last[done] = now.seconds
      return true
    }
  }
}
