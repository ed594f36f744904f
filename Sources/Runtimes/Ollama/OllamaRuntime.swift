import AsyncHTTPClient
import Domain
import Logging
import Synchronization

/// Loads models into an Ollama server that Muster did not start.
///
/// Names that share weights share their memory there, an answer of Ollama's does not prove that anything has left the
/// memory, and Ollama unloads by itself: docs/decisions/0016 says what follows from that, docs/runtimes.md what it
/// means for people.
package final class OllamaRuntime: Runtime {
  package struct Settings: Sendable, Equatable {
    package var id: RuntimeID
    /// Root of the server, without a slash at the end: `http://127.0.0.1:11434`.
    package var url: String
    /// For a proxy before it: Ollama itself has none. Used in turn.
    package var keys: [String]
    package var healthInterval: Duration
    /// Until a model that does not leave the memory is logged, and left there where Ollama has lost it.
    package var unloadGrace: Duration
    /// The controller's; no load of this runtime ends earlier.
    package var loadTimeout: Duration
    /// For all questions but the load.
    package var answerTimeout: Duration
    /// For a load that was abandoned to show that it went on all the same, and for a reload under another name.
    package var settlingTime: Duration

    package init(
      id: RuntimeID, url: String, keys: [String] = [], healthInterval: Duration = .seconds(5),
      unloadGrace: Duration = .seconds(60), loadTimeout: Duration = .seconds(120),
      answerTimeout: Duration = .seconds(5), settlingTime: Duration = .seconds(1)
    ) {
      self.id = id
      self.url = url
      self.keys = keys
      self.healthInterval = healthInterval
      self.unloadGrace = unloadGrace
      self.loadTimeout = loadTimeout
      self.answerTimeout = answerTimeout
      self.settlingTime = settlingTime
    }
  }

  /// At the start nothing else waits for longer.
  private static let firstScanTime = Duration.seconds(2)
  private static let scanTime = Duration.seconds(5)

  let settings: Settings
  let api: OllamaAPI
  let catalog: OllamaCatalog
  let logger: Logger
  private let runners = SharedRunners()

  package init(settings: Settings, client: HTTPClient, logger: Logger) {
    self.settings = settings
    self.logger = logger
    api = OllamaAPI(
      server: ServerAPI(client: client, url: settings.url, key: settings.keys.first),
      answerTimeout: settings.answerTimeout, loadLimit: settings.loadTimeout + .seconds(60))
    catalog = OllamaCatalog(runtime: settings.id, api: api, logger: logger)
  }

  package var id: RuntimeID { settings.id }
  package var kind: String { "ollama" }
  package var isAlwaysLoaded: Bool { false }

  package func scan() async -> WeightsScan { await catalog.refresh(within: Self.firstScanTime).scan }

  package func scans() -> AsyncStream<WeightsScan> {
    let reported = Mutex<WeightsScan?>(nil)
    let mayPause = Mutex(false)
    return AsyncStream { [self] in
      while !Task.isCancelled {
        if mayPause.withLock(\.self) { try? await Task.sleep(for: settings.healthInterval) }
        if Task.isCancelled { return nil }
        let (scan, isComplete) = await catalog.refresh(within: Self.scanTime)
        mayPause.withLock { $0 = isComplete }
        let isNew = reported.withLock { reported in
          defer { reported = scan }
          return reported != scan
        }
        if isNew { return scan }
      }
      return nil
    }
  }

  /// Options of a load would not last: a request to Ollama's OpenAI-compatible API cannot carry them, and has Ollama
  /// load the model anew without them.
  package func launchPlan(for weights: AvailableWeights, _ launch: LaunchSettings) async -> LaunchPlan {
    .cannot(
      launch, because: "Ollama would drop it at the next request: put it into the Modelfile, such as PARAMETER num_ctx")
  }

  /// Loads weights unless another name has them loaded, watches them, and unloads them unless another name uses them.
  package func run(
    _ weights: AvailableWeights, _ launch: LaunchSettings, stop: StopSignal,
    report: @escaping @Sendable (RunReport) -> Void
  ) async -> RunEnd {
    let givenUp = StopSignal()
    return await withTaskCancellationHandler {
      // In a task that is never cancelled (and always waited for): a cancelled one could ask for no unload.
      await Task {
        let identity = await catalog.identity(ofManifest: weights.fingerprint, name: weights.name)
        return await OllamaRun(
          runtime: self, weights: weights, identity: identity, runner: runners.runner(of: identity), stop: stop,
          givenUp: givenUp, report: report
        ).perform()
      }.value
    } onCancel: {
      givenUp.fire()
      stop.fire()
    }
  }
}
