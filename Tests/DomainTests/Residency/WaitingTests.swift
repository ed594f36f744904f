import Testing

@testable import Domain

@Suite struct `A request that waits` {
  private func waiting(_ requests: Int) -> Scenario {
    var scenario = Scenario()
    scenario.scan(.of("alpha"))
    scenario.switchOn("alpha")
    for request in 1...requests { scenario.request(request, "alpha") }
    return scenario
  }

  @Test func `finds the end of the queue`() {
    var scenario = waiting(3)
    #expect(
      scenario.request(4, "alpha") == [
        .refuse(
          4,
          Refusal(
            .busy, code: "model_queue_full",
            detail: "3 requests are already waiting for 'alpha' to load. Try again later.",
            retryAfterSeconds: 5))
      ])
    scenario.leave(2)
    #expect(scenario.request(5, "alpha") == [], "somebody left")
  }

  @Test func `waits no longer than a load may take`() {
    var scenario = Scenario.loaded()
    scenario.request(1, "alpha")
    scenario.unload("alpha", ticket: 9)
    scenario.request(2, "alpha")
    scenario.elapse(.seconds(60))
    scenario.request(3, "alpha")
    #expect(scenario.machine.nextDeadline == scenario.now + .seconds(60))
    let refusal = Refusal.waitedTooLong("alpha", .seconds(120))
    #expect(scenario.wait(.seconds(60)) == [.refuse(2, refusal)])
    #expect(
      refusal.detail
        == "The model is not ready: 'alpha' was not loaded within 120 s. Try again later.")
    #expect(scenario.wait(.seconds(60)) == [.refuse(3, refusal)])
  }

  @Test func `is removed when its client disconnects, before and after it is admitted`() {
    var scenario = waiting(2)
    #expect(scenario.leave(1) == [])
    #expect(
      scenario.ready("alpha", attempt: 1) == [
        .moved("alpha", .loading, .loaded), .admit(2, to: "alpha", attempt: 1),
      ])
    scenario.leave(2)
    #expect(scenario.leave(2) == [])
    #expect(scenario.machine.report(of: "alpha")?.leases == 0)
  }

  @Test func `loads a model that nothing else needs, until the client disconnects`() {
    var scenario = Scenario()
    scenario.scan(.of("alpha"))
    #expect(
      scenario.request(1, "alpha") == [
        .moved("alpha", .unloaded, .loading, cause: "a request"), .start(.of("alpha"), attempt: 1),
      ])
    scenario.ready("alpha", attempt: 1)
    #expect(
      scenario.leave(1) == [
        .moved("alpha", .loaded, .unloading, cause: "a request"), .stop(attempt: 1),
      ])
  }

  @Test func `whose client disconnects last ends the load`() {
    var scenario = Scenario()
    scenario.scan(.of("alpha"))
    scenario.request(1, "alpha")
    scenario.request(2, "alpha")
    #expect(scenario.leave(1) == [])
    #expect(scenario.leave(2).contains(.stop(attempt: 1)))
  }

  @Test func `for missing weights is refused at once`() {
    var scenario = Scenario()
    let reason = "no runtime has weights named 'alpha': put alpha.gguf into the models folder"
    #expect(
      scenario.request(1, "alpha") == [
        .refuse(1, because: "'alpha' cannot be loaded: \(reason)"),
        .moved("alpha", .unloaded, .failed, reason: reason, cause: "a request"),
        .moved("alpha", .failed, .unloaded, cause: "a request"),
      ])
  }
}

@Suite struct `The budget` {
  private let halves = [AvailableWeights.of("alpha"), .of("beta"), .of("gamma")]

  /// Room for two models of a gigabyte, both loaded.
  private func full() -> Scenario {
    var scenario = Scenario(budget: 2 * Scenario.gigabyte + 100 * Scenario.megabyte)
    scenario.feed(.weightsScanned(halves))
    scenario.switchOn("alpha")
    scenario.ready("alpha", attempt: 1)
    scenario.switchOn("beta")
    scenario.ready("beta", attempt: 2)
    return scenario
  }

  @Test func `is not exceeded: a model that is only switched on waits until memory is free`() {
    var scenario = full()
    let effects = scenario.switchOn("gamma")
    guard case .moved(let transition)? = effects.first, effects.count == 1 else {
      Issue.record("one transition expected, not \(effects)")
      return
    }
    #expect(transition.to == .waiting)
    #expect(transition.reason == "needs 1 GiB, but only 80 MiB of 2.1 GiB are free")
    #expect(transition.advice == "it is loaded when memory becomes free, or with its next request")
    #expect(scenario.machine.nextDeadline == nil, "time alone does not help")
    #expect(scenario.switchOff("gamma") == [.moved("gamma", .waiting, .unloaded, cause: "switched off")])
  }

