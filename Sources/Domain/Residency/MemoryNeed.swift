/// What a load takes, and how that is known.
package struct MemoryNeed: Sendable, Equatable {
  /// From the most to the least certain.
  package enum Stage: String, Sendable, CaseIterable {
    /// By a person.
    case stated
    /// By earlier loads of these weights with these settings.
    case learned
    /// From the header of the weights and the settings.
    case computed
    /// From the size of the file.
    case guessed
  }

  package var bytes: Int
  package var stage: Stage
}

/// What loads of the same weights with the same settings took.
///
/// Without what a process gathers while it answers: llama-server's cache of prompts grows by 8 GiB unless it is told
/// otherwise, and a need that contains it may be larger than the whole budget.
struct LearnedNeed: Sendable, Equatable {
  struct Key: Sendable, Hashable {
    var fingerprint: String
    var launch: LaunchSettings

    init(_ weights: AvailableWeights, _ launch: LaunchSettings) {
      fingerprint = weights.fingerprint
      self.launch = launch
    }
  }

  let key: Key
  private(set) var bytes = 0
  /// By the log; `nil`: it did not tell.
  private(set) var reservedBytes: Int?

  init(key: Key) { self.key = key }

  /// - Parameters:
  ///   - isFirst: it has just become ready, and gathered nothing yet.
  ///   - estimate: buffers count up to it that are touched by the first requests only; `nil`: nothing tells growth from
  ///     need, and all counts.
  mutating func note(_ observation: Observation, isFirst: Bool, estimate: Int?) {
    guard let resident = observation.residentBytes else { return }
    let taken = isFirst ? resident : estimate.map { min(resident, $0) } ?? resident
    bytes = max(bytes, taken)
    reservedBytes = observation.reservedBytes ?? reservedBytes
  }
}
