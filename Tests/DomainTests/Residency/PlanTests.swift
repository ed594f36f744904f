import Testing

@testable import Domain

@Suite struct `The dry run of a load` {
  private func full() -> Scenario {
    var scenario = Scenario(budget: 2 * Scenario.gigabyte + 100 * Scenario.megabyte)
    scenario.scan(.of("alpha"), .of("beta"), .of("gamma"), .of("huge", bytes: 9 * Scenario.gigabyte))
    scenario.switchOn("alpha")
    scenario.ready("alpha", attempt: 1)
    scenario.elapse(.seconds(120))
    scenario.switchOn("beta")
    scenario.ready("beta", attempt: 2)
    return scenario
  }

  private func plan(_ base: ModelID, _ scenario: Scenario) -> ResidencyPlan {
    scenario.machine.plan(for: base, at: scenario.now)
  }

  @Test(
    arguments: [
      ("alpha", .loaded), ("gamma", .makesRoom), ("huge", .neverFits), ("unheard-of", .noWeights),
    ] as [(ModelID, ResidencyPlan.Verdict)])
  func `gives a verdict`(base: ModelID, verdict: ResidencyPlan.Verdict) {
    let plan = plan(base, full())
    #expect(plan.verdict == verdict)
    #expect((plan.reason == nil) == (verdict == .loaded))
  }

  @Test func `changes nothing, and agrees with what then happens`() {
    var scenario = Scenario()
    scenario.scan(.of("alpha"))
    #expect(plan("alpha", scenario).verdict == .fits)
    #expect(scenario.state(of: "alpha") == .unloaded)
    #expect(scenario.switchOn("alpha").contains(.start(.of("alpha"), attempt: 1)))
  }

  @Test func `says when only pinned models hold the memory`() {
    var scenario = full()
    for base in ["alpha", "beta"] as [ModelID] { scenario.feed(.pinned(base, true, asOf: 0)) }
    let plan = plan("gamma", scenario)
    #expect(plan.verdict == .noRoom)
    #expect(plan.victims.map(\.why) == ["pinned: unpin it first; unused for 2 minutes"])
  }

  @Test func `says when it has to wait, because all others were loaded a moment ago`() {
    var scenario = Scenario(budget: Scenario.loadedBytes + Scenario.megabyte * 100)
    scenario.scan(.of("alpha"), .of("beta"))
    scenario.switchOn("alpha")
    scenario.elapse(.seconds(10))
    scenario.ready("alpha", attempt: 1)
    #expect(plan("beta", scenario).verdict == .waits)
    scenario.elapse(.seconds(10))
    #expect(plan("beta", scenario).verdict == .makesRoom)
  }

  @Test func `names the longest unused models as victims, and no others`() {
    let victims = plan("gamma", full()).victims
    #expect(victims.map(\.occupant.baseModel) == ["alpha"])
    #expect(victims.first?.why == "unused for 2 minutes")
  }

  @Test func `spares models in use, and pinned ones most`() {
    var scenario = full()
    scenario.request(1, "alpha")
    #expect(plan("gamma", scenario).victims.map(\.occupant.baseModel) == ["beta"])
    scenario.feed(.pinned("beta", true, asOf: 0))
    let victims = plan("gamma", scenario).victims
    #expect(victims.map(\.occupant.baseModel) == ["alpha"])
    #expect(victims.first?.why == "1 answer is running and would finish first")
  }

  @Test func `counts models that are being unloaded first`() {
    var scenario = full()
    scenario.request(1, "beta")
    scenario.switchOff("beta")
    let victims = plan("gamma", scenario).victims
    #expect(victims.map(\.occupant.baseModel) == ["beta"])
    #expect(victims.first?.why == "already being unloaded")
  }
}

@Suite struct `Victims` {
  private typealias Occupant = ResidencyPlanner.Occupant

  @Test func `free enough memory, and none is unnecessary`() {
    for seed in 0..<500 { check(UInt64(seed)) }
  }

  private func check(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let occupants = (0..<random.within(1...8)).map { number in
      Occupant(
        baseModel: ModelID(stored: "m\(number)"), bytes: random.within(1...100), leases: random.chance(30) ? 1 : 0,
        isPinned: random.chance(20), isUnloading: random.chance(20), unusedFor: .seconds(random.within(0...100)))
    }
    let all = occupants.reduce(0) { $0 + $1.bytes }
    let missing = random.within(1...all)
    let victims = ResidencyPlanner.victims(freeing: missing, among: occupants)
    let freed = victims.reduce(0) { $0 + $1.bytes }
    #expect(freed >= missing, "seed \(seed)")
    for victim in victims { #expect(freed - victim.bytes < missing, "seed \(seed): \(victim.baseModel) could stay") }
    // A pinned one goes only when all others together would not be enough.
    let others = occupants.filter { !$0.isPinned || $0.isUnloading }.reduce(0) { $0 + $1.bytes }
    #expect(others < missing || victims.allSatisfy { !$0.isPinned || $0.isUnloading }, "seed \(seed)")
    // And one in use only when those that nobody uses would not be.
    let unused = occupants.filter { !$0.isPinned && !$0.isInUse || $0.isUnloading }.reduce(0) { $0 + $1.bytes }
    #expect(unused < missing || victims.allSatisfy { !$0.isInUse || $0.isUnloading }, "seed \(seed)")
    let advice = ResidencyPlanner.advice(freeing: missing, among: occupants)
    for occupant in occupants {
      let isNamed = advice.split { !$0.isLetter && !$0.isNumber }.contains { $0 == occupant.baseModel.text }
      #expect(isNamed == victims.contains(occupant), "seed \(seed): \(advice)")
    }
  }
}
