import Testing

@testable import Domain

@Suite struct `A loaded model that nobody uses` {
  private let idle = Duration.seconds(600)

  @Test func `stays loaded while it should be, unless the runtime has an idle time`() {
    var scenario = Scenario.loaded()
    #expect(scenario.machine.nextDeadline == nil)
    #expect(scenario.wait(.seconds(86_400)) == [])
  }

  @Test func `is unloaded after its idle time, and stays unloaded`() {
    var scenario = Scenario.loaded(idleUnload: idle)
    #expect(scenario.wait(idle - .seconds(1)) == [])
    #expect(
      scenario.wait(.seconds(1)) == [
        .moved("alpha", .loaded, .unloading, cause: "idle for 600 s"), .stop(attempt: 1),
      ])
    scenario.end("alpha", attempt: 1)
    #expect(scenario.state(of: "alpha") == .unloaded)
    #expect(scenario.wait(.seconds(86_400)) == [])
  }

  @Test func `is loaded again by its next request`() {
    var scenario = Scenario.loaded(idleUnload: idle)
    scenario.wait(idle)
    scenario.end("alpha", attempt: 1)
    #expect(scenario.request(1, "alpha").contains(.start(.of("alpha"), attempt: 2)))
    #expect(scenario.ready("alpha", attempt: 2).contains(.admit(1, to: "alpha", attempt: 2)))
  }

  @Test func `counts its time from the end of the last answer`() {
    var scenario = Scenario.loaded(idleUnload: idle)
    scenario.request(1, "alpha")
    #expect(scenario.wait(idle * 2) == [], "an answer that runs is use")
    scenario.leave(1)
    #expect(scenario.wait(idle - .seconds(1)) == [])
    #expect(scenario.wait(.seconds(1)).contains(.stop(attempt: 1)))
  }

  @Test func `is not unloaded while it is pinned, and not at once when it is unpinned`() {
    var scenario = Scenario.loaded(idleUnload: idle)
    scenario.feed(.pinned("alpha", true, asOf: 0))
    #expect(scenario.wait(idle * 3) == [])
    #expect(scenario.machine.report(of: "alpha")?.isPinned == true)
    #expect(scenario.feed(.pinned("alpha", false, asOf: 1)) == [])
    #expect(scenario.wait(idle).contains(.stop(attempt: 1)))
  }
}

@Suite struct `A pinned model` {
  /// Two people at once: their words may come in another order than they were written down.
  @Test(arguments: [true, false])
  func `is pinned or unpinned as the latest change says, also when an older one arrives later`(_ isPinned: Bool) {
    var scenario = Scenario.loaded()
    scenario.feed(.pinned("alpha", isPinned, asOf: 12))
    scenario.feed(.pinned("alpha", !isPinned, asOf: 11))
    #expect(scenario.machine.report(of: "alpha")?.isPinned == isPinned)
  }

  @Test func `is listed without weights until it is unpinned`() {
    var scenario = Scenario.loaded()
    scenario.switchOff("alpha")
    scenario.end("alpha", attempt: 1)
    scenario.feed(.pinned("alpha", true, asOf: 1))
    scenario.feed(.weightsScanned([]))
    #expect(scenario.machine.report(of: "alpha")?.isPinned == true)
    scenario.feed(.pinned("alpha", false, asOf: 2))
    scenario.feed(.weightsScanned([]))
    #expect(scenario.machine.report(of: "alpha") == nil)
  }

  @Test func `is not unloaded by hand`() {
    var scenario = Scenario.loaded()
    scenario.feed(.pinned("alpha", true, asOf: 0))
    guard case .answer(ticket: 9, .refused(let refusal))? = scenario.unload("alpha", ticket: 9).first else {
      Issue.record("a refusal expected")
      return
    }
    #expect(refusal.code == "residency.pinned")
    #expect(scenario.state(of: "alpha") == .loaded)
  }

  @Test func `is unloaded when it is switched off`() {
    var scenario = Scenario.loaded()
    scenario.feed(.pinned("alpha", true, asOf: 0))
    #expect(scenario.switchOff("alpha").contains(.stop(attempt: 1)))
  }

  @Test func `is loaded again when it was unloaded by hand before`() {
    var scenario = Scenario.loaded()
    scenario.unload("alpha", ticket: 9)
    scenario.end("alpha", attempt: 1)
    #expect(scenario.feed(.pinned("alpha", true, asOf: 0)).contains(.start(.of("alpha"), attempt: 2)))
  }
}
