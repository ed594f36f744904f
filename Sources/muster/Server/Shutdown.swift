import Dispatch
import Domain
import Foundation
import Logging
import Residency
import Runtimes
import Server

/// How Muster stops: it refuses what waits, lets running answers finish for `timeout`, cuts those that are left, ends
/// the models' processes, and in any case comes to an end.
struct Shutdown: Sendable {
  /// So that clients still learn why their answer was cut.
  private static let timeToTellClients = Duration.seconds(1)
  private static let mostNamed = 50
  /// What the end of a process may take beyond its `unload_grace` (`ProcessLife`), and the other parts beyond that.
  private static let slack = Duration.seconds(15)

  let timeout: Duration
  let unloadGrace: Duration
  let lifecycle: Lifecycle
  let server: Server
  let residency: ResidencyController
  let logger: Logger
  /// Fired when there is no connection any more.
  let served: StopSignal
  /// Fired when no model's process is left.
  let unloaded: StopSignal

  func perform(_ lastResort: LastResort) async {
    lastResort.arm(after: timeout + unloadGrace + Self.slack) { [lifecycle, server, logger] in
      let requests = server.openRequests().prefix(Self.mostNamed).map { "\($0.method) \($0.path) \($0.id)" }
      logger.critical(
        "The shutdown did not finish in time; exiting anyway",
        metadata: [
          "running": "\(lifecycle.running.joined(separator: ", "))",
          "requests": "\(requests.joined(separator: ", "))",
        ])
      _exit(1)
    }
    logger.notice("Shutting down; running requests may finish for up to \(timeout.asText)")
    await residency.close()
    if await !served.wait(atMost: timeout) { await cutOff() }
    lifecycle.begin(.disconnected)
    await unloaded.wait()
    lifecycle.begin(.unloaded)
  }

  private func cutOff() async {
    await nameWhatIsLeft()
    await residency.cutOff(reason: "Muster is shutting down")
    if await served.wait(atMost: Self.timeToTellClients) { return }
    lifecycle.begin(.cutOff)
    if await served.wait(atMost: Self.timeToTellClients) { return }
    // Clients that read nothing keep their connections open.
    server.closeConnections()
    _ = await served.wait(atMost: Self.timeToTellClients)
  }

  private func nameWhatIsLeft() async {
    let models = await residency.modelsOfRunningRequests()
    let left = server.openRequests()
    for request in left.prefix(Self.mostNamed) {
      var metadata: Logger.Metadata = [
        "request_id": "\(request.id)", "running_for": "\((ContinuousClock.now - request.since).wholeSeconds) s",
      ]
      if let model = models[request.id] { metadata["model"] = "\(model)" }
      logger.warning(
        "shutdown_timeout (\(timeout.asText)) is over: \(request.method) \(request.path) is cut off", metadata: metadata
      )
    }
    if left.count > Self.mostNamed { logger.warning("\(left.count - Self.mostNamed) more requests are cut off") }
  }
}

extension Duration {
  fileprivate var wholeSeconds: Int { Int(components.seconds) }
}

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
