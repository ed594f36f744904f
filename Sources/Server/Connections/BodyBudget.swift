import Domain
import Synchronization

/// Limits how many bytes of request bodies are in memory at once.
///
/// Small bodies are not counted: there cannot be more of them than connections.
final class BodyBudget: Sendable {
  static let uncountedBytes = 64 << 10
  /// A body of unknown length is counted in steps of this many bytes.
  private static let step = 1 << 20

  private let limitBytes: Int
  private let usedBytes = Mutex(0)

  init(limitBytes: Int) { self.limitBytes = limitBytes }

  /// The share of one request; it is returned when the last reference to it goes away.
  func share() -> Share { Share(self) }

  final class Share: Sendable {
    private let budget: BodyBudget
    private let bytes = Mutex(0)

    fileprivate init(_ budget: BodyBudget) { self.budget = budget }

    deinit {
      let bytes = bytes.withLock { $0 }
      budget.usedBytes.withLock { $0 -= bytes }
    }

    /// Grows the share to at least `wanted` bytes.
    /// - Throws: `Refusal` if the budget does not allow it.
    func grow(to wanted: Int) throws(Refusal) {
      guard wanted > BodyBudget.uncountedBytes else { return }
      let isGranted = bytes.withLock { bytes in
        guard wanted > bytes else { return true }
        let more = bytes == 0 ? wanted : max(wanted - bytes, min(BodyBudget.step, budget.limitBytes / 8))
        let hasRoom = budget.usedBytes.withLock { used in
          guard used + more <= budget.limitBytes else { return false }
          used += more
          return true
        }
        if hasRoom { bytes += more }
        return hasRoom
      }
      guard isGranted else { throw Refusal.tooManyBodies }
    }
  }
}

extension Refusal {
  fileprivate static let tooManyBodies = Refusal(
    .unavailable, code: "request.too_many_bodies",
    detail: "Too many large requests are being handled (limits.bodies in the configuration). Try again.",
    retryAfterSeconds: 2)
}
