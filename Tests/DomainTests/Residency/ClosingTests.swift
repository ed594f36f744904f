import Testing

@testable import Domain

@Suite struct `When Muster shuts down` {
  private let cause = "Muster shuts down"

  @Test func `an idle model is unloaded at once`() {
    var stage = Stage.loaded()
    #expect(stage.tell(.closing) == [.moved("alpha", .loaded, .unloading, cause: cause), .stop(attempt: 1)])
    stage.end("alpha", attempt: 1)
    #expect(stage.state(of: "alpha") == .unloaded)
  }

  @Test func `a running answer may finish before its model is unloaded`() {
    var stage = Stage.loaded()
    stage.request(1, "alpha")
    #expect(stage.tell(.closing) == [.moved("alpha", .loaded, .draining, cause: cause)])
    #expect(stage.leave(1) == [.moved("alpha", .draining, .unloading, cause: cause), .stop(attempt: 1)])
  }

  @Test func `a running answer is cut when its time is over`() {
    var stage = Stage.loaded()
    stage.request(1, "alpha")
    stage.tell(.closing)
    #expect(
      stage.tell(.cutOff(reason: "enough")) == [
        .cut(1, reason: "enough"), .moved("alpha", .draining, .unloading, cause: cause), .stop(attempt: 1),
      ])
    #expect(stage.leave(1) == [])
  }

  @Test func `a load is ended, and requests and people who wait for it are told`() {
    var stage = Stage()
    stage.offer(.of("alpha"))
    stage.switchOn("alpha")
    stage.request(1, "alpha")
    stage.load("alpha", ticket: 2)
    #expect(
      stage.tell(.closing) == [
        .refuse(1, .shuttingDown), .answer(ticket: 2, .refused(.shuttingDown)),
        .moved("alpha", .loading, .unloading, cause: cause), .stop(attempt: 1),
      ])
  }

  @Test func `who waits for an unload is told`() {
    var stage = Stage.loaded()
    stage.request(1, "alpha")
    stage.unload("alpha", ticket: 2)
    #expect(stage.tell(.closing) == [.answer(ticket: 2, .refused(.shuttingDown))])
    #expect(stage.leave(1).contains(.stop(attempt: 1)))
  }

  @Test func `new requests, loads and unloads are refused, and nothing is loaded any more`() {
    var stage = Stage()
    stage.offer(.of("alpha"))
    stage.tell(.closing)
    #expect(stage.switchOn("alpha") == [])
    #expect(stage.offer(.of("alpha", version: 2)) == [])
    #expect(stage.request(1, "alpha") == [.refuse(1, .shuttingDown)])
    #expect(stage.load("alpha", ticket: 2) == [.answer(ticket: 2, .refused(.shuttingDown))])
    #expect(stage.unload("alpha", ticket: 3) == [.answer(ticket: 3, .refused(.shuttingDown))])
    #expect(stage.tell(.closing) == [])
  }

  @Test func `a model that crashes is not loaded again`() {
    var stage = Stage.loaded()
    stage.request(1, "alpha")
    stage.tell(.closing)
    #expect(!stage.end("alpha", attempt: 1, .crash).contains { if case .start = $0 { true } else { false } })
    #expect(stage.state(of: "alpha") == .unloaded)
    #expect(stage.machine.nextDeadline == nil)
  }
}
