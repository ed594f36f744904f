import Synchronization

/// Reports that the client of a connection has disconnected, even while nothing is being written.
///
/// Hummingbird notices a disconnect only at the next write, and not at all before the response head: a model would
/// keep generating an answer that nobody reads.
final class ClientDisconnect: Sendable {
  private struct State {
    var isDisconnected = false
    var action: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())

  init(isDisconnected: Bool = false) { state.withLock { $0.isDisconnected = isDisconnected } }

  /// Runs `action` once when the client disconnects, or at once if it already has. Replaces an earlier action.
  func onDisconnect(_ action: @escaping @Sendable () -> Void) {
    let isDisconnected = state.withLock { state in
      if !state.isDisconnected { state.action = action }
      return state.isDisconnected
    }
    if isDisconnected { action() }
  }

  /// For when the response is complete: the connection stays open for the next request.
  func removeAction() { state.withLock { $0.action = nil } }

  func fire() {
    let action = state.withLock { state in
      state.isDisconnected = true
      defer { state.action = nil }
      return state.action
    }
    action?()
  }
}
