import Testing

@testable import Domain

@Suite struct `The dry run of a load` {
  private func full() -> Stage {
    var stage = Stage(budget: 2 * Stage.gigabyte + 100 * Stage.megabyte)
    stage.offer(.of("alpha"), .of("beta"), .of("gamma"), .of("huge", bytes: 9 * Stage.gigabyte))
    stage.switchOn("alpha")
    stage.ready("alpha", attempt: 1)
    stage.elapse(.seconds(120))
    stage.switchOn("beta")
    stage.ready("beta", attempt: 2)
    return stage
  }

  private func plan(_ base: ModelID, _ stage: Stage) -> ResidencyPlan { stage.machine.plan(for: base, at: stage.now) }

  @Test(
    arguments: [
      ("alpha", .loaded), ("gamma", .noRoom), ("huge", .neverFits), ("unheard-of", .noWeights),
    ] as [(ModelID, ResidencyPlan.Verdict)])
  func `says what would become of it`(base: ModelID, verdict: ResidencyPlan.Verdict) {
    let plan = plan(base, full())
    #expect(plan.verdict == verdict)
    #expect((plan.reason == nil) == (verdict == .loaded))
  }

  @Test func `changes nothing, and agrees with what then happens`() {
    var stage = Stage()
    stage.offer(.of("alpha"))
    #expect(plan("alpha", stage).verdict == .fits)
    #expect(stage.state(of: "alpha") == .unloaded)
    #expect(stage.switchOn("alpha").contains(.start(.of("alpha"), attempt: 1)))
  }

  @Test func `names who would have to go: who was unused for the longest time, and nobody else`() {
    let victims = plan("gamma", full()).victims
    #expect(victims.map(\.occupant.baseModel) == ["alpha"])
    #expect(victims.first?.why == "nobody has used it for 2 minutes")
  }

  @Test func `spares who is in use, and above all pinned ones`() {
    var stage = full()
    stage.request(1, "alpha")
    #expect(plan("gamma", stage).victims.map(\.occupant.baseModel) == ["beta"])
    stage.tell(.pinned("beta", true, asOf: 0))
    let victims = plan("gamma", stage).victims
    #expect(victims.map(\.occupant.baseModel) == ["alpha"])
    #expect(victims.first?.why == "an answer is being given, and would be finished first")
  }

  @Test func `counts first on those that are on their way out already`() {
    var stage = full()
    stage.request(1, "beta")
    stage.switchOff("beta")
    let victims = plan("gamma", stage).victims
    #expect(victims.map(\.occupant.baseModel) == ["beta"])
    #expect(victims.first?.why == "is on its way out already")
  }
}

@Suite struct `Those who would have to go` {
  private typealias Occupant = ResidencyPlanner.Occupant

  @Test func `free enough, and none of them could stay`() {
    for seed in 0..<500 { check(UInt64(seed)) }
  }

  private func check(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let occupants = (0..<random.within(1...8)).map { number in
      Occupant(
        baseModel: ModelID(stored: "m\(number)"), bytes: random.within(1...100), leases: random.chance(30) ? 1 : 0,
        isPinned: random.chance(20), isLeaving: random.chance(20), unusedFor: .seconds(random.within(0...100)))
    }
    let all = occupants.reduce(0) { $0 + $1.bytes }
    let missing = random.within(1...all)
    let victims = ResidencyPlanner.victims(freeing: missing, among: occupants)
    let freed = victims.reduce(0) { $0 + $1.bytes }
    #expect(freed >= missing, "seed \(seed)")
    for victim in victims { #expect(freed - victim.bytes < missing, "seed \(seed): \(victim.baseModel) could stay") }
    // A pinned one goes only when all others together would not be enough.
    let others = occupants.filter { !$0.isPinned || $0.isLeaving }.reduce(0) { $0 + $1.bytes }
    #expect(others < missing || victims.allSatisfy { !$0.isPinned || $0.isLeaving }, "seed \(seed)")
    // And one in use only when those that nobody uses would not be.
    let unused = occupants.filter { !$0.isPinned && !$0.isInUse || $0.isLeaving }.reduce(0) { $0 + $1.bytes }
    #expect(unused < missing || victims.allSatisfy { !$0.isInUse || $0.isLeaving }, "seed \(seed)")
    let advice = ResidencyPlanner.advice(freeing: missing, among: occupants)
    for occupant in occupants {
      let isNamed = advice.split { !$0.isLetter && !$0.isNumber }.contains { $0 == occupant.baseModel.text }
      #expect(isNamed == victims.contains(occupant), "seed \(seed): \(advice)")
    }
  }
}
