import Dispatch
import Domain
import Foundation
import Logging
import Residency
import Runtimes
import Server

/// Shuts Muster down: refuses waiting requests, lets running ones finish for `timeout`, cuts off the rest and ends the
/// models' processes. The watchdog exits the process if this hangs.
struct Shutdown: Sendable {
  /// For clients to receive the error that ends their answer.
  private static let clientNoticeTime = Duration.seconds(1)
  private static let maxLoggedRequests = 50
  /// For processes to end after `unload_grace` (`ServerProcess`), and for the other parts.
  private static let slack = Duration.seconds(15)

  let timeout: Duration
  let unloadGrace: Duration
  let lifecycle: Lifecycle
  let server: Server
  let runtimes: RuntimePool
  let logger: Logger
  /// Fired when all connections are closed.
  let served: StopSignal
  /// Fired when all processes of models have ended.
  let unloaded: StopSignal

  func perform(_ watchdog: ShutdownWatchdog) async {
    watchdog.arm(after: timeout + unloadGrace + Self.slack) { [lifecycle, server, logger] in
      let requests = server.openRequests().prefix(Self.maxLoggedRequests).map { "\($0.method) \($0.path) \($0.id)" }
      logger.critical(
        "The shutdown timed out; exiting now",
        metadata: [
          "running": "\(lifecycle.running.joined(separator: ", "))",
          "requests": "\(requests.joined(separator: ", "))",
        ])
      _exit(1)
    }
    logger.notice("Shutting down; running requests may finish for up to \(timeout.asText)")
    runtimes.close()
    if await !served.wait(atMost: timeout) { await cutOff() }
    lifecycle.begin(.disconnected)
    await unloaded.wait()
    lifecycle.begin(.unloaded)
  }

  private func cutOff() async {
    logOpenRequests()
    runtimes.cutOff(reason: "Muster is shutting down")
    if await served.wait(atMost: Self.clientNoticeTime) { return }
    lifecycle.begin(.cutOff)
    if await served.wait(atMost: Self.clientNoticeTime) { return }
    // Clients that do not read keep their connections open.
    server.closeConnections()
    _ = await served.wait(atMost: Self.clientNoticeTime)
  }

  private func logOpenRequests() {
    let models = runtimes.modelsOfRunningRequests()
    let open = server.openRequests()
    for request in open.prefix(Self.maxLoggedRequests) {
      var metadata: Logger.Metadata = [
        "request_id": "\(request.id)", "running_for": "\((ContinuousClock.now - request.since).wholeSeconds) s",
      ]
      if let model = models[request.id] { metadata["model"] = "\(model)" }
      logger.warning(
        "shutdown_timeout (\(timeout.asText)) exceeded: cutting off \(request.method) \(request.path)",
        metadata: metadata
      )
    }
    if open.count > Self.maxLoggedRequests {
      logger.warning("\(open.count - Self.maxLoggedRequests) more requests cut off")
    }
  }
}

/// Acts when a shutdown hangs: supervisors do not restart a process that has closed its port but never exits.
///
/// Waits on its own thread, because the threads that run tasks may be the ones that hang.
final class ShutdownWatchdog: Sendable {
  private let ended = DispatchSemaphore(value: 0)

  /// - Parameter action: called on that thread unless `disarm` is called in time.
  func arm(after deadline: Duration, _ action: @escaping @Sendable () -> Void) {
    let seconds = deadline / .seconds(1)
    Thread.detachNewThread { [ended] in
      if ended.wait(timeout: .now() + seconds) == .timedOut { action() }
    }
  }

  func disarm() { ended.signal() }
}
