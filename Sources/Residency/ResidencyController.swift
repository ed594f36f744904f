import Audit
import Domain
import Foundation
import Logging
import Runtimes

/// Makes what is in memory what it should be: the mailbox around `ResidencyMachine`, which decides everything.
///
/// Events come in one at a time; effects are performed at once (a lease) or handed to tasks that `run` owns (the life
/// of a process, an audit entry). Nothing here decides.
package actor ResidencyController {
  /// What became of a request for a lease.
  package enum LeaseAnswer: Sendable, Equatable {
    case admitted(Lease)
    /// What the decision rests on has changed meanwhile: read it again.
    case lookAgain
    case refused(Refusal)
  }

  package nonisolated let runtime: ProcessRuntime
  private let auditLog: AuditLog
  private let logger: Logger
  private let publish: @Sendable (LiveResidency) -> Void
  private let clock = ContinuousClock()

  private var machine: ResidencyMachine
  private var replies = PendingReplies()
  private var stops: [Int: StopSignal] = [:]
  private var isClosing = false
  private var unpublished: Set<ModelID> = []
  private var published: [ModelID: ResidencyReport] = [:]
  private let work: AsyncStream<Work>
  private let workInput: AsyncStream<Work>.Continuation
  private let transitions: AsyncStream<RecordedTransition>
  private let transitionInput: AsyncStream<RecordedTransition>.Continuation

  private struct Work {
    var offer: Offer
    var attempt: Int
    var stop: StopSignal
  }

  /// - Parameter publish: told each new state of a base model; must return at once.
  package init(
    runtime: ProcessRuntime, settings: ResidencyMachine.Settings, auditLog: AuditLog, logger: Logger,
    publish: @escaping @Sendable (LiveResidency) -> Void
  ) {
    self.runtime = runtime
    self.auditLog = auditLog
    self.logger = logger
    self.publish = publish
    machine = ResidencyMachine(settings)
    (work, workInput) = AsyncStream.makeStream()
    (transitions, transitionInput) = AsyncStream.makeStream()
  }

  // MARK: - Leases

  /// Asks for the right to use a base model for one request; waits while it is being loaded.
  /// - Parameters:
  ///   - seenRevisions: the revisions that the decision to admit rests on.
  ///   - holder: named in the record when the process ends under the lease.
  ///   - watch: told when the lease ends before its answer does; tells how the answer gets on.
  /// - Throws: `CancellationError`; then there is no lease.
  package func lease(
    _ baseModel: ModelID, seenRevisions: [ModelID: Int], for holder: LeaseHolder, _ watch: LeaseWatch
  ) async throws -> LeaseAnswer {
    let request = replies.openLease(holder, watch)
    receive(.requested(request, baseModel: baseModel, seenRevisions: seenRevisions))
    unpublished.insert(baseModel)
    let answer = await withTaskCancellationHandler {
      await withCheckedContinuation { replies.leases.wait(for: request, $0) }
    } onCancel: {
      // Cancellation comes from outside the actor; the hop is all that this task does.
      Task { await abandon(request) }
    }
    guard let answer else { throw CancellationError() }
    return answer
  }

  package enum LeaseEnd: Sendable {
    case complete
    /// The process was reached, but its connection ended before the answer did.
    case broken
    /// The process refused the connection: it never saw the request, which may be sent to the next one.
    case unreachable
  }

  package func giveBack(_ lease: Lease, _ end: LeaseEnd) {
    replies.close(lease.id, isBroken: end == .broken)
    receive(end == .unreachable ? .unreachable(lease.id) : .gone(lease.id))
    unpublished.insert(lease.baseModel)
  }

  private func abandon(_ request: Int) {
    guard replies.leases.abandon(request) else { return }
    replies.close(request)
    receive(.gone(request))
  }

  // MARK: - What should be

  /// Takes in a committed change of a model. When this returns, decisions that rest on older revisions admit nobody.
  package func take(fence id: ModelID, revision: Int, demands: [Demand], cause: String) {
    receive(.fenceMoved(id, revision: revision))
    for demand in demands { take(demand, cause: cause) }
  }

  package func take(_ demands: Demands, cause: String) {
    let named = Set(demands.all.map(\.baseModel))
    for demand in demands.all { take(demand, cause: cause) }
    for report in machine.reports where report.isWanted && !named.contains(report.baseModel) {
      take(Demand(baseModel: report.baseModel, isWanted: false, asOf: demands.asOf), cause: cause)
    }
  }

  private func take(_ demand: Demand, cause: String) {
    receive(.demanded(baseModel: demand.baseModel, isWanted: demand.isWanted, asOf: demand.asOf, cause: cause))
    unpublished.insert(demand.baseModel)
  }

  /// Takes in whether a base model stays in memory although nobody uses it.
  /// - Parameter asOf: the newest audit entry when that was so; an older word than the newest counts no more.
  package func pin(_ baseModel: ModelID, _ isPinned: Bool, asOf: Int) {
    receive(.pinned(baseModel, isPinned, asOf: asOf))
    publishState(of: baseModel)
  }

  package func isOffered(_ baseModel: ModelID) -> Bool { offers[baseModel] != nil }

  package private(set) var offers: [ModelID: Offer] = [:]

  /// What looks like weights and is not offered.
  package private(set) var leftOut: [LeftOut] = []

  package func take(_ found: FoundWeights) {
    offers = Dictionary(found.offers.map { ($0.baseModel, $0) }, uniquingKeysWith: { first, _ in first })
    leftOut = found.leftOut
    receive(.offered(found.offers))
    unpublished.formUnion(machine.reports.map(\.baseModel))
  }

  // MARK: - By hand

  /// Loads a base model that is wanted, now, whatever kept it out.
  /// - Returns: its resident memory in bytes.
  /// - Throws: `Refusal`: not wanted, or the reason why it cannot be loaded. `CancellationError`: the load goes on.
  package func load(_ baseModel: ModelID, cause: String) async throws -> Int {
    switch try await ask({ .loadAsked(ticket: $0, baseModel, cause: cause) }) {
    case .loaded(let bytes): return bytes
    case .unloaded(let bytes): return bytes
    case .refused(let refusal): throw refusal
    }
  }

  /// Frees the memory of a base model after the answers that are running; its next request loads it again.
  /// - Returns: the bytes that came back, once they have.
  /// - Throws: `Refusal`. `CancellationError`: the unload goes on.
  package func unload(_ baseModel: ModelID, cause: String) async throws -> Int {
    switch try await ask({ .unloadAsked(ticket: $0, baseModel, cause: cause) }) {
    case .loaded: return 0
    case .unloaded(let freedBytes): return freedBytes
    case .refused(let refusal): throw refusal
    }
  }

  private func ask(_ event: (Int) -> ResidencyMachine.Event) async throws -> ResidencyMachine.TicketAnswer {
    let ticket = replies.openTicket()
    receive(event(ticket))
    let answer = await withTaskCancellationHandler {
      await withCheckedContinuation { replies.tickets.wait(for: ticket, $0) }
    } onCancel: {
      Task { await abandon(ticket: ticket) }
    }
    guard let answer else { throw CancellationError() }
    return answer
  }

  private func abandon(ticket: Int) { _ = replies.tickets.abandon(ticket) }

  // MARK: - Shutting down

  /// Answers everything that waits, admits nobody any more, and unloads each model once its running answers are
  /// complete.
  package func close() {
    isClosing = true
    receive(.closing)
  }

  /// Ends the answers that are still running.
  /// - Parameter reason: told to their clients.
  package func cutOff(reason: String) { receive(.cutOff(reason: reason)) }

  /// The base model that each running request uses, by request id.
  package func modelsOfRunningRequests() -> [String: ModelID] { replies.modelsOfRunningRequests }

  // MARK: - Events and effects

  private func receive(_ event: ResidencyMachine.Event) {
    for effect in machine.handle(event, at: clock.now) { perform(effect) }
  }

  private func perform(_ effect: ResidencyMachine.Effect) {
    switch effect {
    case .start(let offer, let attempt):
      let stop = StopSignal()
      stops[attempt] = stop
      workInput.yield(Work(offer: offer, attempt: attempt, stop: stop))
    case .stop(let attempt): stops[attempt]?.fire()
    case .admit(let lease): replies.answer(lease.id, .admitted(lease))
    case .lookAgain(let request): replies.answer(request, .lookAgain)
    case .refuse(let request, let refusal): replies.answer(request, .refused(refusal))
    case .cut(let request, let reason): replies.cut(request, reason: reason)
    case .answer(let ticket, let answer): replies.tickets.answer(ticket, answer)
    case .moved(let transition):
      record(transition)
      publishState(of: transition.baseModel)
    }
  }

  private func record(_ transition: ResidencyTransition) {
    let base = transition.baseModel
    let lost = transition.isLossOfProcess ? replies.lost(with: base) : []
    // That each model is unloaded at the end is no news, and Muster may be gone before it is written.
    if isClosing, lost.isEmpty { return }
    if !lost.isEmpty {
      logger.error(
        "\(base): the process ended while requests were running",
        metadata: [
          "reason": "\(transition.reason ?? "")", "request_ids": "\(lost.map(\.requestID).joined(separator: " "))",
        ])
    }
    transitionInput.yield(RecordedTransition(transition, machine.report(of: base), lost: lost))
  }

  // MARK: - Running

  /// Drives everything until it is cancelled; then ends all processes and returns when they are gone.
  /// - Parameters:
  ///   - demands: reads what is wanted from the database; asked now and then, so that a lost word costs time and never
  ///     correctness.
  ///   - foundWeights: told what the runtime has, at the start and whenever it changes, and of which base models an
  ///     older file is in memory.
  package func run(
    demands: @escaping @Sendable () async throws -> Demands,
    foundWeights: @escaping @Sendable (FoundWeights, _ outdated: Set<ModelID>) async -> Void
  ) async {
    await withDiscardingTaskGroup { group in
      group.addTask { await self.recordTransitions() }
      group.addTask { await self.watchOffers(foundWeights) }
      group.addTask { await self.keepTime() }
      group.addTask { await self.reconcile(with: demands) }
      for await next in work { group.addTask { await self.live(next) } }
      // Nobody may go on waiting for what is no longer driven.
      close()
    }
    workInput.finish()
  }

  private func live(_ work: Work) async {
    let base = work.offer.baseModel
    let end = await runtime.run(work.offer, stop: work.stop) { report in
      switch report {
      case .ready(let endpoint, let processID, let observation):
        await self.receive(
          .ready(base, attempt: work.attempt, endpoint, processID: processID, observation), of: base)
      case .observed(let observation):
        await self.receive(.observed(base, attempt: work.attempt, observation), of: base)
      case .probed(let isAnswering):
        await self.receive(.probed(base, attempt: work.attempt, isAnswering: isAnswering), of: base)
      }
    }
    stops[work.attempt] = nil
    guard !Task.isCancelled else { return }
    logger.info("\(base): process ended", metadata: ["cause": "\(end.cause)", "detail": "\(end.detail)"])
    receive(
      .ended(
        base, attempt: work.attempt,
        ResidencyEnd(
          reason: end.detail, isRetryable: end.isRetryable, isHang: end.cause == .hung, freedBytes: end.freedBytes)),
      of: base)
  }

  private func receive(_ event: ResidencyMachine.Event, of baseModel: ModelID) {
    receive(event)
    unpublished.insert(baseModel)
  }

  private func watchOffers(_ tell: @Sendable (FoundWeights, Set<ModelID>) async -> Void) async {
    for await found in runtime.changes() {
      take(found)
      await tell(found, Set(machine.reports.filter(\.isOutdated).map(\.baseModel)))
    }
  }

  /// The machine's deadlines, and changed counts for those who watch.
  private func keepTime() async {
    let tick = Duration.milliseconds(200)
    while !Task.isCancelled {
      let next = min(machine.nextDeadline ?? clock.now + tick, clock.now + tick)
      try? await Task.sleep(until: max(next, clock.now + .milliseconds(5)), clock: clock)
      if let deadline = machine.nextDeadline, deadline <= clock.now { receive(.timePassed) }
      for base in unpublished { publishState(of: base) }
      unpublished = []
      for request in replies.stalled(since: clock.now - runtime.settings.stallTimeout) { receive(.stalled(request)) }
    }
  }

  private func reconcile(with demands: @Sendable () async throws -> Demands) async {
    while !Task.isCancelled {
      try? await Task.sleep(for: .seconds(30))
      do {
        take(try await demands(), cause: "what the registry says")
      } catch is CancellationError {
        return
      } catch {
        logger.error("The wanted models cannot be read; the next try is in 30 s", metadata: ["error": "\(error)"])
      }
    }
  }

  private func recordTransitions() async {
    for await recorded in transitions {
      let transition = recorded.transition
      do {
        try await auditLog.record(
          recorded.act, outcome: transition.to == .failed ? .failed : .ok,
          as: .system(requestID: "residency"))
      } catch is CancellationError {
        return
      } catch {
        logger.error(
          "A transition could not be recorded",
          metadata: ["model": "\(transition.baseModel)", "to": "\(transition.to)", "error": "\(error)"])
      }
    }
  }

  // MARK: - What is known

  /// Every base model that is offered, wanted or in memory.
  package func snapshot() -> [LiveResidency] { machine.reports.map(live) }

  package func state(of baseModel: ModelID) -> LiveResidency? { machine.report(of: baseModel).map(live) }

  /// What would happen if `baseModel` were to be loaded now.
  package func plan(for baseModel: ModelID) -> ResidencyPlan { machine.plan(for: baseModel, at: clock.now) }

  package func problems() -> [String] { machine.problems(at: clock.now) }

  private func publishState(of baseModel: ModelID) {
    guard let report = machine.report(of: baseModel), published[baseModel] != report else { return }
    published[baseModel] = report
    publish(live(report))
  }

  private func live(_ report: ResidencyReport) -> LiveResidency {
    LiveResidency(report: report, runtime: runtime.settings.id, now: clock.now, wallClock: Date())
  }
}
