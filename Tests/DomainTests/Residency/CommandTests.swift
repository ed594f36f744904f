import Testing

@testable import Domain

@Suite struct `Unloading by hand` {
  private typealias Effect = ResidencyMachine.Effect
  private let unloaded = Effect.answer(
    ticket: 9, .unloaded(freedBytes: Scenario.loadedBytes))

  @Test func `answers when the memory is free, and the next request loads again`() {
    var scenario = Scenario.loaded()
    #expect(
      scenario.unload("alpha", ticket: 9) == [
        .moved("alpha", .loaded, .unloading, cause: "unload by hand"), .stop(attempt: 1),
      ])
    #expect(
      scenario.end("alpha", attempt: 1) == [
        unloaded,
        .moved(
          "alpha", .unloading, .unloaded, cause: "unload by hand", freed: Scenario.loadedBytes),
      ])
    #expect(scenario.wait(.seconds(3600)) == [], "it stays out although it is switched on")
    #expect(
      scenario.request(1, "alpha") == [
        .moved("alpha", .unloaded, .loading, cause: "a request"), .start(.of("alpha"), attempt: 2),
      ])
  }

  @Test func `waits for the running answers`() {
    var scenario = Scenario.loaded()
    scenario.request(1, "alpha")
    #expect(
      scenario.unload("alpha", ticket: 9) == [
        .moved("alpha", .loaded, .draining, cause: "unload by hand")
      ])
    #expect(
      scenario.leave(1) == [
        .moved("alpha", .draining, .unloading, cause: "unload by hand"), .stop(attempt: 1),
      ])
    #expect(scenario.end("alpha", attempt: 1).contains(unloaded))
  }

  @Test func `gives the true reason for cutting an answer`() {
    var scenario = Scenario.loaded()
    scenario.request(1, "alpha")
    scenario.unload("alpha", ticket: 9)
    #expect(
      scenario.wait(.seconds(600)).first
        == .cut(
          1,
          reason:
            "the model was unloaded by hand, and the answer took longer than 600 s (drain_timeout)")
    )
  }

  @Test func `lets a request that came meanwhile wait for the next load`() {
    var scenario = Scenario.loaded()
    scenario.unload("alpha", ticket: 9)
    #expect(scenario.request(1, "alpha") == [])
    #expect(
      scenario.end("alpha", attempt: 1) == [
        unloaded,
        .moved(
          "alpha", .unloading, .unloaded, cause: "unload by hand", freed: Scenario.loadedBytes),
        .moved("alpha", .unloaded, .loading, cause: "unload by hand"),
        .start(.of("alpha"), attempt: 2),
      ])
    #expect(scenario.ready("alpha", attempt: 2).contains(.admit(1, to: "alpha", attempt: 2)))
  }

  @Test func `ends a load, and answers those who waited for it`() {
    var scenario = Scenario()
    scenario.scan(.of("alpha"))
    scenario.switchOn("alpha")
    scenario.load("alpha", ticket: 8)
    #expect(
      scenario.unload("alpha", ticket: 9) == [
        .answer(ticket: 8, .refused(.overtaken("alpha"))),
        .moved("alpha", .loading, .unloading, cause: "unload by hand"), .stop(attempt: 1),
      ])
  }

  @Test func `of an unloaded model is answered at once, and keeps it unloaded`() {
    var scenario = Scenario()
    scenario.scan(.of("alpha"))
    let nothing = [Effect.answer(ticket: 9, .unloaded(freedBytes: 0))]
    #expect(scenario.unload("alpha", ticket: 9) == nothing)
    #expect(scenario.unload("unknown", ticket: 9) == nothing)
  }

  @Test func `of a model that failed ends its retries`() {
    var scenario = Scenario()
    scenario.scan(.of("alpha"))
    scenario.switchOn("alpha")
    scenario.end("alpha", attempt: 1, .crash)
    #expect(
      scenario.unload("alpha", ticket: 9) == [
        .moved("alpha", .failed, .unloaded), .answer(ticket: 9, .unloaded(freedBytes: 0)),
      ])
    #expect(scenario.machine.nextDeadline == nil)
  }

  @Test func `while the process of a failed load ends leaves it unloaded`() {
    var scenario = Scenario()
    scenario.scan(.of("alpha"))
    scenario.switchOn("alpha")
    scenario.wait(.seconds(120))
    #expect(scenario.state(of: "alpha") == .unloading)
    scenario.unload("alpha", ticket: 9)
    #expect(scenario.end("alpha", attempt: 1).contains(unloaded))
    #expect(scenario.state(of: "alpha") == .unloaded)
    #expect(scenario.request(1, "alpha").contains(.start(.of("alpha"), attempt: 2)))
  }

  @Test func `twice is answered twice`() {
    var scenario = Scenario.loaded()
    scenario.unload("alpha", ticket: 9)
    #expect(scenario.unload("alpha", ticket: 10) == [])
    #expect(
      scenario.end("alpha", attempt: 1).prefix(2) == [
        unloaded, .answer(ticket: 10, .unloaded(freedBytes: Scenario.loadedBytes)),
      ])
  }

  @Test func `is forgotten when the model is switched off and on`() {
    var scenario = Scenario.loaded()
    scenario.unload("alpha", ticket: 9)
    scenario.end("alpha", attempt: 1)
    scenario.switchOff("alpha")
    #expect(scenario.switchOn("alpha").contains(.start(.of("alpha"), attempt: 2)))
  }
}

