import Synchronization

/// Asks one process to end. Fires once; whoever waits later does not wait at all.
package final class StopSignal: Sendable {
  private struct State {
    var hasFired = false
    var nextWaiter = 0
    var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
  }

  private let state = Mutex(State())

  package init() {}

  package var hasFired: Bool { state.withLock { $0.hasFired } }

  package func fire() {
    let waiters = state.withLock { state in
      state.hasFired = true
      defer { state.waiters = [:] }
      return state.waiters.values.map { $0 }
    }
    for waiter in waiters { waiter.resume() }
  }

  /// Returns when the signal fires, or when the waiting task is cancelled.
  package func wait() async {
    let number = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let mayPass = state.withLock { state in
          // Looked at under the lock: `onCancel` runs before or after, never in between.
          if state.hasFired || Task.isCancelled { return true }
          state.waiters[number] = continuation
          return false
        }
        if mayPass { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiters.removeValue(forKey: number) }?.resume()
    }
  }
}
