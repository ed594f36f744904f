import Testing

@testable import Domain

@Suite struct `A file that is replaced while its model is loaded` {
  private func loaded() -> Scenario {
    var scenario = Scenario()
    scenario.scan(.of("alpha"))
    scenario.switchOn("alpha")
    scenario.ready("alpha", attempt: 1)
    return scenario
  }

  @Test func `is reported until the model is loaded again`() throws {
    var scenario = loaded()
    #expect(scenario.machine.report(of: "alpha")?.isOutdated == false)
    var newer = AvailableWeights.of("alpha", version: 2)
    newer.changedAt = Timestamp(seconds: 99)
    scenario.scan(newer)
    let report = try #require(scenario.machine.report(of: "alpha"))
    #expect(report.isOutdated && report.state == .loaded)
    #expect((report.file?.changedAt.seconds, report.loadedFile?.changedAt.seconds) == (99, 0))
    scenario.scan(.of("alpha"))
    #expect(scenario.machine.report(of: "alpha")?.isOutdated == false, "it was put back")
  }

  @Test func `is reported when it was removed, too`() throws {
    var scenario = loaded()
    scenario.scan()
    let report = try #require(scenario.machine.report(of: "alpha"))
    #expect(report.isOutdated && report.file == nil && report.loadedFile != nil)
  }

  @Test func `is ignored for a model that is not in memory`() {
    var scenario = Scenario()
    scenario.scan(.of("alpha"))
    scenario.scan(.of("alpha", version: 2))
    #expect(scenario.machine.report(of: "alpha")?.isOutdated == false)
    #expect(scenario.machine.report(of: "alpha")?.loadedFile == nil)
  }
}
