import Audit
import Domain
import Logging
import Runtimes
import Synchronization

/// Makes the actual state of each base model its desired state: delivers events to `ResidencyMachine`, which decides
/// everything, and performs its effects (docs/residency.md).
///
/// A class around a lock, because effects only enqueue: a lease on a loaded model is answered without a task or a
/// continuation.
package final class ResidencyController: Sendable {
  private let runtime: any Runtime
  private let logger: Logger
  private let recorder: TransitionRecorder
  private let starts: AsyncStream<RunStart>
  private let state: Mutex<State>

  /// - Parameters:
  ///   - generation: differs from those of all other controllers, so that no lease can be taken for another one's.
  ///   - publish: called with each new state of a base model, in order and under the controller's lock: must return at
  ///     once, and must not call the controller.
  package init(
    runtime: any Runtime, settings: ResidencyMachine.Settings, auditLog: AuditLog, logger: Logger, generation: Int = 0,
    publish: @escaping @Sendable (LiveResidency) -> Void
  ) {
    let (starts, input) = AsyncStream<RunStart>.makeStream()
    let recorder = TransitionRecorder(auditLog: auditLog, logger: logger)
    self.runtime = runtime
    self.logger = logger
    self.recorder = recorder
    self.starts = starts
    state = Mutex(
      State(
        machine: ResidencyMachine(
          settings, runtime: runtime.id, estimate: { runtime.memoryEstimate(for: $0, $1) }),
        requests: LeaseRequests(generation: generation),
        runs: RunStarts(input),
        publications: Publications(runtime: runtime.id, publish: publish), recorder: recorder))
  }

  /// The only way to the state: what its effects resume runs when the lock is released.
  private func locked<Value: Sendable>(_ body: (inout State) -> Value) -> Value {
    let (value, resumptions) = state.withLock { state in
      let value = body(&state)
      return (value, state.takeResumptions())
    }
    for resume in resumptions { resume() }
    return value
  }

  // MARK: - Leases

  package enum LeaseStart: Sendable {
    case answered(LeaseAnswer)
    /// The model is not loaded yet: the answer comes by `answer(to:)`, which must be called.
    case waiting(WaitingRequest)
  }

  package struct WaitingRequest: Sendable {
    fileprivate var number: Int
  }

  /// Asks for the right to use a base model for one request, and waits while the model is being loaded.
  /// - Parameters: as of `startLease`.
  /// - Throws: `CancellationError`; then there is no lease.
  package func lease(
    _ baseModel: ModelID, seenRevisions: [ModelID: Int], for holder: LeaseHolder, _ watch: LeaseWatch
  ) async throws -> LeaseAnswer {
    switch startLease(baseModel, seenRevisions: seenRevisions, for: holder, watch) {
    case .answered(let answer): answer
    case .waiting(let request): try await answer(to: request)
    }
  }

  /// Asks for the right to use a base model for one request; answered at once unless the model has to be loaded.
  /// - Parameters:
  ///   - seenRevisions: the revisions that the admission decision rests on.
  ///   - holder: named in the audit entry when the process ends under the lease.
  ///   - watch: cut when the lease ends before its answer does; reports the answer's progress.
  package func startLease(
    _ baseModel: ModelID, seenRevisions: [ModelID: Int], for holder: LeaseHolder, _ watch: LeaseWatch
  ) -> LeaseStart {
    locked { state in
      let request = state.requests.open(holder, watch)
      state.receive(
        .leaseRequested(request, baseModel: baseModel, seenRevisions: seenRevisions, person: holder.userID.text),
        of: baseModel)
      guard let answer = state.requests.takeAnswer(to: request) else {
        return .waiting(WaitingRequest(number: request))
      }
      return .answered(answer)
    }
  }

  /// - Throws: `CancellationError`; then there is no lease.
  package func answer(to request: WaitingRequest) async throws -> LeaseAnswer {
    let answer = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        locked { $0.runLater($0.requests.wait(for: request.number, continuation)) }
      }
    } onCancel: {
      abandon(request)
    }
    guard let answer else { throw CancellationError() }
    return answer
  }

  /// Also before `answer(to:)` waits: a task may be cancelled when it comes there.
  private func abandon(_ request: WaitingRequest) {
    locked { state in
      guard let abandoned = state.requests.abandon(request.number) else { return }
      state.runLater(abandoned.resumption)
      state.receive(.requestEnded(request.number))
    }
  }

  package enum LeaseEnd: Sendable {
    case complete
    /// The process was reached, but its connection ended before the answer did.
    case broken
    /// The process refused the connection: it never got the request, which may be sent to the next one.
    case unreachable
  }

  package func giveBack(_ lease: Lease, _ end: LeaseEnd) {
    locked { state in
      state.requests.close(lease.id, isBroken: end == .broken)
      state.receive(end == .unreachable ? .unreachable(lease.id) : .requestEnded(lease.id), of: lease.baseModel)
    }
  }

  /// The base model that each leased request uses, by request id.
  package func modelsOfRunningRequests() -> [String: ModelID] { locked { $0.requests.baseModels } }

  // MARK: - Desired state

  /// When this returns, decisions that rest on older revisions of the model admit nobody.
  package func moveFence(of id: ModelID, to revision: Int) {
    locked { $0.receive(.fenceMoved(id, revision: revision)) }
  }

  package func apply(_ desired: DesiredState, cause: String) {
    locked { state in
      state.receive(.launchChanged(desired.baseModel, desired.launch, asOf: desired.asOf))
      state.receive(.residencySettingsChanged(desired.baseModel, desired.settings, asOf: desired.asOf))
      state.receive(
        .desiredStateChanged(
          baseModel: desired.baseModel, isDesired: desired.isDesired, asOf: desired.asOf, cause: cause),
        of: desired.baseModel)
    }
  }

  /// How the next process of `base` would be started; `nil`: there are no weights.
  func launchPlan(for base: ModelID, _ launch: LaunchSettings) async -> LaunchPlan? {
    guard let weights = scan.weights.first(where: { $0.baseModel == base }) else { return nil }
    return await runtime.launchPlan(for: weights, launch)
  }

  /// - Parameter asOf: the latest audit entry at that time; an older value than the latest is ignored.
  package func pin(_ baseModel: ModelID, _ isPinned: Bool, asOf: Int) {
    locked { state in
      state.receive(.pinned(baseModel, isPinned, asOf: asOf))
      state.publish(baseModel)
    }
  }

  // MARK: - Available weights

  package func apply(scan: WeightsScan) {
    locked { state in
      let isBack = state.scan.problem != nil && scan.problem == nil
      state.scan = scan
      state.receive(.weightsScanned(scan.weights))
      if isBack { state.receive(.runtimeReturned) }
      for report in state.machine.reports { state.publications.markChanged(report.baseModel) }
    }
  }

  package func isAvailable(_ baseModel: ModelID) -> Bool {
    locked { $0.available.contains(baseModel) }
  }

  package var scan: WeightsScan { locked(\.scan) }

  // MARK: - Commands

  /// Loads a base model that should be loaded, now, also after a failure that is not retried.
  /// - Returns: its memory in bytes; `nil`: not known.
  /// - Throws: `Refusal`: not desired, or why it cannot be loaded. `CancellationError`: the load continues.
  package func load(_ baseModel: ModelID, cause: String) async throws -> Int? {
    switch try await perform({ .loadCommanded(ticket: $0, baseModel, cause: cause) }) {
    case .loaded(let bytes), .unloaded(let bytes): return bytes
    case .refused(let refusal): throw refusal
    }
  }

  /// Frees the memory of a base model after the answers that are running; its next request loads it again.
  /// - Parameter isReload: a load follows at once, so that a pinned model may go, too.
  /// - Returns: the bytes that were freed; `nil`: not known.
  /// - Throws: `Refusal`. `CancellationError`: the unload continues.
  package func unload(_ baseModel: ModelID, cause: String, isReload: Bool = false) async throws -> Int? {
    switch try await perform({ .unloadCommanded(ticket: $0, baseModel, cause: cause, isReload: isReload) }) {
    case .loaded: return 0
    case .unloaded(let freedBytes): return freedBytes
    case .refused(let refusal): throw refusal
    }
  }

  private func perform(_ command: (Int) -> ResidencyMachine.Event) async throws -> ResidencyMachine.TicketAnswer {
    let ticket = locked { state in
      let ticket = state.commands.open()
      state.receive(command(ticket))
      return ticket
    }
    let answer = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        locked { $0.runLater($0.commands.wait(for: ticket, continuation)) }
      }
    } onCancel: {
      locked { $0.runLater($0.commands.abandon(ticket)?.resumption) }
    }
    guard let answer else { throw CancellationError() }
    return answer
  }

  // MARK: - Settings

  /// Changes budget and deadlines; those that run keep theirs.
  func change(_ settings: ResidencyMachine.Settings) {
    locked { state in
      state.receive(.settingsChanged(settings))
      for report in state.machine.reports { state.publications.markChanged(report.baseModel) }
    }
  }

  /// Returns when the transitions so far are in the audit trail, or when the task is cancelled.
  func flushTransitions() async { await recorder.flush() }

  /// Whether no weights are in memory, or about to be.
  var isEmpty: Bool { locked(\.machine.isEmpty) }

  /// What does not leave the memory of a runtime that has to go; `nil`: there is nothing, or it is not late yet.
  var stuckUnloads: [ResidencyReport]? { locked { $0.machine.stuckUnloads(at: .now) } }

  // MARK: - Shutting down

  /// Refuses everything that waits, admits nobody any more, and unloads each model once its running answers are
  /// complete.
  package func close() { locked { $0.receive(.closing) } }

  /// Ends the answers that are still running.
  /// - Parameter reason: for their clients.
  package func cutOff(reason: String) { locked { $0.receive(.cutOff(reason: reason)) } }

  // MARK: - Running

  /// Drives everything until it is cancelled; then unloads all models and returns when they are gone.
  /// - Parameter scanned: called with the weights of the runtime, at the start and whenever they change; has to hand
  ///   them to `apply(scan:)`.
  package func run(scanned: @escaping @Sendable (WeightsScan) async -> Void) async {
    // The models need it until they are unloaded.
    let unloaded = StopSignal()
    async let server: Void = runtime.serve(until: unloaded)
    await withDiscardingTaskGroup { group in
      group.addTask { await self.recorder.run() }
      group.addTask { for await scan in self.runtime.scans() { await scanned(scan) } }
      group.addTask { await self.keepTime() }
      for await start in starts { group.addTask { await self.run(start) } }
      // From now on nothing is loaded: nobody may go on waiting.
      close()
    }
    locked { $0.runs.finish() }
    unloaded.fire()
    await server
  }

  private func run(_ start: RunStart) async {
    let base = start.weights.baseModel
    let end = await runtime.run(start.weights, start.launch, stop: start.stop) { report in
      self.locked { $0.receive(report.event(of: base, attempt: start.attempt), of: base) }
    }
    locked { $0.runs.ended(start.attempt) }
    guard !Task.isCancelled else { return }
    logger.info("\(base): left the memory", metadata: ["cause": "\(end.cause)", "detail": "\(end.detail)"])
    locked { $0.receive(.ended(base, attempt: start.attempt, ResidencyEnd(end)), of: base) }
  }

  /// The machine's deadlines, and publications of changed counts.
  private func keepTime() async {
    let clock = ContinuousClock()
    let tick = Duration.milliseconds(200)
    while !Task.isCancelled {
      let now = clock.now
      let next = min(locked(\.machine.nextDeadline) ?? now + tick, now + tick)
      try? await Task.sleep(until: max(next, now + .milliseconds(5)), clock: clock)
      locked { $0.checkTime() }
    }
  }

  // MARK: - Reports

  /// How busy `base` is from now on.
  func gauge(of base: ModelID) -> LeaseGauge { locked { $0.gauge(of: base) } }

  func candidate(for base: ModelID) -> Placement.Candidate {
    locked { state in
      var candidate = state.machine.candidate(for: base, at: .now)
      // Nothing can be loaded where nothing can be asked.
      if state.scan.problem != nil { candidate.room = .none }
      return candidate
    }
  }

  /// Every base model that is available, desired or in memory.
  package func snapshot() -> [LiveResidency] {
    locked { state in state.machine.reports.map { state.publications.live($0, at: .now) } }
  }

  package func state(of baseModel: ModelID) -> LiveResidency? {
    locked { state in state.machine.report(of: baseModel).map { state.publications.live($0, at: .now) } }
  }

  /// What a load of `baseModel` would take now.
  package func plan(for baseModel: ModelID) -> ResidencyPlan { locked { $0.machine.plan(for: baseModel, at: .now) } }

  package func problems() -> [String] { locked { $0.machine.problems(at: .now) } }
}

extension ResidencyController.State {
  fileprivate mutating func checkTime() {
    let now = ContinuousClock.now
    if let deadline = machine.nextDeadline, deadline <= now { receive(.timePassed, at: now) }
    for base in publications.takeChanged() { publish(base, at: now) }
    for request in requests.stalled(since: now - machine.settings.stallTimeout) { receive(.stalled(request), at: now) }
  }
}

extension RunReport {
  fileprivate func event(of base: ModelID, attempt: Int) -> ResidencyMachine.Event {
    switch self {
    case .launched(let outcome): .launched(base, attempt: attempt, outcome)
    case .ready(let upstream, let processID, let observation):
      .ready(base, attempt: attempt, upstream, processID: processID, observation)
    case .observed(let observation): .observed(base, attempt: attempt, observation)
    case .probed(let isAnswering): .probed(base, attempt: attempt, isAnswering: isAnswering)
    }
  }
}

extension ResidencyEnd {
  fileprivate init(_ end: RunEnd) {
    self.init(
      reason: end.detail, isRetryable: end.isRetryable, isHang: end.cause == .hung, freedBytes: end.freedBytes)
  }
}