@Suite struct `Loading by hand` {
  @Test func `answers when the model is loaded`() {
    var scenario = Scenario.loaded()
    scenario.unload("alpha", ticket: 1)
    scenario.end("alpha", attempt: 1)
    #expect(
      scenario.load("alpha", ticket: 2) == [
        .moved("alpha", .unloaded, .loading, cause: "load by hand"),
        .start(.of("alpha"), attempt: 2),
      ])
    #expect(
      scenario.ready("alpha", attempt: 2) == [
        .moved("alpha", .loading, .loaded, cause: "load by hand"),
        .answer(ticket: 2, .loaded(bytes: Scenario.loadedBytes)),
      ])
    #expect(
      scenario.load("alpha", ticket: 3) == [.answer(ticket: 3, .loaded(bytes: Scenario.loadedBytes))])
  }

  @Test func `of a model that is switched off is refused`() {
    var scenario = Scenario()
    scenario.scan(.of("alpha"))
    #expect(
      scenario.load("alpha", ticket: 1) == [.answer(ticket: 1, .refused(.noActiveModel("alpha")))])
  }

  @Test func `tries again at once what failed`() {
    var scenario = Scenario()
    scenario.scan(.of("alpha"))
    scenario.switchOn("alpha")
    scenario.end("alpha", attempt: 1, .corrupt)
    #expect(
      scenario.load("alpha", ticket: 1) == [
        .moved("alpha", .failed, .loading, cause: "load by hand"), .start(.of("alpha"), attempt: 2),
      ])
    #expect(
      scenario.end("alpha", attempt: 2, .corrupt) == [
        .answer(
          ticket: 1,
          .refused(.cannotBeLoaded(because: "'alpha' cannot be loaded: the file is corrupt: invalid magic"))),
        .moved(
          "alpha", .loading, .failed, reason: "the file is corrupt: invalid magic",
          cause: "load by hand"),
      ])
  }

  @Test func `is refused as soon as the model is switched off, and does not load on`() {
    var scenario = Scenario()
    scenario.scan(.of("alpha"))
    scenario.switchOn("alpha")
    scenario.load("alpha", ticket: 1)
    #expect(
      scenario.switchOff("alpha") == [
        .answer(ticket: 1, .refused(.noActiveModel("alpha"))),
        .moved("alpha", .loading, .unloading, cause: "switched off"), .stop(attempt: 1),
      ])
    scenario.end("alpha", attempt: 1)
    #expect(scenario.state(of: "alpha") == .unloaded)
  }
}
