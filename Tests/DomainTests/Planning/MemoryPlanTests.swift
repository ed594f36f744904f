import Testing

@testable import Domain

private let now = ContinuousClock.now

private func claim(_ base: ModelID, _ bytes: Int, waiting seconds: Int? = 0, _ people: String...) -> MemoryPlan.Claim {
  let since = seconds.map { now - .seconds($0) }
  return MemoryPlan.Claim(
    baseModel: base, bytes: bytes,
    demand: since.map { since in
      MemoryPlan.Demand(since: since, people: Dictionary(uniqueKeysWithValues: people.map { ($0, since) }))
    })
}

private func holder(
  _ base: ModelID, _ bytes: Int, value: Double = 1, _ standing: MemoryPlan.Holder.Standing = .evictable
) -> MemoryPlan.Holder {
  MemoryPlan.Holder(baseModel: base, bytes: bytes, value: value, standing: standing)
}

private func planned(_ claims: MemoryPlan.Claim..., holders: [MemoryPlan.Holder]) -> MemoryPlan {
  MemoryPlan(budget: 100, claims: claims, holders: holders, at: now)
}

@Suite struct `A plan of the memory` {
  @Test func `loads what fits`() {
    let plan = planned(claim("a", 40), claim("b", 40, waiting: nil), holders: [holder("x", 20)])
    #expect(plan.outcome(for: "a") == .load && plan.outcome(for: "b") == .load)
    #expect(plan.evictions.isEmpty && plan.changesAt == nil)
  }

  @Test func `loads everything where the runtime decides by itself`() {
    let plan = MemoryPlan(budget: nil, claims: [claim("a", 1 << 60)], holders: [holder("x", 1 << 60)], at: now)
    #expect(plan.outcome(for: "a") == .load)
  }

  @Test func `unloads the least valuable set that is enough`() {
    let plan = planned(
      claim("a", 40), holders: [holder("x", 30, value: 2), holder("y", 30, value: 2), holder("z", 40, value: 3)])
    #expect(plan.evictions == ["z": "a"], "one after the other it would have been x and y")
    #expect(plan.outcome(for: "a") == .wait(for: ["z"], until: nil))
  }

  @Test func `unloads nothing for a model that nobody waits for`() {
    let plan = planned(claim("a", 50, waiting: nil), holders: [holder("x", 80)])
    #expect(plan.outcome(for: "a") == .noRoom && plan.evictions.isEmpty)
  }

  @Test func `counts what is being unloaded before it unloads more`() {
    let plan = planned(claim("a", 50), holders: [holder("x", 60, .leaving), holder("y", 40)])
    #expect(plan.evictions.isEmpty)
    #expect(plan.outcome(for: "a") == .wait(for: ["x"], until: nil))
  }

  @Test func `waits for a model that was loaded a moment ago`() {
    let until = now + .seconds(3)
    let plan = planned(claim("a", 50), holders: [holder("x", 80, .young(until: until))])
    #expect(plan.outcome(for: "a") == .wait(for: [], until: until))
    #expect(plan.changesAt == until)
  }

  @Test func `never unloads a pinned model, and says so`() {
    var pinned = holder("x", 80, .fixed)
    pinned.isPinned = true
    #expect(planned(claim("a", 50), holders: [pinned]).outcome(for: "a") == .pinnedOut)
    #expect(planned(claim("a", 101), holders: []).outcome(for: "a") == .neverFits)
  }

  @Test func `lets a draining model stay when that is needed no longer`() {
    #expect(planned(holders: [holder("x", 80, .draining)]).evictions.isEmpty)
    let better = planned(claim("a", 50), holders: [holder("x", 50, value: 9, .draining), holder("y", 50, value: 1)])
    #expect(better.evictions == ["y": "a"], "another one can go at once")
    let same = planned(claim("a", 50), holders: [holder("x", 50, value: 1, .draining), holder("y", 50, value: 0.9)])
    #expect(same.evictions == ["x": "a"], "but not for little")
  }

  @Test func `keeps the room of a large model from the small ones behind it`() {
    let plan = planned(
      claim("large", 90, waiting: 5), claim("small", 20, waiting: 1), holders: [holder("x", 70, .leaving)])
    #expect(plan.outcome(for: "small") == .wait(for: ["x"], until: nil))
    let beside = planned(
      claim("large", 70, waiting: 5), claim("small", 20, waiting: 1), holders: [holder("x", 70, .leaving)])
    #expect(beside.outcome(for: "small") == .load, "into memory that the large one does not need")
  }
}

