/// Decides about queues, leases, drains, loads, retries and deadlines.
///
/// Pure: events in, effects out; no clock, task or I/O. It is level-triggered: whatever happens, `settle` compares the
/// desired with the actual state, and takes the one next step. Results may fail, come late or come twice; each carries
/// the number of its attempt, and one that is no longer awaited changes nothing (docs/residency.md).
package struct ResidencyMachine: Sendable {
  package typealias Instant = ContinuousClock.Instant

  package struct Settings: Sendable, Equatable {
    /// `nil`: the runtime decides by itself what fits.
    package var budgetBytes: Int?
    package var loadTimeout: Duration
    package var drainTimeout: Duration
    package var unloadGrace: Duration
    package var stallTimeout: Duration
    /// Requests that may wait for one base model.
    package var mostWaiting: Int
    /// How long an idle model stays loaded; `nil`: as long as it should be loaded.
    package var idleUnload: Duration?
    /// A model stays at least as long as it took to load, but no longer than this, before it has to make room.
    package var mostProtected = Duration.seconds(30)
    /// Weights come from a folder of files.
    package var hasModelsFolder: Bool
    /// Each model has a process of its own.
    package var startsProcesses: Bool

    package init(
      budgetBytes: Int?, loadTimeout: Duration, drainTimeout: Duration, unloadGrace: Duration,
      stallTimeout: Duration,
      mostWaiting: Int, idleUnload: Duration? = nil, hasModelsFolder: Bool = true,
      startsProcesses: Bool? = nil
    ) {
      self.budgetBytes = budgetBytes
      self.loadTimeout = loadTimeout
      self.drainTimeout = drainTimeout
      self.unloadGrace = unloadGrace
      self.stallTimeout = stallTimeout
      self.mostWaiting = mostWaiting
      self.idleUnload = idleUnload
      self.hasModelsFolder = hasModelsFolder
      self.startsProcesses = startsProcesses ?? hasModelsFolder
    }
  }

  package enum Event: Sendable, Equatable {
    /// All weights that the runtime has now.
    case weightsScanned([AvailableWeights])
    /// The runtime can be asked again: what failed meanwhile is tried at once.
    case runtimeReturned
    /// Whether active entries need `baseModel`, as of an entry of the audit trail.
    case desiredStateChanged(baseModel: ModelID, isDesired: Bool, asOf: Int, cause: String)
    /// How the next process of a base model is started; comes before the desired state of the same entry.
    case launchChanged(ModelID, LaunchSettings, asOf: Int)
    /// When a base model is in memory; comes before the desired state of the same entry.
    case residencySettingsChanged(ModelID, ResidencySettings, asOf: Int)
    /// What a process that is about to be ready got of what was asked for.
    case launched(ModelID, attempt: Int, LaunchOutcome)
    /// Whether a base model is pinned, as of an entry of the audit trail.
    case pinned(ModelID, Bool, asOf: Int)
    /// From now on decisions that rest on an older revision of this model are rejected.
    case fenceMoved(ModelID, revision: Int)
    /// A request asks for a lease of its own number.
    case leaseRequested(Int, baseModel: ModelID, seenRevisions: [ModelID: Int], person: String? = nil)
    /// A request no longer needs its place in the queue or its lease.
    case requestEnded(Int)
    /// The answer to a leased request made no progress for `stallTimeout`.
    case stalled(Int)
    /// The connection for a leased request was refused: the process no longer listens, although its end is not known
    /// yet. Gives the lease back.
    case unreachable(Int)
    case loadCommanded(ticket: Int, ModelID, cause: String)
    /// - `isReload`: a load follows at once, so that a pinned model may go, too.
    case unloadCommanded(ticket: Int, ModelID, cause: String, isReload: Bool = false)
    case ready(ModelID, attempt: Int, Upstream, processID: Int?, Observation)
    case observed(ModelID, attempt: Int, Observation)
    /// Whether it answered its health probe.
    case probed(ModelID, attempt: Int, isAnswering: Bool)
    case ended(ModelID, attempt: Int, ResidencyEnd)
    /// Budget and deadlines, for what begins from now on.
    case settingsChanged(Settings)
    /// Muster shuts down: everything that waits is refused, nothing more is admitted or loaded, and each model is
    /// unloaded as soon as its running answers are complete.
    case closing
    /// The time for running answers is over; the reason is for people.
    case cutOff(reason: String)
    /// A deadline may have come.
    case timePassed
  }

  package enum Effect: Sendable, Equatable {
    case start(AvailableWeights, attempt: Int, launch: LaunchSettings = LaunchSettings())
    case stop(attempt: Int)
    case admit(Lease)
    /// What the request's decision rests on has changed: decide again.
    case retryAdmission(Int)
    case refuse(Int, Refusal)
    /// The lease ends before its answer; the reason is for people.
    case cut(Int, reason: String)
    case answer(ticket: Int, TicketAnswer)
    case moved(ResidencyTransition)
  }

  package enum TicketAnswer: Sendable, Equatable {
    case loaded(bytes: Int?)
    case unloaded(freedBytes: Int?)
    case refused(Refusal)
  }

  package let runtime: RuntimeID
  package private(set) var settings: Settings
  var residencies: [ModelID: ModelResidency] = [:]
  var fences: [ModelID: Int] = [:]
  /// Outlives a residency that is forgotten.
  var pinned: Set<ModelID> = []
  /// The audit entry of the latest desired state for each base model; outlives a residency that is forgotten.
  var latestDesiredEntry: [ModelID: Int] = [:]
  var latestLaunchEntry: [ModelID: Int] = [:]
  var latestSettingsEntry: [ModelID: Int] = [:]
  var latestPinEntry: [ModelID: Int] = [:]
  /// Of the requests that wait or hold a lease.
  var baseModelOfRequest: [Int: ModelID] = [:]
  var attempts = 0
  /// Models to load as soon as the memory is divided, at the end of the event.
  var toLoad: Set<ModelID> = []
  /// That are `waiting`, or failed because there is no room for them.
  var withoutRoom: Set<ModelID> = []
  /// Something has changed that the division of the memory depends on.
  var mustDivideMemory = false
  /// When time alone may change the division.
  var memoryChangesAt: Instant?
  /// Of the last request.
  var lastRequested: ModelID?
  /// The first event: request rates count from here.
  var epoch: Instant?
  package internal(set) var isClosing = false
  var effects: [Effect] = []

  /// What a load would take, by the header of the weights; `nil`: nothing is known of it.
  let estimate: @Sendable (AvailableWeights, LaunchSettings) -> MemoryEstimate?

  package init(
    _ settings: Settings, runtime: RuntimeID,
    estimate: @escaping @Sendable (AvailableWeights, LaunchSettings) -> MemoryEstimate? = { _, _ in nil }
  ) {
    self.settings = settings
    self.runtime = runtime
    self.estimate = estimate
  }

  /// - Returns: what to do about the event, in order.
  package mutating func handle(_ event: Event, at now: Instant) -> [Effect] {
    effects = []
    if epoch == nil { epoch = now }
    if isClosing, refuseBecauseClosing(event) { return effects }
    apply(event, now)
    divideMemory(now)
    return effects
  }

  private mutating func apply(_ event: Event, _ now: Instant) {
    switch event {
    case .weightsScanned(let weights): apply(scan: weights, now)
    case .runtimeReturned: for base in residencies.keys.sorted() { retry(base, cause: "the runtime is back", now) }
    case .desiredStateChanged(let base, let isDesired, let asOf, let cause):
      apply(desired: base, isDesired, asOf, cause, now)
    case .launchChanged(let base, let launch, let asOf): apply(launch, of: base, asOf, now)
    case .residencySettingsChanged(let base, let settings, let asOf): apply(settings, of: base, asOf, now)
    case .launched(let base, let attempt, let outcome): note(outcome, of: base, attempt)
    case .pinned(let base, let isPinned, let asOf): pin(base, isPinned, asOf, now)
    case .fenceMoved(let id, let revision): moveFence(of: id, to: revision, now)
    case .leaseRequested(let request, let base, let seen, let person): admit(request, to: base, seen, person, now)
    case .requestEnded(let request): release(request, now)
    case .stalled(let request): handleStall(of: request, now)
    case .unreachable(let request): noteUnreachable(request, now)
    case .loadCommanded(let ticket, let base, let cause): commandLoad(ticket, base, cause, now)
    case .unloadCommanded(let ticket, let base, let cause, let isReload):
      commandUnload(ticket, base, cause, isReload: isReload, now)
    case .ready(let base, let attempt, let upstream, let processID, let observation):
      becomeLoaded(base, attempt, upstream, processID, observation, now)
    case .observed(let base, let attempt, let observation): observe(base, attempt, observation, now)
    case .probed(let base, let attempt, let isAnswering): noteProbe(base, attempt, isAnswering, now)
    case .ended(let base, let attempt, let end): processEnded(base, attempt, end, now)
    case .settingsChanged(let settings):
      self.settings = settings
      mustDivideMemory = true
    case .closing: close(now)
    case .cutOff(let reason): cutOff(reason, now)
    case .timePassed:
      if let memoryChangesAt, memoryChangesAt <= now { mustDivideMemory = true }
      for base in residencies.keys.sorted() { checkDeadlines(base, now) }
    }
  }

  /// Nothing is in memory, or about to be.
  package var isEmpty: Bool { residencies.values.allSatisfy { $0.phase.attempt == nil } }

  // MARK: - The one next step

  /// Compares the desired with the actual state.
  mutating func settle(_ base: ModelID, _ now: Instant) {
    guard let residency = residencies[base] else { return }
    switch residency.phase {
    case .unloaded:
      if residency.isNeeded { load(base, now) }
    case .waiting:
      if residency.isNeeded { mustDivideMemory = true } else { move(base, to: .unloaded, reason: nil, now) }
    case .failed(let failure):
      if !residency.isNeeded {
        move(base, to: .unloaded, reason: nil, now)
      } else if let retryAt = failure.retryAt, retryAt <= now {
        retry(base, cause: residency.cause ?? "retry after a failure", now)
      }
    case .loading(let loading):
      if !residency.unloadTickets.isEmpty || !residency.isNeeded {
        end(base, attempt: loading.attempt, failure: nil, now)
      }
    case .loaded(let resident):
      if residency.mustGo || residency.evictedFor != nil {
        if residency.leases.isEmpty {
          end(base, attempt: resident.attempt, failure: nil, now)
        } else {
          let deadline = residency.mustGo ? now + settings.drainTimeout : nil
          move(base, to: .draining(resident, deadline: deadline), reason: nil, now)
        }
      } else if resident.isListening {
        admitWaiters(to: base, resident)
        answerLoads(of: base, .loaded(bytes: resident.observation.residentBytes))
      }
    case .draining(let resident, let deadline):
      if residency.unloadTickets.isEmpty, residency.isDesired, residency.evictedFor == nil {
        move(base, to: .loaded(resident), reason: nil, now)
        settle(base, now)
      } else if residency.leases.isEmpty {
        end(base, attempt: resident.attempt, failure: nil, now)
      } else if deadline == nil, residency.mustGo {
        residencies[base]?.phase = .draining(resident, deadline: now + settings.drainTimeout)
      }
    case .unloading: break
    }
  }

  /// Loads as soon as there is room.
  mutating func load(_ base: ModelID, _ now: Instant) {
    if residencies[base]?.weights == nil {
      fail(base, .init(reason: noWeights(base), kind: .other, retryAt: nil), now)
    } else {
      toLoad.insert(base)
    }
  }

  func noWeights(_ base: ModelID) -> String {
    settings.hasModelsFolder
      ? "no runtime has weights named '\(base)': put \(base).gguf into the models folder"
      : "runtime \(runtime) has no model named '\(base)'"
  }

  /// Out of `failed`, into another try.
  mutating func retry(_ base: ModelID, cause: String, _ now: Instant) {
    guard case .failed? = residencies[base]?.phase else { return }
    change(base, now) { $0.cause = cause }
    guard residencies[base]?.isNeeded == true else { return move(base, to: .unloaded, reason: nil, now) }
    load(base, now)
  }

  mutating func end(_ base: ModelID, attempt: Int, failure: ModelResidency.Failure?, _ now: Instant) {
    let bytes = residencies[base]?.chargedBytes ?? 0
    move(
      base, to: .unloading(attempt: attempt, bytes: bytes, failure: failure),
      reason: failure?.reason, now)
    effects.append(.stop(attempt: attempt))
  }

  /// Refuses all who wait.
  mutating func refuse(_ base: ModelID, _ failure: ModelResidency.Failure, _ now: Instant) {
    refuseWaiters(of: base, failure, now)
    answerLoads(of: base, .refused(refusal(base, failure.fullReason, failure.retryAt, now)))
  }

  /// Requests go on waiting when the next try follows at once; else they are refused with the time of the next try.
  mutating func fail(_ base: ModelID, _ failure: ModelResidency.Failure, _ now: Instant) {
    if isClosing || failure.retryAt.map({ $0 > now }) ?? true { refuse(base, failure, now) }
    move(base, to: .failed(failure), reason: failure.reason, now)
    settle(base, now)
  }

  func failure(
    of base: ModelID, _ end: ResidencyEnd, soonest: Instant?, _ now: Instant
  ) -> ModelResidency.Failure {
    let failures = residencies[base]?.failures ?? 1
    let retryAt: Instant? =
      if !end.isRetryable { nil } else if let soonest, failures <= 1 { soonest } else {
        now + pause(after: failures)
      }
    return .init(reason: end.reason, kind: end.isHang ? .noProgress : .other, retryAt: retryAt)
  }

  /// 1, 2, 4 … seconds, 5 minutes at most.
  func pause(after failures: Int) -> Duration {
    .seconds(min(300, 1 << min(max(failures, 1) - 1, 9)))
  }

  // MARK: - Changing a residency

  mutating func change(_ base: ModelID, _ now: Instant, _ body: (inout ModelResidency) -> Void) {
    var residency = residencies[base] ?? ModelResidency(base, now: now)
    body(&residency)
    residencies[base] = residency
  }

  /// The only place where a state changes, so that each change is reported.
  mutating func move(
    _ base: ModelID, to phase: ModelResidency.Phase, reason: String?, freedBytes: Int? = nil,
    _ now: Instant
  ) {
    var residency = residencies[base] ?? ModelResidency(base, now: now)
    let old = residency.phase.state
    residency.phase = phase
    residency.reason = reason
    if phase.resident == nil { residency.evictedFor = nil }
    if phase.isWithoutRoom { withoutRoom.insert(base) } else { withoutRoom.remove(base) }
    if old != phase.state {
      residency.since = now
      mustDivideMemory = true
      effects.append(
        .moved(
          ResidencyTransition(
            baseModel: base, from: old, to: phase.state, reason: reason, advice: residency.report.advice,
            cause: residency.cause, freedBytes: freedBytes)))
    }
    residencies[base] = residency
  }
}
