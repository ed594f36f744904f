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
  private let starts: AsyncStream<ProcessStart>
  private let state: Mutex<State>

  /// - Parameter publish: called with each new state of a base model, in order and under the controller's lock: must
  ///   return at once, and must not call the controller.
  package init(
    runtime: any Runtime, settings: ResidencyMachine.Settings, auditLog: AuditLog, logger: Logger,
    publish: @escaping @Sendable (LiveResidency) -> Void
  ) {
    let (starts, input) = AsyncStream<ProcessStart>.makeStream()
    let recorder = TransitionRecorder(auditLog: auditLog, logger: logger)
    self.runtime = runtime
    self.logger = logger
    self.recorder = recorder
    self.starts = starts
    state = Mutex(
      State(
        machine: ResidencyMachine(settings), processes: ProcessStarts(input),
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
      state.receive(.leaseRequested(request, baseModel: baseModel, seenRevisions: seenRevisions), of: baseModel)
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

  /// Applies a committed change of a model. When this returns, decisions that rest on older revisions admit nobody.
  package func moveFence(of id: ModelID, to revision: Int, desiredStates: [DesiredState], cause: String) {
    locked { state in
      state.receive(.fenceMoved(id, revision: revision))
      for desired in desiredStates { state.apply(desired, cause: cause) }
    }
  }

  /// Applies everything that should be loaded; what is not named is not wanted.
  package func apply(desiredStates: DesiredStates, cause: String) {
    let named = Set(desiredStates.all.map(\.baseModel))
    locked { state in
      for desired in desiredStates.all { state.apply(desired, cause: cause) }
      for report in state.machine.reports where report.isDesired && !named.contains(report.baseModel) {
        state.apply(DesiredState(baseModel: report.baseModel, isDesired: false, asOf: desiredStates.asOf), cause: cause)
      }
    }
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
      state.scan = scan
      state.receive(.weightsScanned(scan.weights))
      for report in state.machine.reports { state.publications.markChanged(report.baseModel) }
    }
  }

  package func isAvailable(_ baseModel: ModelID) -> Bool {
    locked { $0.available.contains(baseModel) }
  }

  package var scan: WeightsScan { locked(\.scan) }

  // MARK: - Commands

  /// Loads a base model that should be loaded, now, also after a failure that is not retried.
  /// - Returns: its resident memory in bytes.
  /// - Throws: `Refusal`: not wanted, or why it cannot be loaded. `CancellationError`: the load continues.
  package func load(_ baseModel: ModelID, cause: String) async throws -> Int {
    switch try await perform({ .loadCommanded(ticket: $0, baseModel, cause: cause) }) {
    case .loaded(let bytes), .unloaded(let bytes): return bytes
    case .refused(let refusal): throw refusal
    }
  }

  /// Frees the memory of a base model after the answers that are running; its next request loads it again.
  /// - Returns: the bytes that were freed.
  /// - Throws: `Refusal`. `CancellationError`: the unload continues.
  package func unload(_ baseModel: ModelID, cause: String) async throws -> Int {
    switch try await perform({ .unloadCommanded(ticket: $0, baseModel, cause: cause) }) {
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

  // MARK: - Shutting down

  /// Refuses everything that waits, admits nobody any more, and unloads each model once its running answers are
  /// complete.
  package func close() { locked { $0.receive(.closing) } }

  /// Ends the answers that are still running.
  /// - Parameter reason: for their clients.
  package func cutOff(reason: String) { locked { $0.receive(.cutOff(reason: reason)) } }

  // MARK: - Running

  /// Drives everything until it is cancelled; then ends all processes and returns when they are gone.
  /// - Parameters:
  ///   - desiredStates: reads from the database what should be loaded; called every 30 s, so that a lost message costs
  ///     time and never correctness.
  ///   - weightsScanned: called with the weights of the runtime, at the start and whenever they change, and with the
  ///     base models of which an older file is in memory.
  package func run(
    desiredStates: @escaping @Sendable () async throws -> DesiredStates,
    weightsScanned: @escaping @Sendable (WeightsScan, _ outdated: Set<ModelID>) async -> Void
  ) async {
    await withDiscardingTaskGroup { group in
      group.addTask { await self.recorder.run() }
      group.addTask { await self.watchWeights(weightsScanned) }
      group.addTask { await self.keepTime() }
      group.addTask { await self.reconcile(with: desiredStates) }
      for await start in starts { group.addTask { await self.runProcess(start) } }
      // From now on nothing is loaded: nobody may go on waiting.
      close()
    }
    locked { $0.processes.finish() }
  }

  private func runProcess(_ start: ProcessStart) async {
    let base = start.weights.baseModel
    let end = await runtime.run(start.weights, stop: start.stop) { report in
      self.locked { $0.receive(report.event(of: base, attempt: start.attempt), of: base) }
    }
    locked { $0.processes.ended(start.attempt) }
    guard !Task.isCancelled else { return }
    logger.info("\(base): process ended", metadata: ["cause": "\(end.cause)", "detail": "\(end.detail)"])
    locked { $0.receive(.ended(base, attempt: start.attempt, ResidencyEnd(end)), of: base) }
  }

  private func watchWeights(_ weightsScanned: @Sendable (WeightsScan, Set<ModelID>) async -> Void) async {
    for await scan in runtime.scans() {
      apply(scan: scan)
      await weightsScanned(scan, locked { Set($0.machine.reports.filter(\.isOutdated).map(\.baseModel)) })
    }
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

  private func reconcile(with desiredStates: @Sendable () async throws -> DesiredStates) async {
    while !Task.isCancelled {
      try? await Task.sleep(for: .seconds(30))
      do {
        apply(desiredStates: try await desiredStates(), cause: "reconciliation with the registry")
      } catch is CancellationError {
        return
      } catch {
        logger.error("The desired state cannot be read; the next try is in 30 s", metadata: ["error": "\(error)"])
      }
    }
  }

  // MARK: - Reports

  /// Every base model that is available, wanted or in memory.
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
  fileprivate mutating func apply(_ desired: DesiredState, cause: String) {
    receive(
      .desiredStateChanged(
        baseModel: desired.baseModel, isDesired: desired.isDesired, asOf: desired.asOf, cause: cause),
      of: desired.baseModel)
  }

  fileprivate mutating func checkTime() {
    let now = ContinuousClock.now
    if let deadline = machine.nextDeadline, deadline <= now { receive(.timePassed, at: now) }
    for base in publications.takeChanged() { publish(base, at: now) }
    for request in requests.stalled(since: now - machine.settings.stallTimeout) { receive(.stalled(request), at: now) }
  }
}

extension ProcessReport {
  fileprivate func event(of base: ModelID, attempt: Int) -> ResidencyMachine.Event {
    switch self {
    case .ready(let endpoint, let processID, let observation):
      .ready(base, attempt: attempt, endpoint, processID: processID, observation)
    case .observed(let observation): .observed(base, attempt: attempt, observation)
    case .probed(let isAnswering): .probed(base, attempt: attempt, isAnswering: isAnswering)
    }
  }
}

extension ResidencyEnd {
  fileprivate init(_ end: ProcessEnd) {
    self.init(
      reason: end.detail, isRetryable: end.isRetryable, isHang: end.cause == .hung, freedBytes: end.freedBytes)
  }
}
