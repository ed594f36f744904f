import Domain
import Logging
import Synchronization

/// What an Ollama server has: its models, and which weights (blob) each of them consists of.
final class OllamaCatalog: Sendable {
  /// Whether a name still means the weights that were loaded by it.
  enum Standing: Equatable { case same, deleted, replaced }

  /// A server with 200 models should not read all of them at once.
  private static let mostQuestions = 4
  /// Until weights that could not be told are asked for again.
  private static let patience = Duration.seconds(60)

  fileprivate struct State {
    var hasListed = false
    /// As Ollama sent it: mostly the same as before, and then nothing has to be read from it.
    var list: [JSON] = []
    var models: [OllamaModel] = []
    /// The names of the list before that.
    var namesBefore: Set<String> = []
    /// `nil`: has to be made anew.
    var scan: WeightsScan?
    var problem: String?
    /// By manifest, whose digest stands for all that it names: the digest of the weights, or the manifest itself where
    /// Ollama names no blob.
    var identities: [String: String] = [:]
    /// By manifest.
    var facts: [String: WeightsFacts] = [:]
    var nextQuestion: [String: ContinuousClock.Instant] = [:]
  }

  private let runtime: RuntimeID
  private let api: OllamaAPI
  private let logger: Logger
  private let state = Mutex(State())

  init(runtime: RuntimeID, api: OllamaAPI, logger: Logger) {
    self.runtime = runtime
    self.api = api
    self.logger = logger
  }

  // MARK: - The weights of the server

  /// What the server lists now. One that cannot be asked has what it had.
  /// - Parameter time: for the list, and then for the weights' digests; those that are still unknown follow next time.
  /// - Returns: whether all digests are known that can be had now.
  @discardableResult
  func refresh(within time: Duration) async -> (scan: WeightsScan, isComplete: Bool) {
    var isComplete = true
    do throws(ServerAPI.Problem) {
      let list = try await api.tags(within: time)
      let unknown = state.withLock { state in
        state.note(list)
        var seen: Set<String> = []
        return state.models.filter { state.mayAsk(for: $0.manifest) && seen.insert($0.manifest).inserted }
      }
      isComplete = await askForBlobs(of: unknown, within: time)
    } catch {
      let isNew = state.withLock { state in
        defer {
          state.problem = error.description
          state.scan = nil
        }
        return state.problem == nil
      }
      if isNew { logger.warning("Runtime \(runtime): \(error)") }
    }
    return (scan, isComplete)
  }

  private var scan: WeightsScan {
    state.withLock { state in
      let scan = state.scan ?? makeScan(state)
      state.scan = scan
      return scan
    }
  }

  private func makeScan(_ state: borrowing State) -> WeightsScan {
    var scan = WeightsScan(problem: state.problem)
    for model in state.models.sorted(by: { $0.name < $1.name }) {
      do throws(Refusal) {
        let digest = state.identities[model.manifest].flatMap { $0 == model.manifest ? nil : $0 }
        var weights = AvailableWeights(
          baseModel: try ModelID(model.name), runtime: runtime, name: model.name, fileBytes: model.bytes,
          fingerprint: model.manifest, changedAt: model.changedAt, digest: digest,
          facts: state.facts[model.manifest])
        weights.sharedMemory = state.identities[model.manifest]
        scan.weights.append(weights)
      } catch {
        scan.skipped.append(SkippedFile(model.name, .badName(error.detail)))
      }
    }
    return scan
  }

  /// Keeps the answers for names that stood for the same manifest before and after them.
  /// - Returns: whether there was time for all of them.
  @discardableResult
  private func askForBlobs(of models: [OllamaModel], within time: Duration) async -> Bool {
    if models.isEmpty { return true }
    let deadline = ContinuousClock.now + time
    var rest = models[...]
    var found: [String: OllamaContents] = [:]
    await withTaskGroup(of: (OllamaModel, OllamaContents?).self) { group in
      let ask = { @Sendable [api] (model: OllamaModel) async -> (OllamaModel, OllamaContents?) in
        do throws(ServerAPI.Problem) {
          return (model, try await api.show(model.name, within: time))
        } catch {
          return (model, nil)
        }
      }
      for model in rest.prefix(Self.mostQuestions) { group.addTask { await ask(model) } }
      rest = rest.dropFirst(Self.mostQuestions)
      for await (model, contents) in group {
        if let contents { found[model.manifest] = contents }
        if !Task.isCancelled, .now < deadline, let model = rest.popFirst() { group.addTask { await ask(model) } }
      }
    }
    let after = (try? await api.models(within: time)) ?? []
    state.withLock { state in
      for model in models.dropLast(rest.count) {
        if let contents = found[model.manifest], after.contains(where: model.isSame(as:)) {
          state.identities[model.manifest] = contents.blob ?? model.manifest
          state.facts[model.manifest] = contents.facts
          state.scan = nil
        } else {
          state.nextQuestion[model.manifest] = .now + Self.patience
        }
      }
    }
    return rest.isEmpty
  }

  // MARK: - Identity

  /// What Ollama's memory of these weights goes by: names that share a blob share one runner.
  func identity(ofManifest manifest: String, name: String) async -> String {
    if let known = state.withLock({ $0.identities[manifest] }) { return known }
    guard state.withLock({ $0.mayAsk(for: manifest) }) else { return manifest }
    let model = (try? await api.models())?.first { $0.name.isSameOllamaName(as: name) && $0.manifest == manifest }
    if let model { await askForBlobs(of: [model], within: api.answerTimeout) }
    return state.withLock { state in
      if model == nil { state.nextQuestion[manifest] = .now + Self.patience }
      return state.identities[manifest] ?? manifest
    }
  }

  /// The names that reach the runner of these weights, as far as the last list tells.
  func names(of identity: String) -> [String] {
    state.withLock { state in
      // A run that began before the blob was known goes by its manifest.
      state.models.filter { state.identities[$0.manifest] == identity || $0.manifest == identity }.map(\.name)
    }
  }

  func standing(of name: String, _ identity: String) -> Standing {
    state.withLock { state in
      guard state.hasListed, state.problem == nil else { return .same }
      guard let model = state.models.first(where: { $0.name.isSameOllamaName(as: name) }) else {
        // While Ollama writes a manifest, it lists nothing of it.
        return state.namesBefore.contains(name) ? .same : .deleted
      }
      if model.manifest == identity { return .same }
      // Not known yet: nothing speaks against it.
      guard let now = state.identities[model.manifest] else { return .same }
      return now == identity ? .same : .replaced
    }
  }

  func usage(of name: String) -> OllamaModel.Usage {
    state.withLock { $0.models.first { $0.name.isSameOllamaName(as: name) }?.usage } ?? .generation
  }
}

extension OllamaCatalog.State {
  fileprivate mutating func note(_ list: [JSON]) {
    namesBefore = Set(models.map(\.name))
    if problem != nil { scan = nil }
    problem = nil
    guard !hasListed || self.list != list else { return }
    hasListed = true
    self.list = list
    models = list.compactMap(OllamaModel.init)
    scan = nil
  }

  fileprivate func mayAsk(for manifest: String) -> Bool {
    identities[manifest] == nil && nextQuestion[manifest].map { $0 <= .now } ?? true
  }
}

extension OllamaModel {
  fileprivate func isSame(as other: OllamaModel) -> Bool { name == other.name && manifest == other.manifest }
}