@Suite struct `The queue for memory` {
  private func order(_ claims: MemoryPlan.Claim...) -> [ModelID] {
    MemoryPlan.Claim.queue(claims, at: now).map(\.baseModel)
  }

  @Test func `is in order of arrival`() {
    #expect(order(claim("b", 1, waiting: 1), claim("a", 1, waiting: 2)) == ["a", "b"])
  }

  @Test func `takes turns between people`() {
    let ofScript = (0..<3).map { claim(ModelID(stored: "s\($0)"), 1, waiting: 20 - $0, "script") }
    let order = MemoryPlan.Claim.queue(ofScript + [claim("mine", 1, waiting: 1, "me")], at: now).map(\.baseModel)
    #expect(order == ["s0", "mine", "s1", "s2"])
  }

  @Test func `passes nobody over for longer than the patience`() {
    let waiting = Int(MemoryPlan.patience / .seconds(1))
    let order = order(
      claim("first", 1, waiting: waiting + 2, "script"), claim("second", 1, waiting: waiting, "script"),
      claim("mine", 1, waiting: 1, "me"))
    #expect(order == ["first", "second", "mine"])
  }

  @Test func `gives a model that two wait for the better turn`() {
    let both = MemoryPlan.Claim(
      baseModel: "both", bytes: 1,
      demand: .init(since: now - .seconds(3), people: ["script": now - .seconds(3), "me": now - .seconds(1)]))
    #expect(
      order(claim("s0", 1, waiting: 9, "script"), both, claim("other", 1, waiting: 2, "you")) == [
        "s0", "both", "other",
      ])
  }
}

@Suite struct `Every plan of the memory` {
  @Test func `keeps the budget, unloads only what may go, and nothing needlessly`() {
    for seed in 0..<3_000 { check(UInt64(seed)) }
  }

  private func check(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let holders = (0..<random.below(8)).map { number -> MemoryPlan.Holder in
      let standing: MemoryPlan.Holder.Standing = random.pick([
        .fixed, .young(until: now + .seconds(random.within(1...9))), .evictable, .evictable, .draining, .leaving,
      ])
      var holder = holder(
        ModelID(stored: "h\(number)"), random.within(1...30), value: Double(random.below(9)), standing)
      holder.isPinned = standing == .fixed && random.chance(50)
      return holder
    }
    let claims = (0..<random.below(6)).map { number in
      claim(
        ModelID(stored: "c\(number)"), random.within(1...110), waiting: random.chance(70) ? random.below(60) : nil,
        random.pick(["p", "q", "r"]))
    }
    let plan = MemoryPlan(budget: 100, claims: claims, holders: holders, at: now)
    let byBase = Dictionary(uniqueKeysWithValues: holders.map { ($0.baseModel, $0) })
    #expect(Set(plan.outcomes.map(\.baseModel)) == Set(claims.map(\.baseModel)), "seed \(seed)")

    let held = holders.reduce(0) { $0 + $1.bytes }
    let loaded = claims.filter { plan.outcome(for: $0.baseModel) == .load }.reduce(0) { $0 + $1.bytes }
    #expect(loaded == 0 || held + loaded <= 100, "seed \(seed): loads exceed the budget")
    for victim in plan.evictions.keys {
      let standing = byBase[victim]?.standing
      #expect(standing == .evictable || standing == .draining, "seed \(seed): \(victim) has to go")
    }
    for (base, outcome) in plan.outcomes {
      guard case .wait = outcome, let claim = claims.first(where: { $0.baseModel == base }) else { continue }
      #expect(claim.demand != nil && claim.bytes <= 100, "seed \(seed): \(base) waits in vain")
    }
    // Without any one of the victims somebody would not get what the plan keeps for them.
    let coming = holders.filter { $0.standing == .leaving || plan.evictions[$0.baseModel] != nil }
    let left = 100 - held + coming.reduce(0) { $0 + $1.bytes }
    let kept = claims.filter { claim in
      switch plan.outcome(for: claim.baseModel) {
      case .load, .wait: true
      default: false
      }
    }.reduce(0) { $0 + $1.bytes }
    for victim in plan.evictions.keys {
      #expect(left - (byBase[victim]?.bytes ?? 0) < kept, "seed \(seed): \(victim) could stay")
    }
  }
}
