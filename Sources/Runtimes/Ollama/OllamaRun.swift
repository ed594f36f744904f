import Domain
import Logging

/// One model from its load to its end.
struct OllamaRun: Sendable {
  let runtime: OllamaRuntime
  let weights: AvailableWeights
  /// Of the blob.
  let identity: String
  let runner: SharedRunner
  let stop: StopSignal
  /// Muster ends: an unload that does not come to an end is left behind.
  let givenUp: StopSignal
  let report: @Sendable (RunReport) -> Void

  var api: OllamaAPI { runtime.api }
  var catalog: OllamaCatalog { runtime.catalog }
  var settings: OllamaRuntime.Settings { runtime.settings }

  func perform() async -> RunEnd {
    let member = runner.join()
    var wasReady = false
    var bytes: Int?
    if await runner.lock(member, unless: stop) {
      let start = await load()
      runner.unlock()
      switch start {
      case .stopped: break
      case .failed(let end):
        runner.leave(member)
        return end
      case .unanswered(let problem):
        // Whether it goes on loading is not known.
        let made = await unload(member, nil, isLoadInFlight: true)
        var end = RunEnd.unanswered(problem, by: settings.id)
        if !made.detail.isEmpty { end.detail += "; \(made.detail)" }
        return end
      case .loaded(let ps):
        bytes = ps?.bytes
        wasReady = true
        runner.noteLoaded(member)
        report(
          .ready(
            Upstream(url: api.compatibleURL, keys: settings.keys, model: weights.name), pid: nil,
            Observation(residentBytes: runner.isFirst(member) ? bytes : nil)))
        let watch = OllamaWatch(run: self, member: member)
        switch await watch.untilEnd(&bytes) {
        case .stopped: break
        case .gone(let detail):
          return end(of: member) { .lost(detail, freedBytes: runner.isAlone(member) ? bytes : nil) }
        case .noLongerOffered(let detail, let isRetryable):
          report(.probed(isAnswering: false))
          var end = await unload(member, bytes, isLoadInFlight: false)
          end.cause = .lost
          end.detail = end.detail.isEmpty ? detail : "\(detail); \(end.detail)"
          end.isRetryable = isRetryable
          end.wasReady = true
          return end
        }
      }
    }
    var end = await unload(member, bytes, isLoadInFlight: !wasReady)
    end.wasReady = wasReady
    return end
  }

  /// Without anything to unload.
  private func end(of member: Int, _ make: () -> RunEnd) -> RunEnd {
    var end = make()
    end.wasReady = true
    if runner.isAlone(member) { runner.mayBeLoaded = false }
    runner.leave(member)
    return end
  }

  /// The last one of those that use a blob unloads it.
  private func unload(_ member: Int, _ bytes: Int?, isLoadInFlight: Bool) async -> RunEnd {
    _ = await runner.lock(member, unless: nil)
    defer {
      runner.leave(member)
      runner.unlock()
    }
    guard runner.isAlone(member), runner.mayBeLoaded else { return .stopped }
    let end = await OllamaUnload(run: self, member: member, isLoadInFlight: isLoadInFlight).perform(knownBytes: bytes)
    runner.mayBeLoaded = !runner.isAlone(member)
    return end
  }

  // MARK: - Loading

  private enum Start {
    /// `nil`: Ollama did not tell in time what it has in memory.
    case loaded(OllamaRunner?)
    case failed(RunEnd)
    case unanswered(ServerAPI.Problem)
    case stopped
  }

  private func load() async -> Start {
    if stop.hasFired { return .stopped }
    if runner.isLoadedForAnyone, let runners = try? await api.runners(), let present = await find(in: runners) {
      // A load by this name could exchange the runner for one with other parameters, under the running answers.
      return .loaded(present)
    }
    runner.mayBeLoaded = true
    let name = weights.name
    let usage = catalog.usage(of: name)
    let answer = await unlessStopped { [api] in
      do throws(ServerAPI.Problem) {
        return Result<ServerAPI.Answer, ServerAPI.Problem>.success(try await api.load(name, usage))
      } catch {
        return .failure(error)
      }
    }
    switch answer {
    case nil: return .stopped
    case .failure(let problem): return .unanswered(problem)
    case .success(let answer) where !answer.isSuccess || answer.body?["error"] != nil:
      if !runner.isLoadedForAnyone { runner.mayBeLoaded = false }
      return .failed(.refused(by: answer))
    case .success: break
    }
    guard let runners = await unlessStopped({ [api] in try? await api.runners() }) else { return .stopped }
    guard let runners else { return .loaded(nil) }
    if let present = await find(in: runners) { return .loaded(present) }
    return .failed(.lost("Ollama unloaded it by itself as soon as it was loaded"))
  }

  /// - Returns: `nil` if `stop` fired first; the work has then been cancelled and has ended.
  func unlessStopped<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) async -> Value? {
    await withTaskGroup(of: Value?.self) { group in
      group.addTask { await work() }
      group.addTask { [stop] in
        await stop.wait()
        return nil
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      return first
    }
  }

  /// The runner of these weights, under whatever name it was loaded.
  func find(in runners: [OllamaRunner]) async -> OllamaRunner? {
    if let own = runners.first(where: { $0.manifest == weights.fingerprint }) { return own }
    for runner in runners where await catalog.identity(ofManifest: runner.manifest, name: runner.name) == identity {
      return runner
    }
    return nil
  }
}
