import Domain
import Synchronization

/// Counts requests by model and minute, in memory: a request does not wait for a disk to be counted.
package final class UsageMeter: Sendable {
  struct Count: Sendable, Equatable {
    var requests = 0
    var errors = 0
    var lastUse: Timestamp
  }

  struct Key: Hashable, Sendable {
    var model: ModelID
    /// Since 1970.
    var minute: Int
  }

  private let counts = Mutex<[Key: Count]>([:])

  /// - Parameter isError: the model could not answer, or not to the end; not: the request was a bad one.
  func note(_ model: ModelID, isError: Bool, at now: Timestamp) {
    counts.withLock { counts in
      var count = counts[Key(model: model, minute: now.seconds / 60)] ?? Count(lastUse: now)
      count.requests += 1
      if isError { count.errors += 1 }
      count.lastUse = max(now, count.lastUse)
      counts[Key(model: model, minute: now.seconds / 60)] = count
    }
  }

  /// What was counted since the last time.
  func take() -> [Key: Count] {
    counts.withLock { counts in
      defer { counts = [:] }
      return counts
    }
  }

  /// More than a day of 100 models that are always in use.
  private static let mostKept = 200_000

  /// Puts back what could not be written; of far too much the oldest is lost.
  func putBack(_ taken: [Key: Count]) {
    counts.withLock { counts in
      counts.merge(taken) { new, old in
        Count(
          requests: new.requests + old.requests, errors: new.errors + old.errors, lastUse: max(new.lastUse, old.lastUse)
        )
      }
      guard counts.count > Self.mostKept else { return }
      let kept = counts.sorted { $0.key.minute > $1.key.minute }.prefix(Self.mostKept / 2)
      counts = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
    }
  }
}
