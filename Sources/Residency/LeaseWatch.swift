import Synchronization

/// What the controller and the user of a lease tell each other while an answer is on its way.
package final class LeaseWatch: Sendable {
  private struct State {
    var cutReason: String?
    var onCut: (@Sendable () -> Void)?
    var progressedAt: ContinuousClock.Instant
    var isHeldUpByClient = false
  }

  private let state: Mutex<State>

  package init() { state = Mutex(State(progressedAt: .now)) }

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

  /// The runtime sent something, and it now has to get through to the client, who may be slow.
  package func received() {
    state.withLock { state in
      state.progressedAt = .now
      state.isHeldUpByClient = true
    }
  }

  /// The client has taken everything; the runtime is waited for again.
  package func delivered() {
    state.withLock { state in
      state.progressedAt = .now
      state.isHeldUpByClient = false
    }
  }

  func cut(reason: String) {
    let action = state.withLock { state in
      state.cutReason = reason
      return state.onCut
    }
    action?()
  }

  /// Since when the runtime is waited for; `nil` while it is the client who holds up.
  var waitingSince: ContinuousClock.Instant? {
    state.withLock { $0.isHeldUpByClient ? nil : $0.progressedAt }
  }
}
