import AsyncHTTPClient
import Domain
import Logging
import Synchronization

/// A llama-server in router mode: it has a process for each loaded model, and loads and unloads them as Muster says.
package final class LlamaRouterRuntime: Runtime {
  package struct Settings: Sendable, Equatable {
    package enum Origin: Sendable, Equatable {
      /// Somebody else's. The address without a slash at the end: `http://127.0.0.1:8081`. A `/v1` at the end is
      /// dropped. The keys are used in turn by requests; the first one for everything else.
      case attached(url: String, keys: [String])
      /// Muster's own. `guardExecutable`: this program, which becomes the guard by its hidden command `__guard`.
      case started(command: [String], environment: [String: String], guardExecutable: String)
    }

    package var id: RuntimeID
    package var origin: Origin
    package var healthInterval: Duration
    /// How long the router may take to answer; it does in milliseconds, also while it loads.
    package var healthTimeout: Duration
    /// How long an unload may take before the router is asked again.
    package var unloadGrace: Duration

    package init(
      id: RuntimeID, origin: Origin, healthInterval: Duration = .seconds(5),
      healthTimeout: Duration = .seconds(5), unloadGrace: Duration = .seconds(60)
    ) {
      self.id = id
      self.origin = origin
      self.healthInterval = healthInterval
      self.healthTimeout = healthTimeout
      self.unloadGrace = unloadGrace
    }
  }

  private struct State {
    /// The router tells sizes only while a model is loaded.
    var bytes: [String: Int] = [:]
    /// The runs that have not ended, by the model's name; each signal fires at the end.
    var runs: [String: StopSignal] = [:]
  }

  private let settings: Settings
  private let place: RouterPlace.Finder
  /// If Muster starts the router.
  private let server: RouterServer?
  private let poll: RouterPoll
  private let logger: Logger
  private let state = Mutex(State())

  package init(settings: Settings, client: HTTPClient, logger: Logger) {
    self.settings = settings
    self.logger = logger
    switch settings.origin {
    case .attached(let url, let keys):
      server = nil
      let fixed = RouterPlace(client: client, url: url.hasSuffix("/v1") ? String(url.dropLast(3)) : url, keys: keys)
      place = { () throws(ServerAPI.Problem) in fixed }
    case .started(let command, let environment, let guardExecutable):
      let server = RouterServer(
        settings: .init(
          id: settings.id, command: command, environment: environment, healthInterval: settings.healthInterval,
          healthTimeout: settings.healthTimeout, guardExecutable: guardExecutable), client: client, logger: logger)
      self.server = server
      place = { () throws(ServerAPI.Problem) in try server.place() }
    }
    poll = RouterPoll(
      runtime: settings.id, place: place, interval: settings.healthInterval, timeout: settings.healthTimeout,
      logger: logger)
  }

  package func serve(until stop: StopSignal) async {
    guard let server else { return }
    // In a task that is never cancelled (and always waited for): the models are unloaded first.
    await Task { await server.run(until: stop) }.value
  }

  package var id: RuntimeID { settings.id }
  package var kind: String { "llama-router" }
  package var isAlwaysLoaded: Bool { false }

  package func scan() async -> WeightsScan { scan(of: await poll.answer(askedAfter: .now)) }

  package func scans() -> AsyncStream<WeightsScan> {
    let reported = Mutex<(answer: RouterPoll.Answer, scan: WeightsScan)?>(nil)
    let never = StopSignal()
    return AsyncStream { [self] in
      while !Task.isCancelled {
        let last = reported.withLock(\.self)
        let answer =
          if let last {
            await poll.answer(after: last.answer, every: settings.healthInterval, unless: never)
          } else {
            await poll.answer(askedAfter: .now)
          }
        guard let answer, !Task.isCancelled else { return nil }
        let scan = scan(of: answer)
        reported.withLock { $0 = (answer, scan) }
        if scan != last?.scan { return scan }
      }
      return nil
    }
  }

  private func scan(of answer: RouterPoll.Answer) -> WeightsScan {
    var scan = WeightsScan(problem: answer.problem)
    for model in answer.models.values.sorted(by: { $0.id < $1.id }) {
      let bytes = state.withLock { state in
        if let bytes = model.bytes { state.bytes[model.id] = bytes }
        return state.bytes[model.id]
      }
      do throws(Refusal) {
        scan.weights.append(
          AvailableWeights(
            baseModel: try ModelID(model.id), runtime: id, fileBytes: bytes, fingerprint: model.id, changedAt: nil))
      } catch {
        scan.skipped.append(SkippedFile(model.id, .badName(error.detail)))
      }
    }
    return scan
  }

  package func launchPlan(for weights: AvailableWeights, _ launch: LaunchSettings) async -> LaunchPlan {
    .cannot(launch, because: "the router starts its models by its own presets (--models-preset)")
  }

  /// A model that is loaded already is adopted, whoever loaded it.
  package func run(
    _ weights: AvailableWeights, _ launch: LaunchSettings, stop: StopSignal,
    report: @escaping @Sendable (RunReport) -> Void
  ) async -> RunEnd {
    let shuttingDown = StopSignal()
    return await withTaskCancellationHandler {
      // In a task that is never cancelled (and always waited for): a cancelled one could not ask the router to unload.
      await Task { await runAlone(weights.name, stop, shuttingDown, report) }.value
    } onCancel: {
      shuttingDown.fire()
      stop.fire()
    }
  }

  /// An unload takes time in which the router still calls the model loaded, so the next run waits for its end.
  private func runAlone(
    _ name: String, _ stop: StopSignal, _ shuttingDown: StopSignal, _ report: @escaping @Sendable (RunReport) -> Void
  ) async -> RunEnd {
    let ended = StopSignal()
    while let other = state.withLock({ state in
      defer { if state.runs[name] == nil { state.runs[name] = ended } }
      return state.runs[name]
    }) {
      await other.wait()
    }
    defer {
      state.withLock { $0.runs[name] = nil }
      ended.fire()
    }
    if stop.hasFired { return .stopped }
    do throws(ServerAPI.Problem) {
      return await RouterRun(
        name: name, settings: settings, place: try place(), poll: poll, logger: logger, stop: stop,
        shuttingDown: shuttingDown, report: report
      ).run()
    } catch {
      return RunEnd(cause: .lost, detail: "runtime \(settings.id) \(error)", isRetryable: true, freedBytes: nil)
    }
  }
}
