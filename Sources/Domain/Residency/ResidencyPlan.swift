/// What a load of a base model would take: a dry run.
package struct ResidencyPlan: Sendable, Equatable {
  package enum Verdict: String, Sendable, CaseIterable {
    /// It is loaded or loading.
    case loaded
    case fits
    /// Others would have to be unloaded.
    case noRoom = "no_room"
    case neverFits = "never_fits"
    case noWeights = "no_weights"
  }

  /// A base model that would have to be unloaded.
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
    switch residency.phase.state {
    case .loading, .loaded:
      plan.verdict = .loaded
      return plan
    case .unloaded, .draining, .unloading, .failed: break
    }
    guard residency.weights != nil else {
      plan.verdict = .noWeights
      plan.reason = noWeights(base)
      return plan
    }
    switch ResidencyPlanner.verdict(needed: needed, budget: settings.budgetBytes, occupants: others) {
    case .fits: break
    case .neverFits(let reason, let advice): (plan.verdict, plan.reason) = (.neverFits, "\(reason): \(advice)")
    case .noRoom(let reason, _):
      (plan.verdict, plan.reason) = (.noRoom, reason)
      let missing = others.reduce(needed - (settings.budgetBytes ?? .max)) { $0 + $1.bytes }
      plan.victims = ResidencyPlanner.victims(freeing: missing, among: others)
        .map { .init(occupant: $0, why: $0.situation) }
    }
    return plan
  }

  func occupants(besides base: ModelID, at now: Instant) -> [ResidencyPlanner.Occupant] {
    residencies.values.filter { $0.baseModel != base && chargedBytes(of: $0) > 0 }.map { residency in
      ResidencyPlanner.Occupant(
        baseModel: residency.baseModel, bytes: residency.chargedBytes, leases: residency.leases.count,
        waiting: residency.waiters.count,
        isPinned: pinned.contains(residency.baseModel),
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
