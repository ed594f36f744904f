import Domain
import Logging
import Synchronization

/// Asks a router for its models: one request at a time, however many want to know.
final class RouterPoll: Sendable {
  typealias Instant = ContinuousClock.Instant

  struct Answer: Sendable {
    /// Those of the last usable answer.
    var models: [String: RouterModel] = [:]
    /// Whether `models` are those of now.
    var isCurrent = false
    /// Why there is no usable answer now, or why Muster cannot load anything.
    var problem: String?
    /// There is no router, and so there are no processes of its models either.
    var isRefused = false
    /// How often in a row there was none. Failures in quick succession count as one.
    var misses = 0
    /// When the request was sent: what happened later may be missing.
    var askedAt: Instant

    /// `nil`: not known now, or not there.
    subscript(_ id: String) -> RouterModel? { isCurrent ? models[id] : nil }
  }

  static let missesUntilLost = 3
  private static let reloadInterval = Duration.seconds(60)

  private struct State {
    var answer: Answer?
    /// Of the request that is under way; fires when it has ended.
    var asking: StopSignal?
    var lastMiss: Instant?
    var lastReload: Instant?
    var attachment: RouterAttachment?
    /// What was logged last, so that it is logged once.
    var advice: [String] = []
  }

  private enum Step {
    case known(Answer)
    case wait(StopSignal)
    case ask(StopSignal)
  }

  private let runtime: RuntimeID
  private let place: RouterPlace.Finder
  private let interval: Duration
  private let timeout: Duration
  private let logger: Logger
  private let state = Mutex(State())

  /// - Parameter interval: after a miss, the next one counts when this (one second at most) has passed.
  init(
    runtime: RuntimeID, place: @escaping RouterPlace.Finder, interval: Duration, timeout: Duration = .seconds(5),
    logger: Logger
  ) {
    self.runtime = runtime
    self.place = place
    self.interval = min(interval, .seconds(1))
    self.timeout = timeout
    self.logger = logger
  }

  /// An answer to a request that was sent at `earliest` or later. A cancelled task gets the last one there is.
  func answer(askedAfter earliest: Instant) async -> Answer {
    while !Task.isCancelled {
      switch state.withLock({ next(&$0, earliest) }) {
      case .known(let answer): return answer
      case .wait(let ended): await ended.wait()
      case .ask(let ended):
        await ask()
        state.withLock { $0.asking = nil }
        ended.fire()
      }
    }
    return state.withLock(\.answer) ?? Answer(askedAt: .now)
  }

  /// The answer that follows `last` by the interval, after a miss sooner; `nil` if `stop` has fired.
  ///
  /// One that somebody else got in the second half of the time will do: so all who wait fall into step.
  func answer(after last: Answer, every interval: Duration, unless stop: StopSignal) async -> Answer? {
    let pause = last.misses == 0 ? interval : self.interval
    if await stop.wait(atMost: last.askedAt + pause - .now) { return nil }
    return await answer(askedAfter: last.askedAt + pause / 2)
  }

  private func next(_ state: inout State, _ earliest: Instant) -> Step {
    if let answer = state.answer, answer.askedAt >= earliest { return .known(answer) }
    if let asking = state.asking { return .wait(asking) }
    let ended = StopSignal()
    state.asking = ended
    return .ask(ended)
  }

  private func ask() async {
    let askedAt = Instant.now
    do throws(ServerAPI.Problem) {
      let api = try place().api
      let models = try RouterModel.list(in: try await api.get(path(at: askedAt), within: timeout))
      let attachment = try await attachment(to: api)
      state.withLock { state in
        state.attachment = attachment
        state.lastMiss = nil
        state.answer = Answer(
          models: Dictionary(models.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }),
          isCurrent: true, problem: attachment.problem, askedAt: askedAt)
      }
    } catch {
      // Whoever asked gave up; the others ask again.
      if !Task.isCancelled { note(error, askedAt) }
    }
  }

  /// A router looks for new files only when it is told to. It then unloads models whose files are gone or whose preset
  /// has changed, in the middle of answers (b10068), so it is told to only while it has none loaded.
  private func path(at now: Instant) -> String {
    let isTime = state.withLock { state in
      let isDue = state.lastReload.map { now - $0 >= Self.reloadInterval } ?? true
      guard isDue, let answer = state.answer, !answer.models.values.contains(where: \.isInMemory) else { return false }
      state.lastReload = now
      return true
    }
    return isTime ? "/models?reload=1" : "/models"
  }

  /// Asked for again after each failure: the router may have been restarted with other settings.
  private func attachment(to api: ServerAPI) async throws(ServerAPI.Problem) -> RouterAttachment {
    if let known = state.withLock(\.attachment), known.problem == nil { return known }
    let found = RouterAttachment(try await api.get("/props", within: timeout))
    let isNew = state.withLock { state in
      defer { state.advice = found.advice }
      return state.advice != found.advice
    }
    if isNew { for advice in found.advice { logger.warning("Runtime \(runtime): \(advice)") } }
    return found
  }

  private func note(_ problem: ServerAPI.Problem, _ askedAt: Instant) {
    let isFirst = state.withLock { state in
      var answer = state.answer ?? Answer(askedAt: askedAt)
      answer.askedAt = askedAt
      answer.isCurrent = false
      answer.isRefused = problem.isRefused
      answer.problem = problem.description
      state.attachment = nil
      // Without descriptors Muster knows nothing of the router.
      let counts = !OpenFiles.areShort && state.lastMiss.map { askedAt - $0 >= interval } ?? true
      if counts {
        answer.misses = problem.hasEnded ? max(answer.misses + 1, Self.missesUntilLost) : answer.misses + 1
        state.lastMiss = askedAt
      }
      state.answer = answer
      // Whoever started it says so.
      return counts && answer.misses == 1 && !problem.hasEnded
    }
    if isFirst { logger.warning("Runtime \(runtime): \(problem.description)") }
  }
}
