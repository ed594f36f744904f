import Domain
import Synchronization

/// Reading the audit trail leaves an entry in it, but the same question of the same person one a minute.
final class RepeatedActs: Sendable {
  private struct Done: Hashable {
    var who: String
    /// As a digest: a question may be long.
    var what: String
  }

  private static let secondsBetween = 60
  private static let mostRemembered = 10_000

  private let lastRecorded = Mutex<[Done: Int]>([:])

  /// Whether this one is to be recorded.
  func isNews(_ what: String, by who: String, now: Timestamp) -> Bool {
    let done = Done(who: who, what: Digest.sha256(what))
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
