import Domain
import Logging

/// One model on a router, from its load until its process has ended.
struct RouterRun: Sendable {
  /// The router answers a load at once, except when it has to unload another model first.
  private static let loadRequestDeadline = Duration.seconds(3600)
  /// Until an unload that the router did not accept is tried again.
  private static let pauseAfterRefusal = Duration.seconds(1)

  let name: String
  let settings: LlamaRouterRuntime.Settings
  let place: RouterPlace
  let poll: RouterPoll
  let logger: Logger
  let stop: StopSignal
  /// Fires when Muster ends, which nothing may hold up for longer than the grace.
  let shuttingDown: StopSignal
  let report: @Sendable (RunReport) -> Void

  func run() async -> RunEnd {
    if let end = await load() { return end }
    if stop.hasFired { return await unload(wasReady: false) }
    report(.ready(Upstream(url: place.api.url + "/v1", keys: place.keys, model: name), pid: nil, Observation()))
    if let end = await watch() { return end }
    return await unload(wasReady: true)
  }

  // MARK: - Loading

  /// - Returns: `nil` when the model is loaded, or `stop` has fired.
  private func load() async -> RunEnd? {
    let refusal = await requestLoad()
    let pauses = Pauses()
    while !stop.hasFired {
      let answer = await poll.answer(askedAfter: .now)
      // What is told then is of the next one.
      if place.ended.hasFired { return ended(wasReady: false) }
      if answer.misses >= RouterPoll.missesUntilLost { return lost(answer, wasReady: false) }
      if answer.isCurrent {
        guard let model = answer[name] else { return failure("no longer has '\(name)'") }
        if model.isLoaded { return nil }
        if model.status == .unloaded { return await failure(refusal, model) }
      }
      _ = await stop.wait(atMost: pauses.next())
    }
    return nil
  }

  /// - Returns: Why the router did not begin to load, unless the model is loaded already; its status tells that.
  private func requestLoad() async -> String? {
    await withTaskGroup(of: String?.self) { group in
      group.addTask {
        do throws(ServerAPI.Problem) {
          let answer = try await place.api.post(
            "/models/load", ["model": .string(name)], within: Self.loadRequestDeadline)
          return answer.isSuccess ? nil : "refused to load the model (\(answer.message))"
        } catch {
          return error.description
        }
      }
      // What the router does later would be missed if the request was abandoned at once.
      group.addTask {
        await stop.wait()
        try? await Task.sleep(for: settings.unloadGrace)
        return "did not answer"
      }
      defer { group.cancelAll() }
      return await group.next() ?? nil
    }
  }

  private static func reason(_ model: RouterModel) -> String {
    guard let code = model.exitCode else { return "unloaded the model before it was ready" }
    return "could not load the model: its process ended with code \(code); the router's log says why"
  }

  private func failure(_ refusal: String?, _ model: RouterModel) async -> RunEnd {
    if refusal == nil, model.exitCode != nil, let (line, isLasting) = await place.log?.failure(of: name) {
      return failure("could not load the model: \(line)", isRetryable: !isLasting)
    }
    return failure(refusal ?? Self.reason(model))
  }

  /// The router does not tell whether it is the file.
  private func failure(_ reason: String, isRetryable: Bool = true) -> RunEnd {
    RunEnd(
      cause: .couldNotStart, detail: "runtime \(settings.id) \(reason)", isRetryable: isRetryable, freedBytes: nil)
  }

  private func ended(wasReady: Bool) -> RunEnd {
    RunEnd(
      cause: .lost, detail: "the router of runtime \(settings.id) has ended", isRetryable: true, freedBytes: nil,
      wasReady: wasReady)
  }

  private func lost(_ answer: RouterPoll.Answer, wasReady: Bool) -> RunEnd {
    RunEnd(
      cause: .lost, detail: "runtime \(settings.id) \(answer.problem ?? "does not answer")", isRetryable: true,
      freedBytes: nil, wasReady: wasReady)
  }

  // MARK: - Loaded

  /// - Returns: `nil` when `stop` has fired.
  private func watch() async -> RunEnd? {
    await withTaskGroup(of: RunEnd?.self) { group in
      // Nothing tells earlier that Muster's own router has ended.
      group.addTask {
        await place.ended.wait()
        return place.ended.hasFired && !stop.hasFired ? ended(wasReady: true) : nil
      }
      group.addTask { await watchAnswers() }
      defer { group.cancelAll() }
      return await group.next() ?? nil
    }
  }

  private func watchAnswers() async -> RunEnd? {
    var last = RouterPoll.Answer(askedAt: .now)
    while let answer = await poll.answer(after: last, every: settings.healthInterval, unless: stop) {
      if place.ended.hasFired { return ended(wasReady: true) }
      last = answer
      if answer.misses >= RouterPoll.missesUntilLost { return lost(answer, wasReady: true) }
      if answer.isCurrent, answer[name]?.isInMemory != true {
        return RunEnd(
          cause: .lost, detail: "runtime \(settings.id) \(Self.disappearance(of: answer[name]))", isRetryable: true,
          freedBytes: nil, wasReady: true)
      }
      report(.probed(isAnswering: answer.misses == 0))
    }
    return nil
  }

  private static func disappearance(of model: RouterModel?) -> String {
    guard let model else { return "no longer has the model" }
    guard let code = model.exitCode else { return "unloaded the model, and not because Muster asked for it" }
    return "lost the model: its process ended with code \(code)"
  }

  // MARK: - Unloading

  /// The router calls the model loaded until its process has ended (up to its stop-timeout of 10 s), and failed
  /// afterwards if that was not in good order. While a router does not answer, its models may be in memory.
  private func unload(wasReady: Bool) async -> RunEnd {
    var end = RunEnd.stopped
    end.wasReady = wasReady
    let pauses = Pauses()
    let grace = max(settings.unloadGrace, .seconds(1))
    let late = "has not unloaded '\(name)' within \(grace.asText)"
    var nextRequest = ContinuousClock.now
    var nextWarning = nextRequest + grace
    while true {
      if .now >= nextRequest { nextRequest = .now + (await requestUnload() ? grace : Self.pauseAfterRefusal) }
      if place.ended.hasFired { return end }
      let answer = await poll.answer(askedAfter: .now)
      if answer.isCurrent, answer[name]?.isInMemory != true { return end }
      if answer.isRefused, answer.misses >= RouterPoll.missesUntilLost { return lost(answer, wasReady: wasReady) }
      if .now >= nextWarning {
        logger.warning("Runtime \(settings.id) \(late); it is asked again")
        nextWarning = .now + grace
        end.detail = "runtime \(settings.id) \(late)"
        if shuttingDown.hasFired { return end }
      }
      try? await Task.sleep(for: pauses.next())
    }
  }

  /// - Returns: false also when there is nothing to unload; the status tells that.
  private func requestUnload() async -> Bool {
    do throws(ServerAPI.Problem) {
      let body: JSON = ["model": .string(name)]
      return try await place.api.post("/models/unload", body, within: settings.healthTimeout).isSuccess
    } catch {
      return false
    }
  }
}

/// Short at first, later a fiftieth of the time already waited: what is waited for is noticed at most 2 % late.
private struct Pauses {
  private let start = ContinuousClock.now

  func next() -> Duration { min(max((.now - start) / 50, .milliseconds(2)), .milliseconds(100)) }
}
