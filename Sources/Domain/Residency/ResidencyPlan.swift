/// What a load of a base model would take: a dry run.
package struct ResidencyPlan: Sendable, Equatable {
  package enum Verdict: String, Sendable, CaseIterable {
    /// It is loaded or loading.
    case loaded
    case fits
    /// Others are unloaded for it, with its next request or load.
    case makesRoom = "makes_room"
    /// There is room when models that were loaded or asked for a moment ago may be unloaded.
    case waits
    /// Pinned models hold the memory.
    case noRoom = "no_room"
    case neverFits = "never_fits"
    case noWeights = "no_weights"
  }

  /// A base model that is unloaded for it, or would have to be.
  package struct Victim: Sendable, Equatable {
    package var occupant: ResidencyPlanner.Occupant
    /// For people: what it is doing, and what unloading it would mean.
    package var why: String
  }

  package var baseModel: ModelID
  package var verdict: Verdict
  /// Why it cannot be loaded now.
  package var reason: String?
  package var neededBytes: Int
  /// `nil`: the runtime has none.
  package var budgetBytes: Int?
  package var usedBytes: Int
  package var victims: [Victim] = []
  package var need = MemoryNeed(bytes: 0, stage: .guessed)
  /// What the header and the settings say; `nil`: nothing.
  package var estimate: MemoryEstimate?
  /// Measured now; `nil`: it is not loaded, or the runtime does not tell.
  package var measuredBytes: Int?
}

extension ResidencyMachine {
  /// What a load of `base` would take now, by the same planner that decides about loads.
  package func plan(for base: ModelID, at now: Instant) -> ResidencyPlan {
    let residency = residencies[base] ?? ModelResidency(base, now: now)
    let needed = residency.chargedBytes > 0 ? residency.chargedBytes : neededBytes(of: residency)
    let others = occupants(besides: base, at: now)
    var plan = ResidencyPlan(
      baseModel: base, verdict: .fits, neededBytes: needed, budgetBytes: settings.budgetBytes,
      usedBytes: chargedBytes)
    plan.need = residency.need
    plan.estimate = residency.computed?.estimate
    plan.measuredBytes = residency.phase.resident?.observation.residentBytes
    switch residency.phase.state {
    case .loading, .loaded:
      plan.verdict = .loaded
      return plan
    case .unloaded, .waiting, .draining, .unloading, .failed: break
    }
    guard residency.weights != nil else {
      plan.verdict = .noWeights
      plan.reason = noWeights(base)
      return plan
    }
    let memory = memoryPlan(withRequestFor: residency, at: now)
    let outcome = memory.outcome(for: base)
    if case .load? = outcome { return plan }
    var victims: Set<ModelID> = Set(memory.evictions.filter { $0.value == base }.keys)
    switch ResidencyPlanner.verdict(needed: needed, budget: settings.budgetBytes, occupants: others) {
    case .fits: plan.reason = "its memory is kept for models asked for before it"
    case .neverFits(let reason, let advice): plan.reason = "\(reason): \(advice)"
    case .noRoom(let reason, _): plan.reason = reason
    }
    switch outcome {
    case .neverFits: plan.verdict = .neverFits
    case .pinnedOut:
      plan.verdict = .noRoom
      let missing = others.reduce(needed - (settings.budgetBytes ?? .max)) { $0 + $1.bytes }
      victims = Set(ResidencyPlanner.victims(freeing: missing, among: others).map(\.baseModel))
    case .wait(_, until: _?): plan.verdict = .waits
    default:
      plan.verdict = .makesRoom
      victims.formUnion(others.filter(\.isUnloading).map(\.baseModel))
    }
    plan.victims = others.filter { victims.contains($0.baseModel) }.sorted(
      by: ResidencyPlanner.Occupant.isEvictedBefore
    )
    .map { .init(occupant: $0, why: $0.situation) }
    return plan
  }

  /// As if somebody asked for the model now, behind all that wait already.
  private func memoryPlan(withRequestFor residency: ModelResidency, at now: Instant) -> MemoryPlan {
    var machine = self
    var asked = residency
    asked.waiters.append(.init(id: -1, seenRevisions: [:], person: nil, since: now, deadline: now))
    // What drains or is being unloaded now is planned as if it were gone.
    if asked.phase.attempt != nil { asked.phase = .unloaded }
    machine.residencies[residency.baseModel] = asked
    return machine.memoryPlan(for: withoutRoom.union([residency.baseModel]), at: now)
  }

  func room(for base: ModelID, at now: Instant) -> Placement.Room {
    switch plan(for: base, at: now).verdict {
    case .loaded, .fits: .free
    case .makesRoom, .waits: .byUnloadingOthers
    case .noRoom, .neverFits, .noWeights: .none
    }
  }

  func occupants(besides base: ModelID, at now: Instant) -> [ResidencyPlanner.Occupant] {
    residencies.values.filter { $0.baseModel != base && chargedBytes(of: $0) > 0 }.map { residency in
      ResidencyPlanner.Occupant(
        baseModel: residency.baseModel, bytes: residency.chargedBytes, leases: residency.leases.count,
        waiting: residency.waiters.count,
        isPinned: isPinned(residency.baseModel),
        isUnloading: residency.phase.state == .draining || residency.phase.state == .unloading,
        unusedFor: now - (residency.lastUsedAt ?? residency.since))
    }
  }
}

extension ResidencyPlanner.Occupant {
  fileprivate var situation: String {
    if isUnloading { return "already being unloaded" }
    let use =
      if waiting > 0 {
        "\(waiting) \(waiting == 1 ? "request is" : "requests are") waiting for it"
      } else if leases > 0 {
        "\(leases) \(leases == 1 ? "answer is" : "answers are") running and would finish first"
      } else {
        "unused for \(unusedFor.inWords)"
      }
    return isPinned ? "pinned: unpin it first; \(use)" : use
  }
}

extension Duration {
  /// For people, roughly: `40 seconds`, `3 hours`.
  fileprivate var inWords: String {
    let seconds = max(0, wholeSeconds)
    let (count, unit) =
      switch seconds {
      case ..<60: (seconds, "second")
      case ..<3600: (seconds / 60, "minute")
      case ..<86_400: (seconds / 3600, "hour")
      default: (seconds / 86_400, "day")
      }
    return "\(count) \(unit)\(count == 1 ? "" : "s")"
  }
}
