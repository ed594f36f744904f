import Testing

@testable import Domain

@Suite struct `Launch settings of a model` {
  private let bigger = LaunchSettings.read(["context": 16384]).settings

  @Test func `are given to its next process`() {
    var scenario = Scenario()
    scenario.scan(.of("alpha"))
    #expect(scenario.feed(.launchChanged("alpha", bigger, asOf: 1)) == [])
    #expect(scenario.switchOn("alpha").contains(.start(.of("alpha"), attempt: 1, launch: bigger)))
    #expect(scenario.machine.report(of: "alpha")?.startedWith == bigger)
  }

  @Test func `do not touch a process that is there, which is said until it is loaded anew`() throws {
    var scenario = Scenario.loaded()
    #expect(scenario.feed(.launchChanged("alpha", bigger, asOf: 9)) == [])
    let report = try #require(scenario.machine.report(of: "alpha"))
    #expect(report.state == .loaded && report.isLaunchOutdated && report.startedWith == LaunchSettings())
    scenario.feed(.launchChanged("alpha", LaunchSettings(), asOf: 10))
    #expect(scenario.machine.report(of: "alpha")?.isLaunchOutdated == false, "they were put back")
    scenario.feed(.launchChanged("alpha", bigger, asOf: 11))
    scenario.unload("alpha", ticket: 1)
    scenario.end("alpha", attempt: 1)
    #expect(scenario.machine.report(of: "alpha")?.isLaunchOutdated == false, "nothing is loaded")
    #expect(scenario.load("alpha", ticket: 2).contains(.start(.of("alpha"), attempt: 2, launch: bigger)))
    scenario.ready("alpha", attempt: 2)
    #expect(scenario.machine.report(of: "alpha")?.isLaunchOutdated == false)
  }

  @Test func `are as of the latest entry, in whatever order they come`() {
    var scenario = Scenario()
    scenario.scan(.of("alpha"))
    scenario.feed(.launchChanged("alpha", bigger, asOf: 5))
    scenario.feed(.launchChanged("alpha", LaunchSettings(), asOf: 4))
    #expect(scenario.machine.report(of: "alpha")?.launch == bigger)
  }

  @Test func `that change have a failed model tried again`() {
    var scenario = Scenario()
    scenario.scan(.of("alpha"))
    scenario.switchOn("alpha")
    scenario.end(
      "alpha", attempt: 1,
      ResidencyEnd(reason: "unknown argument", isRetryable: false, isHang: false, freedBytes: nil))
    #expect(scenario.state(of: "alpha") == .failed)
    #expect(
      scenario.feed(.launchChanged("alpha", bigger, asOf: 9)).contains(
        .start(.of("alpha"), attempt: 2, launch: bigger)))
  }

  @Test func `do not list a model of which nothing is known`() {
    var scenario = Scenario()
    scenario.feed(.launchChanged("ghost", LaunchSettings(), asOf: 1))
    #expect(scenario.machine.report(of: "ghost") == nil)
  }

  @Test func `let a reload unload even a pinned model`() {
    var scenario = Scenario.loaded()
    scenario.feed(.pinned("alpha", true, asOf: 1))
    scenario.unload("alpha", ticket: 1)
    #expect(scenario.state(of: "alpha") == .loaded)
    scenario.feed(.unloadCommanded(ticket: 2, "alpha", cause: "reloaded by hand", isReload: true))
    #expect(scenario.state(of: "alpha") == .unloading)
  }

  @Test func `and what came of them are reported`() {
    var scenario = Scenario()
    scenario.scan(.of("alpha"))
    scenario.feed(.launchChanged("alpha", bigger, asOf: 1))
    scenario.switchOn("alpha")
    let outcome = LaunchOutcome(asked: bigger, context: 4352)
    scenario.feed(.launched("alpha", attempt: 7, LaunchOutcome(asked: bigger)))
    scenario.feed(.launched("alpha", attempt: 1, outcome))
    scenario.ready("alpha", attempt: 1)
    #expect(scenario.machine.report(of: "alpha")?.outcome == outcome)
  }
}
