import Synchronization

/// Links the controller and the holder of a lease while an answer is under way: progress one way, a cut the other.
package final class LeaseWatch: Sendable {
  private struct State {
    var cutReason: String?
    var onCut: (@Sendable () -> Void)?
    /// Since when the runtime has made no progress, without the time in which the client held it up.
    var waitingSince: ContinuousClock.Instant
    var heldUpSince: ContinuousClock.Instant?
  }

  private let state: Mutex<State>

  package init() { state = Mutex(State(waitingSince: .now)) }

  /// Why the lease was ended before its answer; `nil` while it is good.
  package var cutReason: String? { state.withLock(\.cutReason) }

  /// Runs `action` when the lease is cut; at once when it already is.
  package func onCut(_ action: @escaping @Sendable () -> Void) {
    let isCut = state.withLock { state in
      state.onCut = action
      return state.cutReason != nil
    }
    if isCut { action() }
  }

  /// The runtime sent something, which now has to reach the client, who may be slow.
  /// - Parameter isProgress: false for a comment line: a process sends them whatever its computing thread does.
  package func received(isProgress: Bool) {
    state.withLock { state in
      let now = ContinuousClock.now
      if isProgress { state.waitingSince = now }
      state.heldUpSince = now
    }
  }

  /// The client has received everything; from now on the runtime is waited for again.
  package func delivered() {
    state.withLock { state in
      if let heldUpSince = state.heldUpSince { state.waitingSince += .now - heldUpSince }
      state.heldUpSince = nil
    }
  }

  /// From now on the runtime owes an answer.
  func begin() { state.withLock { $0.waitingSince = .now } }

  /// - Returns: the holder's reaction, to be run without locks: it may cancel a task.
  func cut(reason: String) -> (@Sendable () -> Void)? {
    state.withLock { state in
      state.cutReason = reason
      return state.onCut
    }
  }

  /// Since when the runtime has made no progress; `nil` while the client holds it up.
  var waitingSince: ContinuousClock.Instant? {
    state.withLock { $0.heldUpSince == nil ? $0.waitingSince : nil }
  }
}
