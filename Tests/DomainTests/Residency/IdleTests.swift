import Testing

@testable import Domain

@Suite struct `A loaded model that nobody uses` {
  private let idle = Duration.seconds(600)

  @Test func `stays for as long as it is wanted, unless the runtime says how long`() {
    var stage = Stage.loaded()
    #expect(stage.machine.nextDeadline == nil)
    #expect(stage.wait(.seconds(86_400)) == [])
  }

  @Test func `is unloaded when its time is over, and stays out`() {
    var stage = Stage.loaded(idleUnload: idle)
    #expect(stage.wait(idle - .seconds(1)) == [])
    #expect(
      stage.wait(.seconds(1)) == [
        .moved("alpha", .loaded, .unloading, cause: "not used for 600 s"), .stop(attempt: 1),
      ])
    stage.end("alpha", attempt: 1)
    #expect(stage.state(of: "alpha") == .unloaded)
    #expect(stage.wait(.seconds(86_400)) == [])
  }

  @Test func `is loaded again by its next request`() {
    var stage = Stage.loaded(idleUnload: idle)
    stage.wait(idle)
    stage.end("alpha", attempt: 1)
    #expect(stage.request(1, "alpha").contains(.start(.of("alpha"), attempt: 2)))
    #expect(stage.ready("alpha", attempt: 2).contains(.admit(1, to: "alpha", attempt: 2)))
  }

  @Test func `counts its time from the end of the last answer`() {
    var stage = Stage.loaded(idleUnload: idle)
    stage.request(1, "alpha")
    #expect(stage.wait(idle * 2) == [], "an answer that runs is use")
    stage.leave(1)
    #expect(stage.wait(idle - .seconds(1)) == [])
    #expect(stage.wait(.seconds(1)).contains(.stop(attempt: 1)))
  }

  @Test func `is not unloaded while it is pinned, and not at once when it is unpinned`() {
    var stage = Stage.loaded(idleUnload: idle)
    stage.tell(.pinned("alpha", true, asOf: 0))
    #expect(stage.wait(idle * 3) == [])
    #expect(stage.machine.report(of: "alpha")?.isPinned == true)
    #expect(stage.tell(.pinned("alpha", false, asOf: 1)) == [])
    #expect(stage.wait(idle).contains(.stop(attempt: 1)))
  }
}

@Suite struct `A pinned model` {
  /// Two people at once: their words may come in another order than they were written down.
  @Test(arguments: [true, false])
  func `is pinned or unpinned as the latest change says, also when an older one arrives later`(_ isPinned: Bool) {
    var stage = Stage.loaded()
    stage.tell(.pinned("alpha", isPinned, asOf: 12))
    stage.tell(.pinned("alpha", !isPinned, asOf: 11))
    #expect(stage.machine.report(of: "alpha")?.isPinned == isPinned)
  }

  @Test func `is seen without weights, until it is let go`() {
    var stage = Stage.loaded()
    stage.switchOff("alpha")
    stage.end("alpha", attempt: 1)
    stage.tell(.pinned("alpha", true, asOf: 1))
    stage.tell(.offered([]))
    #expect(stage.machine.report(of: "alpha")?.isPinned == true)
    stage.tell(.pinned("alpha", false, asOf: 2))
    stage.tell(.offered([]))
    #expect(stage.machine.report(of: "alpha") == nil)
  }

  @Test func `is not unloaded by hand`() {
    var stage = Stage.loaded()
    stage.tell(.pinned("alpha", true, asOf: 0))
    guard case .answer(ticket: 9, .refused(let refusal))? = stage.unload("alpha", ticket: 9).first else {
      Issue.record("a refusal expected")
      return
    }
    #expect(refusal.code == "residency.pinned")
    #expect(stage.state(of: "alpha") == .loaded)
  }

  @Test func `is unloaded when it is switched off`() {
    var stage = Stage.loaded()
    stage.tell(.pinned("alpha", true, asOf: 0))
    #expect(stage.switchOff("alpha").contains(.stop(attempt: 1)))
  }

  @Test func `comes back when it was unloaded by hand before`() {
    var stage = Stage.loaded()
    stage.unload("alpha", ticket: 9)
    stage.end("alpha", attempt: 1)
    #expect(stage.tell(.pinned("alpha", true, asOf: 0)).contains(.start(.of("alpha"), attempt: 2)))
  }
}