  @Test func `is named to administrators who load a model, not to users`() {
    var scenario = full()
    for base in ["alpha", "beta"] as [ModelID] { scenario.feed(.pinned(base, true, asOf: 0)) }
    scenario.switchOn("gamma")
    guard case .refuse(1, let refusal)? = scenario.request(1, "gamma").first else {
      Issue.record("a refusal expected")
      return
    }
    #expect(refusal.detail == "'gamma' cannot be loaded: not enough memory")
    let answers = scenario.feed(.loadCommanded(ticket: 9, "gamma", cause: "by hand")).compactMap { effect in
      if case .answer(ticket: 9, .refused(let refusal)) = effect { refusal.detail } else { nil }
    }
    #expect(answers.count == 1)
    #expect(answers.first?.contains("80 MiB of 2.1 GiB are free: switch off or unload alpha (1 GiB, pinned)") == true)
  }

  @Test func `that becomes free lets models load that had no room`() {
    var scenario = full()
    scenario.switchOn("gamma")
    #expect(scenario.switchOff("alpha").contains(.stop(attempt: 1)))
    #expect(
      scenario.end("alpha", attempt: 1) == [
        .moved("alpha", .unloading, .unloaded, cause: "switched off", freed: Scenario.loadedBytes),
        .moved("gamma", .waiting, .loading, cause: "memory freed up"),
        .start(.of("gamma"), attempt: 3),
      ])
  }

  @Test func `is charged with what was measured: a model that is smaller than thought makes room`() {
    var scenario = full()
    scenario.switchOn("gamma")
    #expect(
      scenario.feed(.observed("alpha", attempt: 1, .holding(Scenario.megabyte))) == [
        .moved("gamma", .waiting, .loading, cause: "memory freed up"),
        .start(.of("gamma"), attempt: 3),
      ])
  }

  @Test func `is charged once for names that share one copy in memory, until the last of them is gone`() {
    var scenario = Scenario(budget: Scenario.loadedBytes + 100 * Scenario.megabyte)
    var (one, other) = (AvailableWeights.of("alpha"), AvailableWeights.of("alpha:copy", version: 2))
    (one.sharedMemory, other.sharedMemory) = ("blob", "blob")
    scenario.scan(one, other, .of("beta"))
    scenario.switchOn("alpha")
    scenario.ready("alpha", attempt: 1)
    #expect(scenario.machine.plan(for: "alpha:copy", at: scenario.now).neededBytes == 0)
    #expect(scenario.switchOn("alpha:copy").contains(.start(other, attempt: 2)))
    // The runtime tells the size of one of them only.
    scenario.feed(.ready("alpha:copy", attempt: 2, .of(attempt: 2), processID: nil, Observation()))
    func bytes() -> [Int?] { ["alpha", "alpha:copy"].map { scenario.machine.report(of: $0)?.bytes } }
    #expect(bytes() == [Scenario.loadedBytes, 0])
    #expect(scenario.machine.plan(for: "beta", at: scenario.now).usedBytes == Scenario.loadedBytes)
    scenario.switchOn("beta")
    scenario.switchOff("alpha")
    scenario.end("alpha", attempt: 1)
    #expect(bytes() == [nil, Scenario.gigabyte + ResidencyPlanner.processBytes].map { $0 ?? 0 })
    #expect(scenario.state(of: "beta") == .waiting)
    scenario.switchOff("alpha:copy")
    #expect(scenario.end("alpha:copy", attempt: 2).contains(.start(.of("beta"), attempt: 3)))
  }

  @Test func `is charged with a load from its first moment, whatever becomes of its file`() {
    var scenario = Scenario(budget: 2 * Scenario.gigabyte)
    scenario.feed(.weightsScanned(halves))
    scenario.switchOn("alpha")
    let estimate = Scenario.gigabyte + ResidencyPlanner.processBytes
    #expect(scenario.machine.report(of: "alpha")?.bytes == estimate)
    scenario.scan(.of("beta"))
    #expect(scenario.machine.report(of: "alpha")?.bytes == estimate, "its process still reads")
    scenario.switchOn("beta")
    #expect(scenario.state(of: "beta") == .waiting)
  }

  @Test func `takes the largest measured size for the next load of the same file`() {
    var scenario = Scenario.loaded()
    scenario.feed(.observed("alpha", attempt: 1, .holding(3 * Scenario.gigabyte)))
    scenario.feed(.observed("alpha", attempt: 1, .holding(Scenario.gigabyte)))
    scenario.unload("alpha", ticket: 1)
    scenario.end("alpha", attempt: 1)
    scenario.request(1, "alpha")
    #expect(scenario.machine.report(of: "alpha")?.bytes == 3 * Scenario.gigabyte)
  }

  @Test func `does not take the size of an old file for a new one`() {
    var scenario = Scenario.loaded()
    scenario.scan(.of("alpha", bytes: 2 * Scenario.gigabyte, version: 2))
    scenario.feed(.observed("alpha", attempt: 1, .holding(Scenario.gigabyte)))
    scenario.unload("alpha", ticket: 1)
    scenario.end("alpha", attempt: 1)
    scenario.request(1, "alpha")
    #expect(
      scenario.machine.report(of: "alpha")?.bytes == 2 * Scenario.gigabyte + ResidencyPlanner.processBytes
    )
  }
}

