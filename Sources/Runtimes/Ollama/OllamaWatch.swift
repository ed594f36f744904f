import Domain

/// Watches a loaded model, because Ollama unloads by itself and tells nobody.
///
/// Not seen: a runner that died. Ollama lists it as before, and starts it anew for the next request. Nor the orphan of
/// a server that was killed: it holds memory that no list shows.
struct OllamaWatch: Sendable {
  enum End: Sendable {
    case stopped
    /// Nothing of it is in Ollama's memory, as far as can be told.
    case gone(String)
    /// It is loaded, but requests by its name no longer reach it.
    case noLongerOffered(String, isRetryable: Bool)
  }

  let run: OllamaRun
  let member: Int

  private struct State {
    var misses = OllamaAPI.Misses()
    var isMissing = false
    var isTemporary = false
  }

  /// - Parameter bytes: the latest measure.
  func untilEnd(_ bytes: inout Int?) async -> End {
    var state = State()
    // Once more before it counts as unloaded: it may be reloading, with the parameters of another name.
    while await !run.stop.wait(
      atMost: state.isMissing
        ? min(run.settings.settlingTime, run.settings.healthInterval) : run.settings.healthInterval)
    {
      switch run.catalog.standing(of: run.weights.name, run.identity) {
      case .same: break
      case .deleted:
        return .noLongerOffered("'\(run.weights.name)' was deleted on runtime \(run.settings.id)", isRetryable: false)
      case .replaced:
        return .noLongerOffered("'\(run.weights.name)' was replaced on runtime \(run.settings.id)", isRetryable: true)
      }
      guard let answer = await run.unlessStopped({ await ask() }) else { return .stopped }
      let end: End? =
        switch answer {
        case .success(let runner?): await note(runner, &state, &bytes)
        case .success(nil): noteMissing(&state)
        case .failure(let problem): await note(problem, &state)
        }
      if let end { return end }
    }
    return .stopped
  }

  private func ask() async -> Result<OllamaRunner?, ServerAPI.Problem> {
    do throws(ServerAPI.Problem) {
      return .success(await run.find(in: try await run.api.runners()))
    } catch {
      return .failure(error)
    }
  }

  private func note(_ runner: OllamaRunner, _ state: inout State, _ bytes: inout Int?) async -> End? {
    let isFirstTime = !state.isTemporary
    state = State(isTemporary: runner.isTemporary)
    bytes = runner.bytes ?? bytes
    if run.runner.isFirst(member) {
      run.report(.observed(Observation(residentBytes: runner.bytes)))
      if runner.isTemporary { await renew(runner, isFirstTime: isFirstTime) }
    }
    run.report(.probed(isAnswering: true))
    return nil
  }

  /// By the name that it was loaded by: another one may have other parameters, for which Ollama would reload it.
  private func renew(_ runner: OllamaRunner, isFirstTime: Bool) async {
    if isFirstTime {
      let change = runner.isLeaving ? "had Ollama unload it" : "changed how long Ollama keeps it"
      run.runtime.logger.info("\(run.weights.baseModel): somebody else \(change); asking Ollama to keep it")
    }
    _ = await run.unlessStopped { [api = run.api, catalog = run.catalog] in
      try? await api.pin(runner.name, catalog.usage(of: runner.name))
    }
  }

  private func noteMissing(_ state: inout State) -> End? {
    defer { state = State(isMissing: true) }
    guard state.isMissing else { return nil }
    return .gone("Ollama unloaded it by itself: to make room for another model, by hand, or because it was restarted")
  }

  private func note(_ problem: ServerAPI.Problem, _ state: inout State) async -> End? {
    run.report(.probed(isAnswering: false))
    state.misses.note(problem)
    guard state.misses.areMany else { return nil }
    // A list that blocks means a runner that hangs; Ollama exchanges it by itself after some 25 s.
    guard let isAnswering = await run.unlessStopped({ [api = run.api] in await api.isAnswering() }) else {
      return .stopped
    }
    return isAnswering ? nil : .gone("runtime \(run.settings.id) \(problem)")
  }
}

extension OllamaAPI {
  /// Answers that did not come, in a row. Whether the server is gone is asked after some of them only: a list blocks
  /// while a runner hangs, and a server that is restarted refuses connections for a moment.
  struct Misses {
    private static let mostLateAnswers = 3
    private static let mostRefusals = 2

    private var lateAnswers = 0
    private var refusals = 0

    mutating func note(_ problem: Problem) {
      if problem.isTimeout { lateAnswers += 1 } else { refusals += 1 }
    }

    var areMany: Bool { lateAnswers >= Self.mostLateAnswers || refusals >= Self.mostRefusals }
  }
}
