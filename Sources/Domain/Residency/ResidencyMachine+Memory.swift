/// Who gets memory, and who makes room: `MemoryPlan` decides, this carries it out.
extension ResidencyMachine {
  /// Divides the memory anew if something has changed that it depends on.
  mutating func divideMemory(_ now: Instant) {
    guard mustDivideMemory || !toLoad.isEmpty else { return }
    defer {
      mustDivideMemory = false
      toLoad = []
    }
    let isAnyEvicted = residencies.values.contains { $0.evictedFor != nil }
    memoryChangesAt = nil
    guard !toLoad.isEmpty || !withoutRoom.isEmpty || isAnyEvicted else { return }
    let plan = memoryPlan(for: toLoad.union(withoutRoom), at: now)
    memoryChangesAt = plan.changesAt
    for (base, outcome) in plan.outcomes { carryOut(outcome, for: base, plan, now) }
    for base in residencies.keys.sorted() {
      guard residencies[base]?.phase.state == .draining, residencies[base]?.evictedFor != nil,
        plan.evictions[base] == nil
      else { continue }
      residencies[base]?.evictedFor = nil
      settle(base, now)
    }
    for (victim, beneficiary) in plan.evictions.sorted(by: { $0.key < $1.key }) {
      guard residencies[victim]?.evictedFor != beneficiary else { continue }
      change(victim, now) { residency in
        residency.evictedFor = beneficiary
        residency.cause = "makes room for \(beneficiary)"
      }
      settle(victim, now)
    }
  }

  /// - Parameter wanted: models to load; those that nobody needs any more, or that have no weights, are left out.
  func memoryPlan(for wanted: Set<ModelID>, at now: Instant) -> MemoryPlan {
    let claims = wanted.compactMap { base -> MemoryPlan.Claim? in
      guard let residency = residencies[base], residency.phase.attempt == nil, residency.isNeeded,
        residency.weights != nil
      else { return nil }
      return MemoryPlan.Claim(
        baseModel: base, bytes: neededBytes(of: residency), demand: demand(for: residency))
    }
    return MemoryPlan(budget: settings.budgetBytes, claims: claims, holders: memoryHolders(at: now), at: now)
  }

  /// A pinned model counts as asked for.
  private func demand(for residency: ModelResidency) -> MemoryPlan.Demand? {
    var since = residency.waiters.map(\.since) + residency.loadTickets.map(\.since)
    if residency.isDesired, !residency.isHeldUnloaded, isPinned(residency.baseModel) {
      since.append(residency.since)
    }
    guard let first = since.min() else { return nil }
    let people = residency.waiters.compactMap { waiter in waiter.person.map { ($0, waiter.since) } }
    return MemoryPlan.Demand(since: first, people: Dictionary(people, uniquingKeysWith: { min($0, $1) }))
  }

  func memoryHolders(at now: Instant) -> [MemoryPlan.Holder] {
    residencies.values.compactMap { residency in
      guard residency.phase.attempt != nil else { return nil }
      return MemoryPlan.Holder(
        baseModel: residency.baseModel, bytes: chargedBytes(of: residency), value: value(of: residency, at: now),
        standing: standing(of: residency, at: now), isPinned: isFixed(residency))
    }
  }

  private func isFixed(_ residency: ModelResidency) -> Bool {
    residency.isDesired && isPinned(residency.baseModel)
  }

  private func standing(of residency: ModelResidency, at now: Instant) -> MemoryPlan.Holder.Standing {
    switch residency.phase {
    case .unloading: return .leaving
    case .draining: return residency.evictedFor != nil && !residency.mustGo ? .draining : .leaving
    case .loaded(let resident):
      if isFixed(residency) || hasSharers(residency) { return .fixed }
      let protected = residency.settings.minResidency ?? min(residency.loadTime ?? .zero, settings.mostProtected)
      let until = resident.loadedAt + protected
      return until > now ? .young(until: until) : .evictable
    default: return .fixed
    }
  }

