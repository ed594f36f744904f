import Audit
import Domain
import Logging
import Runtimes
import Synchronization

/// All runtimes: decides on which of them a base model is loaded and which one answers a request.
///
/// Each runtime has a `ResidencyController` of its own; they share nothing, so a runtime that hangs holds up no other.
/// The pool's lock is taken before a controller's, never the other way round.
package final class RuntimePool: Sendable {
  /// A runtime and what drives it.
  package struct Member: Sendable {
    package var runtime: any Runtime
    package var settings: ResidencyMachine.Settings
    /// Its names mean the same weights as on other runtimes.
    package var sharesNames: Bool
    var isDrained = false

    package init(runtime: any Runtime, settings: ResidencyMachine.Settings, sharesNames: Bool = false) {
      self.runtime = runtime
      self.settings = settings
      self.sharesNames = sharesNames
    }
  }

  struct Entry: Sendable {
    /// How a runtime takes part.
    enum Role: Sendable {
      case open
      /// It keeps its weights' names, unloads its models and takes no requests.
      case drained
      /// It goes once nothing is in memory; then the replacement comes.
      case leaving(replacement: Member?)
    }

    var member: Member
    let controller: ResidencyController
    var role = Role.open
    /// Fired when the controller need not run any longer.
    let ended = StopSignal()

    var id: RuntimeID { member.runtime.id }
    var isOpen: Bool { if case .open = role { true } else { false } }
    /// Its replacement counts, when it leaves.
    var isDrained: Bool {
      switch role {
      case .open: false
      case .drained: true
      case .leaving(let replacement): replacement?.isDrained ?? false
      }
    }
    var isLeaving: Bool { if case .leaving = role { true } else { false } }
  }

  struct State {
    /// In the configured order.
    var entries: [Entry] = [] { didSet { routes = [:] } }
    /// How many runtimes there have been.
    var generations = 0
    var isClosing = false
    /// The audit entry of the latest change of each runtime.
    var latestChange: [RuntimeID: Int] = [:]
    var fences: [ModelID: Int] = [:]
    var scans: [RuntimeID: WeightsScan] = [:]
    /// The runtimes that have the weights of a base model, in the configured order.
    var placements: [ModelID: [RuntimeID]] = [:] { didSet { routes = [:] } }
    /// What `route(for:)` has found.
    var routes: [ModelID: Route] = [:]
    var merged = WeightsScan()
    var desired: [ModelID: (state: DesiredState, cause: String)] = [:]
    var chosen: [ModelID: RuntimeID] = [:]
    var pins: [ModelID: (isPinned: Bool, asOf: Int)] = [:]

    func entry(_ runtime: RuntimeID) -> Entry? { entries.first { $0.id == runtime } }
  }

  let auditLog: AuditLog
  private let logger: Logger
  private let publish: @Sendable (LiveResidency) -> Void
  /// Tells that runtimes came, went or changed.
  let changed: @Sendable () -> Void
  let state = Mutex(State())
  /// Base models whose runtime may have to be chosen anew.
  private let (unsettled, unsettledInput) = AsyncStream<ModelID>.makeStream()
  /// Runtimes to run.
  private let (arrivals, arrivalsInput) = AsyncStream<Entry>.makeStream()

  /// - Parameters:
  ///   - members: in the configured order; at least one.
  ///   - publish: called with each new state of a base model on a runtime, in order: must return at once.
  ///   - changed: called when runtimes came, went or changed.
  package init(
    _ members: [Member], auditLog: AuditLog, logger: Logger,
    publish: @escaping @Sendable (LiveResidency) -> Void, changed: @escaping @Sendable () -> Void = {}
  ) {
    self.auditLog = auditLog
    self.logger = logger
    self.publish = publish
    self.changed = changed
    state.withLock { state in for member in members { insert(member, at: state.entries.count, &state) } }
  }

  /// Makes the controller of a runtime, with what the pool knows.
  func insert(_ member: Member, at index: Int, _ state: inout State) {
    let controller = ResidencyController(
      runtime: member.runtime, settings: member.settings, auditLog: auditLog, logger: logger,
      generation: state.generations,
      publish: { [publish, unsettledInput] live in
        publish(live)
        if [.failed, .unloaded, .waiting].contains(live.report.state) {
          unsettledInput.yield(live.report.baseModel)
        }
      })
    state.generations += 1
    for (id, revision) in state.fences { controller.moveFence(of: id, to: revision) }
    let entry = Entry(member: member, controller: controller, role: member.isDrained ? .drained : .open)
    state.entries.insert(entry, at: index)
    arrivalsInput.yield(entry)
  }

  // MARK: - Leases

  /// Asks for the right to use a base model for one request, on the least busy runtime that has it loaded, and waits
  /// while it is being loaded.
  /// - Parameters:
  ///   - seenRevisions: the revisions that the admission decision rests on.
  ///   - holder: named in the audit entry when the process ends under the lease.
  ///   - watch: cut when the lease ends before its answer does; reports the answer's progress.
  ///   - failed: runtimes that did not get this request although they admitted it.
  /// - Throws: `CancellationError`; then there is no lease.
  package func lease(
    _ base: ModelID, seenRevisions: [ModelID: Int], for holder: LeaseHolder, _ watch: LeaseWatch,
    besides failed: Set<RuntimeID> = []
  ) async throws -> LeaseAnswer {
    let route = route(for: base)
    if let entry = route.entries.first, !entry.isOpen { return .refused(.notTakingRequests(base, entry)) }
    var tried = route.entries.count > failed.count ? failed : []
    while true {
      let entry = best(of: route, for: base, besides: tried)
      let answer = try await entry.controller.lease(base, seenRevisions: seenRevisions, for: holder, watch)
      guard case .refused(let refusal) = answer, refusal.kind == .unavailable || refusal.kind == .busy else {
        return answer
      }
      tried.insert(entry.id)
      guard route.hasEntry(besides: tried) else { return answer }
    }
  }

  package func giveBack(_ lease: Lease, _ end: ResidencyController.LeaseEnd) {
    entry(lease.runtime)?.controller.giveBack(lease, end)
  }

  /// Whether another runtime than these has the weights.
  package func hasPlacement(of base: ModelID, besides runtimes: Set<RuntimeID>) -> Bool {
    route(for: base).hasOpenEntry(besides: runtimes)
  }

  /// The base model that each leased request uses, by request id.
  package func modelsOfRunningRequests() -> [String: ModelID] {
    currentEntries.reduce(into: [:]) { models, entry in
      models.merge(entry.controller.modelsOfRunningRequests()) { first, _ in first }
    }
  }

  // MARK: - Desired state

  /// Applies a committed change of a model. When this returns, decisions that rest on older revisions admit nobody.
  package func moveFence(of id: ModelID, to revision: Int, desiredStates: [DesiredState], cause: String) {
    let entries = state.withLock { state in
      state.fences[id] = max(revision, state.fences[id] ?? 0)
      return state.entries
    }
    for entry in entries { entry.controller.moveFence(of: id, to: revision) }
    for desired in desiredStates { apply(desired, cause: cause) }
  }

  /// Applies everything that should be loaded; what is not named is not desired.
  package func apply(desiredStates: DesiredStates, cause: String) {
    let named = Set(desiredStates.all.map(\.baseModel))
    for desired in desiredStates.all { apply(desired, cause: cause) }
    let others = state.withLock { state in
      state.desired.values.map(\.state).filter { $0.isDesired && !named.contains($0.baseModel) }
    }
    for other in others {
      apply(DesiredState(baseModel: other.baseModel, isDesired: false, asOf: desiredStates.asOf), cause: cause)
    }
  }

  private func apply(_ desired: DesiredState, cause: String) {
    state.withLock { state in
      if let known = state.desired[desired.baseModel], known.state.asOf > desired.asOf { return }
      state.desired[desired.baseModel] = (desired, cause)
      settle(desired.baseModel, &state)
    }
  }

  /// Chooses the runtime for a base model, and tells each controller whether it should have it loaded.
  func settle(_ base: ModelID, _ state: inout State) {
    let candidates = state.route(for: base).entries.filter(\.isOpen)
    guard let (desired, cause) = state.desired[base] else { return }
    // Without a choice while it is off: runtimes become known one by one, and the first of them is not the one to keep.
    let chosen: RuntimeID? =
      if !desired.isDesired {
        nil
      } else if candidates.count < 2 {
        // To ask about room costs as much as to plan, and this is asked for every model.
        candidates.first?.id
      } else {
        Placement.choose(among: candidates.map { $0.controller.candidate(for: base) }, current: state.chosen[base])
      }
    state.chosen[base] = chosen
    for entry in state.entries {
      let hasWeights = candidates.contains { $0.id == entry.id }
      // Models are not listed on runtimes that know nothing of them.
      guard hasWeights || entry.controller.state(of: base) != nil else { continue }
      var own = desired
      own.isDesired =
        desired.isDesired
        && (entry.id == chosen || entry.member.runtime.isAlwaysLoaded && hasWeights)
      entry.controller.apply(own, cause: cause)
    }
  }

  /// - Parameter asOf: the latest audit entry at that time; an older value than the latest is ignored.
  package func pin(_ baseModel: ModelID, _ isPinned: Bool, asOf: Int) {
    state.withLock { state in
      if asOf >= state.pins[baseModel]?.asOf ?? 0 { state.pins[baseModel] = (isPinned, asOf) }
      applyPin(of: baseModel, &state)
    }
  }

  func applyPin(of base: ModelID, _ state: inout State) {
    guard let pin = state.pins[base] else { return }
    for entry in state.route(for: base).entries { entry.controller.pin(base, pin.isPinned, asOf: pin.asOf) }
  }

  // MARK: - Shutting down

  /// Refuses everything that waits, admits nobody any more, and unloads each model once its running answers are
  /// complete.
  package func close() {
    let entries = state.withLock { state in
      state.isClosing = true
      return state.entries
    }
    for entry in entries { entry.controller.close() }
  }

  /// Ends the answers that are still running.
  /// - Parameter reason: for their clients.
  package func cutOff(reason: String) { for entry in currentEntries { entry.controller.cutOff(reason: reason) } }

  // MARK: - Running

  /// Drives all runtimes until it is cancelled; then unloads everything and returns when nothing is in memory.
  /// - Parameters:
  ///   - desiredStates: reads from the database what should be loaded; called every 30 s, so that a lost message costs
  ///     time and never correctness.
  ///   - weightsScanned: called when the weights of a runtime have changed, with the runtime and the weights of all.
  package func run(
    desiredStates: @escaping @Sendable () async throws -> DesiredStates,
    weightsScanned: @escaping @Sendable (RuntimeID, WeightsScan) async -> Void
  ) async {
    await withDiscardingTaskGroup { group in
      group.addTask { await self.reconcile(with: desiredStates) }
      group.addTask { await self.abandonStuckPeriodically() }
      group.addTask {
        for await base in self.unsettled {
          self.state.withLock { if $0.entries.count > 1 { self.settle(base, &$0) } }
          self.removeLeft()
        }
      }
      for await entry in arrivals { group.addTask { await self.run(entry, weightsScanned) } }
    }
  }

  private func run(
    _ entry: Entry, _ weightsScanned: @escaping @Sendable (RuntimeID, WeightsScan) async -> Void
  ) async {
    await withTaskGroup { group in
      group.addTask {
        await entry.controller.run { scan in
          await weightsScanned(entry.id, self.apply(scan: scan, of: entry))
        }
      }
      group.addTask {
        await entry.ended.wait()
        await entry.controller.flushTransitions()
      }
      await group.next()
      group.cancelAll()
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
}
