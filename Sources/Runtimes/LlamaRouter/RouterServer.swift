import AsyncHTTPClient
import Domain
import Logging
import Synchronization

/// A router that Muster starts itself, and starts again when it has ended.
final class RouterServer: Sendable {
  struct Settings: Sendable, Equatable {
    var id: RuntimeID
    /// Program and arguments, without those that Muster adds.
    var command: [String]
    /// Added to Muster's own; `{port}` and `{key}` are filled in.
    var environment: [String: String] = [:]
    /// Between TERM and KILL.
    var grace = Duration.seconds(10)
    var healthInterval: Duration
    var healthTimeout: Duration
    /// This program, which becomes the guard by its hidden command `__guard`.
    var guardExecutable: String
  }

  /// One that ran as long as this before it ended is started again at once.
  private static let longRun = Duration.seconds(10)
  private static let longestPause = Duration.seconds(60)

  private struct State {
    var place: RouterPlace?
    /// Why there is none.
    var problem = "is being started"
  }

  private let settings: Settings
  private let client: HTTPClient
  private let logger: Logger
  private let state = Mutex(State())

  init(settings: Settings, client: HTTPClient, logger: Logger) {
    self.settings = settings
    self.client = client
    self.logger = logger
  }

  /// - Throws: `ServerAPI.Problem`: it is not ready.
  func place() throws(ServerAPI.Problem) -> RouterPlace {
    let (place, problem) = state.withLock { ($0.place, $0.problem) }
    guard let place else { throw ServerAPI.Problem(description: problem, isRefused: true, hasEnded: true) }
    return place
  }

  /// Returns when `stop` has fired and nothing of the router is left.
  func run(until stop: StopSignal) async {
    let clock = ContinuousClock()
    var pause = Duration.zero
    while !stop.hasFired {
      let start = clock.now
      let (end, place) = await runOnce(until: stop)
      if !stop.hasFired {
        let detail = RouterLog.withoutFolders(end.detail)
        state.withLock { $0.problem = "has ended and is started again: \(detail)" }
      }
      place?.ended.fire()
      if stop.hasFired { break }
      let ranLong = end.wasReady && clock.now - start >= Self.longRun
      pause = ranLong ? .zero : min(max(pause * 2, .seconds(1)), Self.longestPause)
      logger.warning("Runtime \(settings.id): the router has ended: \(end.detail)")
      _ = await stop.wait(atMost: pause)
    }
    state.withLock { $0.problem = "has been ended" }
  }

  /// - Returns: where it was while it was ready; it is in `state` no more.
  private func runOnce(until stop: StopSignal) async -> (end: RouterProcess.End, place: RouterPlace?) {
    guard let port = LoopbackPort.reserve() else {
      return (.init(detail: "no free port on 127.0.0.1", wasReady: false), nil)
    }
    defer { port.giveBack() }
    let process = RouterProcess(settings: settings, port: port, client: client, logger: logger) { place in
      self.state.withLock { $0.place = place }
    }
    let end = await process.run(until: stop)
    return state.withLock { state in
      defer { state.place = nil }
      return (end, state.place)
    }
  }
}
