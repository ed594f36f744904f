import AsyncHTTPClient
import Domain
import Logging
import Synchronization

/// An OpenAI-compatible API that has its models always loaded: a service elsewhere, a vLLM server, another Muster.
///
/// Muster has no control over its memory. A model counts as loaded while the API lists it.
package final class OpenAIRuntime: Runtime {
  package struct Settings: Sendable, Equatable {
    package var id: RuntimeID
    package var kind: String
    /// Root of the API, without a slash at the end: `https://example.org/v1`.
    package var url: String
    /// Used in turn; none: requests carry no key.
    package var keys: [String]
    /// Names to offer; `*` matches any characters.
    package var models: [ModelPattern]
    package var healthInterval: Duration

    package init(
      id: RuntimeID, kind: String = "openai", url: String, keys: [String] = [],
      models: [ModelPattern] = [ModelPattern("*")],
      healthInterval: Duration = .seconds(5)
    ) {
      self.id = id
      self.kind = kind
      self.url = url
      self.keys = keys
      self.models = models
      self.healthInterval = healthInterval
    }
  }

  /// A list of models takes services some seconds now and then.
  private static let deadline = Duration.seconds(10)
  /// At the start nothing else waits for longer.
  private static let firstDeadline = Duration.seconds(3)
  private static let missesUntilLost = 3

  private struct State {
    var scan = WeightsScan()
    /// Failures in a row.
    var misses = 0
  }

  private let settings: Settings
  private let api: ServerAPI
  private let logger: Logger
  private let state = Mutex(State())

  package init(settings: Settings, client: HTTPClient, logger: Logger) {
    self.settings = settings
    api = ServerAPI(client: client, url: settings.url, key: settings.keys.first)
    self.logger = logger
  }

  package var id: RuntimeID { settings.id }
  package var kind: String { settings.kind }
  package var isAlwaysLoaded: Bool { true }

  package func scan() async -> WeightsScan { await ask(within: Self.firstDeadline) }

  package func scans() -> AsyncStream<WeightsScan> {
    let reported = Mutex<WeightsScan?>(nil)
    return AsyncStream { [self] in
      while !Task.isCancelled {
        if reported.withLock({ $0 != nil }) { try? await Task.sleep(for: settings.healthInterval) }
        if Task.isCancelled { return nil }
        let scan = await ask(within: Self.deadline)
        let isNew = reported.withLock { reported in
          defer { reported = scan }
          return reported != scan
        }
        if isNew { return scan }
      }
      return nil
    }
  }

  /// What the API lists now. What cannot be asked changes nothing: its models are then what they were.
  private func ask(within deadline: Duration) async -> WeightsScan {
    let problem: String
    do throws(ServerAPI.Problem) {
      let answer = try await api.get("/models", within: deadline)
      // Ollama sends null for an empty list.
      if answer.isSuccess, let body = answer.body, let list = body["data"], list.array != nil || list.isNull {
        let scan = WeightsScan(weights: weights(in: list.array ?? []))
        state.withLock { $0 = State(scan: scan) }
        return scan
      }
      problem = "answers with an unusable list of models (\(answer.message))"
    } catch {
      problem = error.description
    }
    return state.withLock { state in
      state.misses += 1
      if state.misses == 1 { logger.warning("Runtime \(id): \(problem)") }
      state.scan.problem = problem
      return state.scan
    }
  }

  private func weights(in list: [JSON]) -> [AvailableWeights] {
    var names: Set<String> = []
    for model in list {
      guard let name = model["id"]?.string, let id = try? ModelID(name),
        settings.models.contains(where: { $0.matches(id) })
      else { continue }
      names.insert(name)
    }
    return names.sorted().map {
      AvailableWeights(baseModel: ModelID(stored: $0), runtime: id, fileBytes: nil, fingerprint: $0, changedAt: nil)
    }
  }

  package func launchPlan(for weights: AvailableWeights, _ launch: LaunchSettings) async -> LaunchPlan {
    .cannot(launch, because: "the server behind this API decides how it starts its models")
  }

  /// There is nothing to load: it is ready as soon as the API lists the model, and over when the API has not answered
  /// several times in a row or lists the model no longer.
  package func run(
    _ weights: AvailableWeights, _ launch: LaunchSettings, stop: StopSignal,
    report: @escaping @Sendable (RunReport) -> Void
  ) async -> RunEnd {
    await withTaskCancellationHandler {
      if state.withLock({ $0.misses > 0 || $0.scan.weights.isEmpty }) { _ = await ask(within: Self.deadline) }
      if let end = end(of: weights, afterMisses: 1) { return end }
      if stop.hasFired { return .stopped }
      report(
        .ready(Upstream(url: settings.url, keys: settings.keys, model: weights.name), pid: nil, Observation()))
      while await !stop.wait(atMost: settings.healthInterval) {
        if Task.isCancelled { break }
        if let end = end(of: weights, afterMisses: Self.missesUntilLost) { return end }
        report(.probed(isAnswering: state.withLock { $0.misses == 0 }))
      }
      return .stopped
    } onCancel: {
      stop.fire()
    }
  }

  private func end(of weights: AvailableWeights, afterMisses limit: Int) -> RunEnd? {
    state.withLock { state in
      if state.misses >= limit {
        return RunEnd(
          cause: .lost, detail: "runtime \(id) \(state.scan.problem ?? "does not answer")", isRetryable: true,
          freedBytes: nil)
      }
      guard !state.scan.weights.contains(where: { $0.name == weights.name }) else { return nil }
      return RunEnd(
        cause: .lost, detail: "runtime \(id) no longer lists '\(weights.name)'", isRetryable: true, freedBytes: nil)
    }
  }
}

extension RunEnd {
  /// As asked, with nothing to tell.
  static let stopped = RunEnd(cause: .stopped, detail: "", isRetryable: true, freedBytes: nil)
}
