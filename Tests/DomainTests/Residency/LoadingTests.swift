import Testing

@testable import Domain

@Suite struct `A model that is switched on` {
  @Test func `is loaded at once, without a request`() {
    var scenario = Scenario()
    scenario.scan(.of("alpha"))
    #expect(
      scenario.switchOn("alpha") == [
        .moved("alpha", .unloaded, .loading), .start(.of("alpha"), attempt: 1),
      ])
    scenario.elapse(.seconds(3))
    #expect(scenario.ready("alpha", attempt: 1) == [.moved("alpha", .loading, .loaded)])
    #expect(
      scenario.machine.report(of: "alpha")
        == ResidencyReport(
          baseModel: "alpha", isDesired: true, state: .loaded, reason: nil, cause: "switched on",
          since: scenario.now, retryAt: nil, bytes: Scenario.loadedBytes, leases: 0, waiting: 0,
          loadTime: .seconds(3), processID: 1001, expectedBytes: Scenario.gigabyte + ResidencyPlanner.processBytes,
          file: AvailableWeights.of("alpha").file, loadedFile: AvailableWeights.of("alpha").file,
          startedWith: LaunchSettings()))
  }

  @Test func `is loaded once, however many wait, and serves them in the order they came`() {
    var scenario = Scenario()
    scenario.scan(.of("alpha"))
    #expect(scenario.switchOn("alpha").contains(.start(.of("alpha"), attempt: 1)))
    for request in 1...3 { #expect(scenario.request(request, "alpha") == []) }
    #expect(
      scenario.ready("alpha", attempt: 1) == [
        .moved("alpha", .loading, .loaded),
        .admit(1, to: "alpha", attempt: 1), .admit(2, to: "alpha", attempt: 1),
        .admit(3, to: "alpha", attempt: 1),
      ])
    #expect(scenario.request(4, "alpha") == [.admit(4, to: "alpha", attempt: 1)])
    #expect(scenario.machine.report(of: "alpha")?.waiting == 0)
    #expect(scenario.machine.report(of: "alpha")?.leases == 4)
  }

  @Test func `loads as soon as its weights appear`() {
    var scenario = Scenario()
    #expect(
      scenario.switchOn("alpha") == [
        .moved(
          "alpha", .unloaded, .failed,
          reason:
            "no runtime has weights named 'alpha': put alpha.gguf into the models folder")
      ])
    #expect(
      scenario.scan(.of("alpha")) == [
        .moved("alpha", .failed, .loading, cause: "the weights file changed"),
        .start(.of("alpha"), attempt: 1),
      ])
  }

  @Test func `is not loaded again by the same message, or by an older one`() {
    var scenario = Scenario()
    scenario.scan(.of("alpha"))
    scenario.feed(.desiredStateChanged(baseModel: "alpha", isDesired: false, asOf: 7, cause: "off"))
    #expect(scenario.feed(.desiredStateChanged(baseModel: "alpha", isDesired: true, asOf: 6, cause: "on")) == [])
    scenario.feed(.desiredStateChanged(baseModel: "alpha", isDesired: true, asOf: 8, cause: "on"))
    #expect(scenario.feed(.desiredStateChanged(baseModel: "alpha", isDesired: true, asOf: 8, cause: "on")) == [])
    #expect(scenario.feed(.desiredStateChanged(baseModel: "alpha", isDesired: false, asOf: 7, cause: "off")) == [])
    #expect(scenario.state(of: "alpha") == .loading)
  }

  @Test func `ignores an older message although its weights were missing in between`() {
    var scenario = Scenario()
    scenario.scan(.of("alpha"))
    scenario.feed(.desiredStateChanged(baseModel: "alpha", isDesired: false, asOf: 7, cause: "off"))
    scenario.scan()
    scenario.scan(.of("alpha"))
    #expect(scenario.feed(.desiredStateChanged(baseModel: "alpha", isDesired: true, asOf: 6, cause: "on")) == [])
  }

  @Test func `and off during its load is ended, and its memory awaited`() {
    var scenario = Scenario()
    scenario.scan(.of("alpha"))
    scenario.switchOn("alpha")
    #expect(
      scenario.switchOff("alpha") == [
        .moved("alpha", .loading, .unloading, cause: "switched off"), .stop(attempt: 1),
      ])
    #expect(scenario.ready("alpha", attempt: 1) == [], "it came too late")
    #expect(
      scenario.end("alpha", attempt: 1) == [
        .moved(
          "alpha", .unloading, .unloaded, cause: "switched off", freed: Scenario.loadedBytes)
      ])
  }

  @Test func `off and on again during its load waits for the end of the first process`() {
    var scenario = Scenario()
    scenario.scan(.of("alpha"))
    scenario.switchOn("alpha")
    scenario.switchOff("alpha")
    #expect(scenario.switchOn("alpha") == [])
    #expect(
      scenario.end("alpha", attempt: 1) == [
        .moved("alpha", .unloading, .unloaded, freed: Scenario.loadedBytes),
        .moved("alpha", .unloaded, .loading), .start(.of("alpha"), attempt: 2),
      ])
  }
}

@Suite struct `A result that nobody awaits` {
  @Test(arguments: [
    ResidencyMachine.Event.ready(
      "alpha", attempt: 1, .of(attempt: 1), processID: 1001, .holding(1)),
    .ready("alpha", attempt: 9, .of(attempt: 9), processID: 1009, .holding(1)),
    .ended("alpha", attempt: 9, .crash),
    .ended("beta", attempt: 1, .crash),
    .observed("alpha", attempt: 9, .holding(1)),
    .requestEnded(99), .stalled(99), .timePassed,
  ])
  func `changes nothing`(_ event: ResidencyMachine.Event) {
    var scenario = Scenario.loaded()
    scenario.request(1, "alpha")
    let before = scenario.machine.reports
    #expect(scenario.feed(event) == [])
    #expect(scenario.machine.reports == before)
  }

  @Test func `may be a repeated end`() {
    var scenario = Scenario.loaded()
    scenario.switchOff("alpha")
    scenario.end("alpha", attempt: 1)
    scenario.switchOn("alpha")
    #expect(scenario.end("alpha", attempt: 1) == [])
    #expect(scenario.state(of: "alpha") == .loading)
  }

  @Test func `may be the readiness of an earlier process`() {
    var scenario = Scenario()
    scenario.scan(.of("alpha"))
    scenario.switchOn("alpha")
    scenario.switchOff("alpha")
    scenario.switchOn("alpha")
    scenario.end("alpha", attempt: 1)
    #expect(scenario.ready("alpha", attempt: 1) == [])
    #expect(scenario.state(of: "alpha") == .loading)
  }
}

@Suite struct `A runtime that is back` {
  @Test func `loads at once what failed meanwhile, without the pause`() {
    var scenario = Scenario()
    scenario.scan(.of("alpha"), .of("beta"))
    scenario.switchOn("alpha")
    scenario.end("alpha", attempt: 1, .crash)
    #expect(scenario.state(of: "alpha") == .failed)
    let effects = scenario.feed(.runtimeReturned)
    #expect(effects.last == .start(.of("alpha"), attempt: 2))
    #expect(scenario.state(of: "beta") == .unloaded, "nobody needs it")
  }
}