@Suite struct `The planner` {
  private typealias Planner = ResidencyPlanner

  @Test(
    arguments: [
      (needed: 10, occupied: [], .fits),
      (needed: 10, occupied: [("a", 90)], .fits),
      (
        needed: 11, occupied: [("a", 30), ("b", 60)],
        .noRoom(
          reason:
            "needs 11 bytes, but only 10 bytes of 100 bytes are free",
          advice: "switch off or unload b (60 bytes)"
        )
      ),
      (
        needed: 1, occupied: [("a", 130)],
        .noRoom(
          reason:
            "needs 1 bytes, but 130 bytes of 100 bytes are already in use",
          advice: "switch off or unload a (130 bytes)"
        )
      ),
      (
        needed: 80, occupied: [("a", 30), ("b", 60)],
        .noRoom(
          reason: "needs 80 bytes, but only 10 bytes of 100 bytes are free",
          advice: "switch off or unload b (60 bytes) and a (30 bytes)"
        )
      ),
      (
        needed: 101, occupied: [],
        .neverFits(
          reason: "needs more memory than the runtime has",
          advice: "it needs 101 bytes, the budget is 100 bytes; raise the budget or use smaller weights"
        )
      ),
    ] as [(needed: Int, occupied: [(ModelID, Int)], ResidencyPlanner.Verdict)])
  func `says what fits, and what would make room`(
    _ needed: Int, _ occupied: [(ModelID, Int)], _ verdict: ResidencyPlanner.Verdict
  ) {
    #expect(
      Planner.verdict(
        needed: needed, budget: 100, occupants: occupied.map { .init(baseModel: $0.0, bytes: $0.1) })
        == verdict)
  }

  @Test(
    arguments: [
      ([("a", 60, .idle), ("b", 30, .pinned)], "switch off or unload a (60 bytes)"),
      ([("a", 45, .used), ("b", 45, .idle)], "switch off or unload b (45 bytes) and a (45 bytes, in use)"),
      ([("a", 90, .pinned)], "switch off or unload a (90 bytes, pinned)"),
      ([("a", 60, .leaving), ("b", 30, .idle)], "wait until a is unloaded"),
      ([("a", 45, .leaving), ("b", 45, .idle)], "switch off or unload b (45 bytes); a is being unloaded"),
    ] as [([(ModelID, Int, Use)], String)])
  func `names the victims that disturb least, and says what they disturb`(
    _ holders: [(ModelID, Int, Use)], _ advice: String
  ) {
    let occupants = holders.map { holder in
      Planner.Occupant(
        baseModel: holder.0, bytes: holder.1, leases: holder.2 == .used ? 1 : 0, isPinned: holder.2 == .pinned,
        isUnloading: holder.2 == .leaving)
    }
    #expect(Planner.advice(freeing: 60, among: occupants) == advice)
  }

  enum Use { case idle, used, pinned, leaving }

  @Test(arguments: [
    (0, "0 bytes"), (1023, "1023 bytes"), (1024, "1 KiB"), (1536, "1.5 KiB"),
    (1 << 30, "1 GiB"), ((1 << 30) + (1 << 29), "1.5 GiB"), (1 << 45, "32 TiB"),
    (1 << 55, "32768 TiB"),
  ])
  func `writes bytes in readable units`(_ bytes: Int, _ text: String) {
    #expect(bytes.asBytes == text)
  }
}
