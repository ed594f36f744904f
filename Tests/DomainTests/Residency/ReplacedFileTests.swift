import Testing

@testable import Domain

@Suite struct `A file that is replaced while its model is loaded` {
  private func loaded() -> Stage {
    var stage = Stage()
    stage.offer(.of("alpha"))
    stage.switchOn("alpha")
    stage.ready("alpha", attempt: 1)
    return stage
  }

  @Test func `is said, until the model is loaded again`() throws {
    var stage = loaded()
    #expect(stage.machine.report(of: "alpha")?.isOutdated == false)
    var newer = Offer.of("alpha", version: 2)
    newer.changedAt = Timestamp(seconds: 99)
    stage.offer(newer)
    let report = try #require(stage.machine.report(of: "alpha"))
    #expect(report.isOutdated && report.state == .loaded)
    #expect((report.file?.changedAt.seconds, report.loadedFile?.changedAt.seconds) == (99, 0))
    stage.offer(.of("alpha"))
    #expect(stage.machine.report(of: "alpha")?.isOutdated == false, "it was put back")
  }

  @Test func `is said when it is gone, too`() throws {
    var stage = loaded()
    stage.offer()
    let report = try #require(stage.machine.report(of: "alpha"))
    #expect(report.isOutdated && report.file == nil && report.loadedFile != nil)
  }

  @Test func `is no matter for a model that is not in memory`() {
    var stage = Stage()
    stage.offer(.of("alpha"))
    stage.offer(.of("alpha", version: 2))
    #expect(stage.machine.report(of: "alpha")?.isOutdated == false)
    #expect(stage.machine.report(of: "alpha")?.loadedFile == nil)
  }
}
