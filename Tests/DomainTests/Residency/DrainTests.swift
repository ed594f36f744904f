import Testing

@testable import Domain

@Suite struct `A model that is switched off` {
  @Test func `and not in use is unloaded at once`() {
    var scenario = Scenario.loaded()
    #expect(
      scenario.switchOff("alpha") == [
        .moved("alpha", .loaded, .unloading, cause: "switched off"), .stop(attempt: 1),
      ])
    #expect(scenario.machine.report(of: "alpha")?.bytes == Scenario.loadedBytes, "until it is gone")
    #expect(
      scenario.end("alpha", attempt: 1) == [
        .moved("alpha", .unloading, .unloaded, cause: "switched off", freed: Scenario.loadedBytes)
      ])
    #expect(scenario.machine.report(of: "alpha")?.bytes == 0)
  }

  @Test func `lets the running answers finish, and ends with the last`() {
    var scenario = Scenario.loaded()
    scenario.request(1, "alpha")
    scenario.request(2, "alpha")
    #expect(
      scenario.switchOff("alpha") == [.moved("alpha", .loaded, .draining, cause: "switched off")])
    #expect(scenario.wait(.seconds(599)) == [])
    #expect(scenario.leave(2) == [])
    #expect(
      scenario.leave(1) == [
        .moved("alpha", .draining, .unloading, cause: "switched off"), .stop(attempt: 1),
      ])
  }

  @Test func `and on again during the drain keeps its process`() {
    var scenario = Scenario.loaded()
    scenario.request(1, "alpha")
    scenario.switchOff("alpha")
    #expect(scenario.switchOn("alpha") == [.moved("alpha", .draining, .loaded)])
    #expect(scenario.request(2, "alpha") == [.admit(2, to: "alpha", attempt: 1)])
    #expect(scenario.leave(1) == [])
    #expect(scenario.leave(2) == [])
    #expect(scenario.state(of: "alpha") == .loaded)
  }

  @Test func `admits no request, but serves those after the next switch-on`() {
    var scenario = Scenario.loaded()
    scenario.request(1, "alpha")
    scenario.switchOff("alpha")
    #expect(scenario.request(2, "alpha") == [], "its model may be on again, with the word on its way")
    #expect(
      scenario.switchOn("alpha") == [
        .moved("alpha", .draining, .loaded), .admit(2, to: "alpha", attempt: 1),
      ])
  }

  @Test func `cuts the answers that take longer than the drain may`() {
    var scenario = Scenario.loaded()
    scenario.request(1, "alpha")
    scenario.request(2, "alpha")
    scenario.switchOff("alpha")
    let reason =
      "the model was switched off, and the answer took longer than 600 s (drain_timeout)"
    #expect(scenario.machine.nextDeadline == scenario.now + .seconds(600))
    #expect(
      scenario.wait(.seconds(600)) == [
        .cut(1, reason: reason), .cut(2, reason: reason),
        .moved("alpha", .draining, .unloading, cause: "switched off"), .stop(attempt: 1),
      ])
    #expect(scenario.leave(1) == [], "it lost its lease already")
  }

  @Test func `is unloaded when its process ends by itself during the drain`() {
    var scenario = Scenario.loaded()
    scenario.request(1, "alpha")
    scenario.switchOff("alpha")
    #expect(
      scenario.end("alpha", attempt: 1, .crash) == [
        .moved(
          "alpha", .draining, .unloaded, reason: "was killed by signal 9",
          cause: "its process ended", freed: Scenario.loadedBytes)
      ])
  }
}

@Suite struct `The fence` {
  @Test func `makes requests admitted before it moved decide again`() {
    var scenario = Scenario()
    scenario.scan(.of("alpha"))
    scenario.switchOn("alpha")
    scenario.request(1, "alpha", seen: ["poet": 1, "alpha": 4])
    scenario.request(2, "alpha", seen: ["poet": 2, "alpha": 4])
    scenario.request(3, "alpha", seen: ["alpha": 4])
    #expect(scenario.feed(.fenceMoved("poet", revision: 2)) == [.retryAdmission(1)])
    #expect(
      scenario.ready("alpha", attempt: 1) == [
        .moved("alpha", .loading, .loaded),
        .admit(2, to: "alpha", attempt: 1), .admit(3, to: "alpha", attempt: 1),
      ])
  }

  @Test(
    arguments: [
      (["poet": 1], false), (["poet": 2], true), (["poet": 3], true), (["alpha": 1], true),
      (["poet": 3, "alpha": 1], true), ([:], true),
    ] as [([ModelID: Int], Bool)])
  func `admits requests that are based on its revision or a later one`(_ seen: [ModelID: Int], _ isAdmitted: Bool) {
    var scenario = Scenario.loaded()
    scenario.feed(.fenceMoved("poet", revision: 2))
    #expect(
      scenario.request(1, "alpha", seen: seen)
        == [isAdmitted ? .admit(1, to: "alpha", attempt: 1) : .retryAdmission(1)])
  }

  @Test func `does not move back`() {
    var scenario = Scenario.loaded()
    scenario.feed(.fenceMoved("alpha", revision: 5))
    scenario.feed(.fenceMoved("alpha", revision: 3))
    #expect(scenario.request(1, "alpha", seen: ["alpha": 4]) == [.retryAdmission(1)])
  }

  @Test func `does not affect running requests`() {
    var scenario = Scenario.loaded()
    scenario.request(1, "alpha", seen: ["alpha": 1])
    #expect(scenario.feed(.fenceMoved("alpha", revision: 2)) == [])
    #expect(scenario.machine.report(of: "alpha")?.leases == 1)
  }

  @Test func `ends a load that only refused requests had waited for`() {
    var scenario = Scenario()
    scenario.scan(.of("alpha"))
    scenario.request(1, "alpha", seen: ["alpha": 1])
    #expect(
      scenario.feed(.fenceMoved("alpha", revision: 2)) == [
        .retryAdmission(1),
        .moved("alpha", .loading, .unloading, cause: "a request"), .stop(attempt: 1),
      ])
  }
}
