import Domain
import Synchronization

/// Bounds how many refusals of one kind and one caller are recorded one by one: at first `burst`, then one every
/// `secondsPerEntry`. The others are counted.
///
/// By the code of the refusal and not by what it was about: names can be invented without end.
final class RefusalPace: Sendable {
  static let burst = 60
  static let secondsPerEntry = 10
  /// Between two entries for the same thing, where the caller of `admits` asks for that.
  static let secondsBetween = 60
  /// Beyond so many, callers share one pace.
  static let mostRemembered = 10_000

  /// Refusals that were counted and not recorded.
  struct LeftOut: Sendable {
    var kind: Kind
    var entityType: String
    var outcome: AuditEntry.Outcome
    /// The last of them.
    var caller: Caller
    var count: Int
    /// When the first of them was left out.
    var since: Timestamp
  }

  struct Kind: Hashable, Sendable {
    /// A person; an address when nobody knows who it was.
    var who: String
    var action: AuditAction
    var code: String
  }

  private struct Track {
    /// When all of them would have been at the pace (the "theoretical arrival time" of a leaky bucket).
    var arrival = 0
    /// What was recorded when.
    var recorded: [String: Int] = [:]
    var leftOut: LeftOut?

    func isForgotten(_ now: Int) -> Bool {
      arrival <= now && leftOut == nil && recorded.values.allSatisfy { now - $0 >= RefusalPace.secondsBetween }
    }
  }

  private struct State {
    var tracks: [Kind: Track] = [:]
    var sweptAt = Int.min
  }

  private let state = Mutex(State())

  /// Whether this one is to be recorded; otherwise it is counted.
  /// - Parameter repeated: names the thing of which one entry a minute is enough; `nil` when each time counts.
  func admits(_ refusal: LeftOut, repeated: String?, now: Timestamp) -> Bool {
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
        // No more than the pace lets through in a minute.
        track.recorded = track.recorded.filter { now - $0.value < Self.secondsBetween }
        track.recorded[repeated] = now
      }
      return true
    }
  }

  /// Counts what could not be recorded.
  func leaveOut(_ refusal: LeftOut) {
    state.withLock { state in
      let kind = Self.place(of: refusal.kind, in: &state, refusal.since.seconds)
      var track = state.tracks[kind] ?? Track()
      Self.count(refusal, in: &track)
      state.tracks[kind] = track
    }
  }

  /// What was left out since the last call.
  func takeLeftOut() -> [LeftOut] {
    state.withLock { state in
      var all: [LeftOut] = []
      for (kind, track) in state.tracks {
        guard let leftOut = track.leftOut else { continue }
        all.append(leftOut)
        state.tracks[kind]?.leftOut = nil
      }
      return all.sorted { $0.since.seconds < $1.since.seconds }
    }
  }

  private static func count(_ refusal: LeftOut, in track: inout Track) {
    var sum = refusal
    if let before = track.leftOut {
      sum.count += before.count
      sum.since = before.since
    }
    track.leftOut = sum
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
