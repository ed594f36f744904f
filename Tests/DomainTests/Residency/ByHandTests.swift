import Testing

@testable import Domain

@Suite struct `Unloading by hand` {
  private typealias Effect = ResidencyMachine.Effect
  private let unloaded = Effect.answer(
    ticket: 9, .unloaded(freedBytes: Stage.loadedBytes))

  @Test func `answers when the memory is free, and the next request loads again`() {
    var stage = Stage.loaded()
    #expect(
      stage.unload("alpha", ticket: 9) == [
        .moved("alpha", .loaded, .unloading, cause: "unload by hand"), .stop(attempt: 1),
      ])
    #expect(
      stage.end("alpha", attempt: 1) == [
        unloaded,
        .moved(
          "alpha", .unloading, .unloaded, cause: "unload by hand", freed: Stage.loadedBytes),
      ])
    #expect(stage.wait(.seconds(3600)) == [], "it stays out although it is switched on")
    #expect(
      stage.request(1, "alpha") == [
        .moved("alpha", .unloaded, .loading, cause: "a request"), .start(.of("alpha"), attempt: 2),
      ])
  }

  @Test func `waits for the running answers`() {
    var stage = Stage.loaded()
    stage.request(1, "alpha")
    #expect(
      stage.unload("alpha", ticket: 9) == [
        .moved("alpha", .loaded, .draining, cause: "unload by hand")
      ])
    #expect(
      stage.leave(1) == [
        .moved("alpha", .draining, .unloading, cause: "unload by hand"), .stop(attempt: 1),
      ])
    #expect(stage.end("alpha", attempt: 1).contains(unloaded))
  }

  @Test func `says truly why it cut an answer`() {
    var stage = Stage.loaded()
    stage.request(1, "alpha")
    stage.unload("alpha", ticket: 9)
    #expect(
      stage.wait(.seconds(600)).first
        == .cut(
          1,
          reason:
            "the model was unloaded by hand, and the answer took longer than 600 s (drain_timeout)")
    )
  }

  @Test func `lets a request that came meanwhile wait for the next load`() {
    var stage = Stage.loaded()
    stage.unload("alpha", ticket: 9)
    #expect(stage.request(1, "alpha") == [])
    #expect(
      stage.end("alpha", attempt: 1) == [
        unloaded,
        .moved(
          "alpha", .unloading, .unloaded, cause: "unload by hand", freed: Stage.loadedBytes),
        .moved("alpha", .unloaded, .loading, cause: "unload by hand"),
        .start(.of("alpha"), attempt: 2),
      ])
    #expect(stage.ready("alpha", attempt: 2).contains(.admit(1, to: "alpha", attempt: 2)))
  }

  @Test func `ends a load, and answers who wanted it`() {
    var stage = Stage()
    stage.offer(.of("alpha"))
    stage.switchOn("alpha")
    stage.load("alpha", ticket: 8)
    #expect(
      stage.unload("alpha", ticket: 9) == [
        .answer(ticket: 8, .refused(.overtaken("alpha"))),
        .moved("alpha", .loading, .unloading, cause: "unload by hand"), .stop(attempt: 1),
      ])
  }

  @Test func `of what is not in memory is answered at once, and keeps it out`() {
    var stage = Stage()
    stage.offer(.of("alpha"))
    let nothing = [Effect.answer(ticket: 9, .unloaded(freedBytes: 0))]
    #expect(stage.unload("alpha", ticket: 9) == nothing)
    #expect(stage.unload("unknown", ticket: 9) == nothing)
  }

  @Test func `of a model that failed ends its retries`() {
    var stage = Stage()
    stage.offer(.of("alpha"))
    stage.switchOn("alpha")
    stage.end("alpha", attempt: 1, .crash)
    #expect(
      stage.unload("alpha", ticket: 9) == [
        .moved("alpha", .failed, .unloaded), .answer(ticket: 9, .unloaded(freedBytes: 0)),
      ])
    #expect(stage.machine.nextDeadline == nil)
  }

  @Test func `while the process of a failed load ends leaves it unloaded`() {
    var stage = Stage()
    stage.offer(.of("alpha"))
    stage.switchOn("alpha")
    stage.wait(.seconds(120))
    #expect(stage.state(of: "alpha") == .unloading)
    stage.unload("alpha", ticket: 9)
    #expect(stage.end("alpha", attempt: 1).contains(unloaded))
    #expect(stage.state(of: "alpha") == .unloaded)
    #expect(stage.request(1, "alpha").contains(.start(.of("alpha"), attempt: 2)))
  }

  @Test func `twice is answered twice`() {
    var stage = Stage.loaded()
    stage.unload("alpha", ticket: 9)
    #expect(stage.unload("alpha", ticket: 10) == [])
    #expect(
      stage.end("alpha", attempt: 1).prefix(2) == [
        unloaded, .answer(ticket: 10, .unloaded(freedBytes: Stage.loadedBytes)),
      ])
  }

  @Test func `is forgotten when the model is switched off and on`() {
    var stage = Stage.loaded()
    stage.unload("alpha", ticket: 9)
    stage.end("alpha", attempt: 1)
    stage.switchOff("alpha")
    #expect(stage.switchOn("alpha").contains(.start(.of("alpha"), attempt: 2)))
  }
}

@Suite struct `Loading by hand` {
  @Test func `answers when the model is loaded`() {
    var stage = Stage.loaded()
    stage.unload("alpha", ticket: 1)
    stage.end("alpha", attempt: 1)
    #expect(
      stage.load("alpha", ticket: 2) == [
        .moved("alpha", .unloaded, .loading, cause: "load by hand"),
        .start(.of("alpha"), attempt: 2),
      ])
    #expect(
      stage.ready("alpha", attempt: 2) == [
        .moved("alpha", .loading, .loaded, cause: "load by hand"),
        .answer(ticket: 2, .loaded(bytes: Stage.loadedBytes)),
      ])
    #expect(
      stage.load("alpha", ticket: 3) == [.answer(ticket: 3, .loaded(bytes: Stage.loadedBytes))])
  }

  @Test func `of a model that is switched off is refused`() {
    var stage = Stage()
    stage.offer(.of("alpha"))
    #expect(
      stage.load("alpha", ticket: 1) == [.answer(ticket: 1, .refused(.notWanted("alpha")))])
  }

  @Test func `tries again at once what failed`() {
    var stage = Stage()
    stage.offer(.of("alpha"))
    stage.switchOn("alpha")
    stage.end("alpha", attempt: 1, .corrupt)
    #expect(
      stage.load("alpha", ticket: 1) == [
        .moved("alpha", .failed, .loading, cause: "load by hand"), .start(.of("alpha"), attempt: 2),
      ])
    #expect(
      stage.end("alpha", attempt: 2, .corrupt) == [
        .answer(
          ticket: 1,
          .refused(.cannotBeLoaded(because: "'alpha' cannot be loaded: the file is corrupt: invalid magic"))),
        .moved(
          "alpha", .loading, .failed, reason: "the file is corrupt: invalid magic",
          cause: "load by hand"),
      ])
  }

  @Test func `is refused as soon as the model is switched off, and does not load on`() {
    var stage = Stage()
    stage.offer(.of("alpha"))
    stage.switchOn("alpha")
    stage.load("alpha", ticket: 1)
    #expect(
      stage.switchOff("alpha") == [
        .answer(ticket: 1, .refused(.notWanted("alpha"))),
        .moved("alpha", .loading, .unloading, cause: "switched off"), .stop(attempt: 1),
      ])
    stage.end("alpha", attempt: 1)
    #expect(stage.state(of: "alpha") == .unloaded)
  }
}
