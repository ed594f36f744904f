import Domain
import Synchronization

/// How many bytes of requests' bodies may be in memory at once.
///
/// Small bodies do not count: there cannot be more of them than connections.
final class BodyBudget: Sendable {
  static let mostUncounted = 64 << 10
  /// A body of unknown length is counted in steps of this many bytes.
  private static let step = 1 << 20

  private let mostBytes: Int
  private let heldBytes = Mutex(0)

  init(mostBytes: Int) { self.mostBytes = mostBytes }

  /// One request's share, given back when nobody holds it any more.
  func share() -> Share { Share(self) }

  final class Share: Sendable {
    private let budget: BodyBudget
    private let bytes = Mutex(0)

    fileprivate init(_ budget: BodyBudget) { self.budget = budget }

    deinit {
      let bytes = bytes.withLock { $0 }
      budget.heldBytes.withLock { $0 -= bytes }
    }

    /// Makes it at least `wanted` bytes.
    /// - Throws: `Refusal` when others hold too much.
    func grow(to wanted: Int) throws(Refusal) {
      guard wanted > BodyBudget.mostUncounted else { return }
      let isThere = bytes.withLock { bytes in
        guard wanted > bytes else { return true }
        let more = bytes == 0 ? wanted : max(wanted - bytes, min(BodyBudget.step, budget.mostBytes / 8))
        let hasRoom = budget.heldBytes.withLock { held in
          guard held + more <= budget.mostBytes else { return false }
          held += more
          return true
        }
        if hasRoom { bytes += more }
        return hasRoom
      }
      guard isThere else { throw Refusal.tooManyBodies }
    }
  }
}

extension Refusal {
  fileprivate static let tooManyBodies = Refusal(
    .unavailable, code: "request.too_many_bodies",
    detail: "Too many large requests are being handled (limits.bodies in the configuration). Try again.",
    retryAfterSeconds: 2)
}
