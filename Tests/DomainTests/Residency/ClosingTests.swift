import Testing

@testable import Domain

@Suite struct `When Muster shuts down` {
  private let cause = "Muster is shutting down"

  @Test func `an idle model is unloaded at once`() {
    var scenario = Scenario.loaded()
    #expect(scenario.feed(.closing) == [.moved("alpha", .loaded, .unloading, cause: cause), .stop(attempt: 1)])
    scenario.end("alpha", attempt: 1)
    #expect(scenario.state(of: "alpha") == .unloaded)
  }

  @Test func `a running answer may finish before its model is unloaded`() {
    var scenario = Scenario.loaded()
    scenario.request(1, "alpha")
    #expect(scenario.feed(.closing) == [.moved("alpha", .loaded, .draining, cause: cause)])
    #expect(scenario.leave(1) == [.moved("alpha", .draining, .unloading, cause: cause), .stop(attempt: 1)])
  }

  @Test func `a running answer is cut when its time is over`() {
    var scenario = Scenario.loaded()
    scenario.request(1, "alpha")
    scenario.feed(.closing)
    #expect(
      scenario.feed(.cutOff(reason: "enough")) == [
        .cut(1, reason: "enough"), .moved("alpha", .draining, .unloading, cause: cause), .stop(attempt: 1),
      ])
    #expect(scenario.leave(1) == [])
  }

  @Test func `a load is ended, and requests and commands that wait for it are refused`() {
    var scenario = Scenario()
    scenario.scan(.of("alpha"))
    scenario.switchOn("alpha")
    scenario.request(1, "alpha")
    scenario.load("alpha", ticket: 2)
    #expect(
      scenario.feed(.closing) == [
        .refuse(1, .shuttingDown), .answer(ticket: 2, .refused(.shuttingDown)),
        .moved("alpha", .loading, .unloading, cause: cause), .stop(attempt: 1),
      ])
  }

  @Test func `a command that waits for an unload is refused`() {
    var scenario = Scenario.loaded()
    scenario.request(1, "alpha")
    scenario.unload("alpha", ticket: 2)
    #expect(scenario.feed(.closing) == [.answer(ticket: 2, .refused(.shuttingDown))])
    #expect(scenario.leave(1).contains(.stop(attempt: 1)))
  }

  @Test func `new requests, loads and unloads are refused, and nothing is loaded any more`() {
    var scenario = Scenario()
    scenario.scan(.of("alpha"))
    scenario.feed(.closing)
    #expect(scenario.switchOn("alpha") == [])
    #expect(scenario.scan(.of("alpha", version: 2)) == [])
    #expect(scenario.request(1, "alpha") == [.refuse(1, .shuttingDown)])
    #expect(scenario.load("alpha", ticket: 2) == [.answer(ticket: 2, .refused(.shuttingDown))])
    #expect(scenario.unload("alpha", ticket: 3) == [.answer(ticket: 3, .refused(.shuttingDown))])
    #expect(scenario.feed(.closing) == [])
  }

  @Test func `a model that crashes is not loaded again`() {
    var scenario = Scenario.loaded()
    scenario.request(1, "alpha")
    scenario.feed(.closing)
    #expect(!scenario.end("alpha", attempt: 1, .crash).contains { if case .start = $0 { true } else { false } })
    #expect(scenario.state(of: "alpha") == .unloaded)
    #expect(scenario.machine.nextDeadline == nil)
  }
}