  private func value(of residency: ModelResidency, at now: Instant) -> Double {
    ResidentValue.of(
      rate: residency.rate.perSecond(at: seconds(at: now)),
      isInUse: !residency.leases.isEmpty || !residency.waiters.isEmpty,
      unusedSeconds: (now - (residency.lastUsedAt ?? residency.since)) / .seconds(1),
      priority: residency.settings.priority ?? 1,
      loadSeconds: max(residency.loadTime.map { $0 / .seconds(1) } ?? Double(residency.chargedBytes) / 1e9, 0.1))
  }

  /// Since the first event.
  func seconds(at now: Instant) -> Double { epoch.map { (now - $0) / .seconds(1) } ?? 0 }

  private mutating func carryOut(_ outcome: MemoryPlan.Outcome, for base: ModelID, _ plan: MemoryPlan, _ now: Instant) {
    guard let residency = residencies[base] else { return }
    switch outcome {
    case .load: start(base, now)
    case .wait(let others, let until):
      wait(base, for: others, until: until, now)
    case .noRoom: waitUntilAskedFor(base, now)
    case .pinnedOut:
      let room = room(for: residency, at: now)
      refuse(base, .init(reason: room.reason, advice: room.advice, kind: .noRoom, retryAt: nil), now)
      if residencies[base]?.isNeeded == true {
        waitUntilAskedFor(base, now)
      } else {
        move(base, to: .unloaded, reason: nil, now)
      }
    case .neverFits:
      let room = room(for: residency, at: now)
      fail(base, .init(reason: room.reason, advice: room.advice, kind: .noRoom, retryAt: nil), now)
    }
  }

  private mutating func waitUntilAskedFor(_ base: ModelID, _ now: Instant) {
    guard let residency = residencies[base], residency.phase.state != .waiting else { return }
    let reason = room(for: residency, at: now).reason
    let wait = ModelResidency.Wait(
      reason: reason, advice: "it is loaded when memory becomes free, or with its next request")
    move(base, to: .waiting(wait), reason: reason, now)
  }

  private mutating func start(_ base: ModelID, _ now: Instant) {
    guard let residency = residencies[base], let weights = residency.weights else { return }
    if residency.phase.isWithoutRoom, residency.waiters.isEmpty, residency.loadTickets.isEmpty {
      residencies[base]?.cause = "memory freed up"
    }
    attempts += 1
    let loading = ModelResidency.Loading(
      attempt: attempts, weights: weights, launch: residency.launch, bytes: residency.estimatedBytes, startedAt: now,
      deadline: now + settings.loadTimeout)
    for index in residency.waiters.indices { residencies[base]?.waiters[index].deadline = loading.deadline }
    // Somebody waited through an unload by hand.
    residencies[base]?.isHeldUnloaded = false
    move(base, to: .loading(loading), reason: nil, now)
    effects.append(.start(weights, attempt: attempts, launch: residency.launch))
  }

  private mutating func wait(_ base: ModelID, for others: [ModelID], until: Instant?, _ now: Instant) {
    guard let residency = residencies[base] else { return }
    let reason = room(for: residency, at: now).reason
    let advice =
      if until != nil {
        "it waits until another model, loaded a moment ago, may be unloaded"
      } else if others.isEmpty {
        "it waits for memory that is kept for models asked for before it"
      } else {
        "it waits until \(others.map(\.text).inWords) \(others.count == 1 ? "is" : "are") unloaded"
      }
    move(base, to: .waiting(.init(reason: reason, advice: advice)), reason: reason, now)
  }

  /// Why there is no room, in words.
  private func room(for residency: ModelResidency, at now: Instant) -> (reason: String, advice: String) {
    switch ResidencyPlanner.verdict(
      needed: neededBytes(of: residency), budget: settings.budgetBytes,
      occupants: occupants(besides: residency.baseModel, at: now))
    {
    case .fits: ("its memory is kept for models asked for before it", "")
    case .neverFits(let reason, let advice), .noRoom(let reason, let advice): (reason, advice)
    }
  }
}
