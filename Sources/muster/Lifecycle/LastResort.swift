import Dispatch
import Foundation

/// Acts when a shutdown does not come to its end: a process that has closed its port and goes on for ever is an outage
/// that no supervisor ends.
///
/// Waits on a thread of its own, because what hangs may be the threads that tasks run on.
final class LastResort: Sendable {
  private let ended = DispatchSemaphore(value: 0)

  /// - Parameter action: called on that thread when `disarm` was not called in time.
  func arm(after deadline: Duration, _ action: @escaping @Sendable () -> Void) {
    let seconds = deadline / .seconds(1)
    Thread.detachNewThread { [ended] in
      if ended.wait(timeout: .now() + seconds) == .timedOut { action() }
    }
  }

  func disarm() { ended.signal() }
}
