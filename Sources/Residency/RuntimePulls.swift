import Audit
import Domain
import Logging
import Runtimes
import Synchronization

/// Models that runtimes fetch from their registries, for people.
package final class RuntimePulls: Sendable {
  package struct Pull: Sendable, Equatable {
    package enum State: String, Sendable, CaseIterable { case running, done, failed, canceled }

    package var model: String
    package var state = State.running
    package var progress = PullProgress()
    /// Why it failed.
    package var problem: String?
  }

  private struct Key: Hashable {
    var runtime: RuntimeID
    var model: String
  }

  private struct Job: Sendable {
    var key: Key
    var runtime: any PullingRuntime
    var caller: Caller
    var stop: StopSignal
  }

  private struct State {
    var pulls: [Key: Pull] = [:]
    var stops: [Key: StopSignal] = [:]
  }

  /// Ended ones are shown until there are more than this of a runtime.
  private static let mostShown = 20

  private let auditLog: AuditLog
  private let logger: Logger
  /// Told how far a pull is, of its beginning and of its end.
  private let changed: @Sendable (Pull, RuntimeID) -> Void
  private let state = Mutex(State())
  private let (jobs, input) = AsyncStream<Job>.makeStream()

  package init(
    auditLog: AuditLog, logger: Logger, changed: @escaping @Sendable (Pull, RuntimeID) -> Void = { _, _ in }
  ) {
    self.auditLog = auditLog
    self.logger = logger
    self.changed = changed
  }

  /// The running ones first.
  func pulls(of runtime: RuntimeID) -> [Pull] {
    state.withLock { $0.pulls }.filter { $0.key.runtime == runtime }.map(\.value)
      .sorted { ($0.state == .running ? 0 : 1, $0.model) < ($1.state == .running ? 0 : 1, $1.model) }
  }

  /// - Throws: `Refusal` if it is running already.
  func start(_ model: String, on runtime: any PullingRuntime, as caller: Caller) throws {
    let key = Key(runtime: runtime.id, model: model)
    let job = Job(key: key, runtime: runtime, caller: caller, stop: StopSignal())
    try state.withLock { state in
      if state.pulls[key]?.state == .running { throw Refusal.isPulling(model, runtime.id) }
      let ended = state.pulls.filter { $0.key.runtime == runtime.id && $0.value.state != .running }
      if ended.count >= Self.mostShown { for each in ended.keys { state.pulls[each] = nil } }
      state.pulls[key] = Pull(model: model)
      state.stops[key] = job.stop
    }
    changed(Pull(model: model), runtime.id)
    input.yield(job)
  }

  /// - Throws: `Refusal` if it is not running.
  func cancel(_ model: String, on runtime: RuntimeID) throws {
    guard let stop = state.withLock({ $0.stops[Key(runtime: runtime, model: model)] }) else {
      throw Refusal.isNotPulling(model, runtime)
    }
    stop.fire()
  }

  /// Carries out pulls until it is cancelled.
  package func run() async {
    await withDiscardingTaskGroup { group in
      for await job in jobs { group.addTask { await self.perform(job) } }
    }
  }

  private func note(_ progress: PullProgress, of key: Key) {
    let told = state.withLock { state -> Pull? in
      state.pulls[key]?.progress = progress
      return state.pulls[key]
    }
    if let told { changed(told, key.runtime) }
  }

  private func perform(_ job: Job) async {
    let outcome: (state: Pull.State, problem: String?)
    do {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          try await job.runtime.pull(job.key.model) { self.note($0, of: job.key) }
        }
        group.addTask {
          await job.stop.wait()
          throw CancellationError()
        }
        try await group.next()
        group.cancelAll()
      }
      outcome = (.done, nil)
    } catch is CancellationError {
      outcome = (.canceled, nil)
    } catch {
      outcome = (.failed, "\(error)")
    }
    let ended = state.withLock { state in
      state.pulls[job.key]?.state = outcome.state
      state.pulls[job.key]?.problem = outcome.problem
      state.stops[job.key] = nil
      return state.pulls[job.key]
    }
    if let ended { changed(ended, job.key.runtime) }
    let act = Act(
      .runtimePull, entityType: "runtime", entityID: job.key.runtime.text,
      description:
        "\(outcome.state == .done ? "Pulled" : "Did not pull") \(job.key.model) on runtime \(job.key.runtime)",
      reason: outcome.problem, details: ["model": .string(job.key.model), "state": .string(outcome.state.rawValue)])
    await auditLog.recordIfPossible(act, outcome: outcome.state == .failed ? .failed : .ok, as: job.caller)
  }
}

extension Refusal {
  fileprivate static func isPulling(_ model: String, _ runtime: RuntimeID) -> Refusal {
    Refusal(
      .conflict, code: "runtime.pulling", detail: "Runtime '\(runtime)' is pulling '\(model)' already.")
  }

  fileprivate static func isNotPulling(_ model: String, _ runtime: RuntimeID) -> Refusal {
    Refusal(.notFound, code: "runtime.not_pulling", detail: "Runtime '\(runtime)' is not pulling '\(model)'.")
  }

  static func cannotPull(_ runtime: RuntimeID) -> Refusal {
    Refusal(
      .conflict, code: "runtime.cannot_pull",
      detail: "Runtime '\(runtime)' cannot pull models: only runtimes of kind ollama can.")
  }
}
