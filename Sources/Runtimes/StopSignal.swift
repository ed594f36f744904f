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

  /// - Returns: whether the signal has fired; false when it did not in time, or the task was cancelled.
  package func wait(atMost timeout: Duration) async -> Bool {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.wait() }
      group.addTask { try? await Task.sleep(for: timeout) }
      await group.next()
      group.cancelAll()
    }
    return hasFired
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
