import Domain
import Synchronization

/// Limits how many refusals of one kind and one caller are recorded one by one: `burst` at once, then one every
/// `secondsPerEntry`. The others are counted.
///
/// Keyed by the refusal's code and not by its target: a caller can invent any number of names.
final class RefusalRateLimit: Sendable {
  static let burst = 60
  static let secondsPerEntry = 10
  /// Between two entries for the same `repeated`.
  static let secondsBetween = 60
  /// Beyond so many, callers share one limit.
  static let mostRemembered = 10_000

  /// Refusals that were counted and not recorded.
  struct Skipped: Sendable {
    var kind: Kind
    var entityType: String
    var outcome: AuditEntry.Outcome
    /// The last of them.
    var caller: Caller
    var count: Int
    /// When the first of them was skipped.
    var since: Timestamp
  }

  struct Kind: Hashable, Sendable {
    /// A user's id; an address when the caller is unknown.
    var who: String
    var action: AuditAction
    var code: String
  }

  private struct Track {
    /// The "theoretical arrival time" of a leaky bucket.
    var arrival = 0
    /// When each `repeated` was recorded last.
    var recorded: [String: Int] = [:]
    var skipped: Skipped?

    func isForgotten(_ now: Int) -> Bool {
      arrival <= now && skipped == nil && recorded.values.allSatisfy { now - $0 >= RefusalRateLimit.secondsBetween }
    }
  }

  private struct State {
    var tracks: [Kind: Track] = [:]
    var sweptAt = Int.min
  }

  private let state = Mutex(State())

  /// Whether this one should be recorded; otherwise it is counted.
  /// - Parameter repeated: names what needs one entry a minute at most; `nil` when each time counts.
  func admits(_ refusal: Skipped, repeated: String?, now: Timestamp) -> Bool {
    let now = now.seconds
    return state.withLock { state in
      let kind = Self.place(of: refusal.kind, in: &state, now)
      var track = state.tracks[kind] ?? Track()
      defer { state.tracks[kind] = track }
      let isRepeated = repeated.flatMap { track.recorded[$0] }.map { now - $0 < Self.secondsBetween } ?? false
      let arrival = max(track.arrival, now)
      guard !isRepeated, arrival + Self.secondsPerEntry - Self.burst * Self.secondsPerEntry <= now else {
        Self.count(refusal, in: &track)
        return false
      }
      track.arrival = arrival + Self.secondsPerEntry
      if let repeated {
        // No more than the limit lets through in a minute.
        track.recorded = track.recorded.filter { now - $0.value < Self.secondsBetween }
        track.recorded[repeated] = now
      }
      return true
    }
  }

  /// Counts what could not be recorded.
  func skip(_ refusal: Skipped) {
    state.withLock { state in
      let kind = Self.place(of: refusal.kind, in: &state, refusal.since.seconds)
      var track = state.tracks[kind] ?? Track()
      Self.count(refusal, in: &track)
      state.tracks[kind] = track
    }
  }

  /// Those since the last call.
  func takeSkipped() -> [Skipped] {
    state.withLock { state in
      var all: [Skipped] = []
      for (kind, track) in state.tracks {
        guard let skipped = track.skipped else { continue }
        all.append(skipped)
        state.tracks[kind]?.skipped = nil
      }
      return all.sorted { $0.since.seconds < $1.since.seconds }
    }
  }

  private static func count(_ refusal: Skipped, in track: inout Track) {
    var sum = refusal
    if let before = track.skipped {
      sum.count += before.count
      sum.since = before.since
    }
    track.skipped = sum
  }

  private static func place(of kind: Kind, in state: inout State, _ now: Int) -> Kind {
    guard state.tracks[kind] == nil, state.tracks.count >= mostRemembered else { return kind }
    if state.sweptAt != now {
      state.sweptAt = now
      state.tracks = state.tracks.filter { !$0.value.isForgotten(now) }
    }
    return state.tracks.count < mostRemembered ? kind : Kind(who: "*", action: kind.action, code: kind.code)
  }

  /// How many callers and kinds it remembers.
  var remembered: Int { state.withLock { $0.tracks.count } }
}
