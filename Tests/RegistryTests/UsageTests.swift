import Domain
import Foundation
import Testing

@testable import Registry

@Suite struct `A period of use` {
  @Test(
    arguments: [
      (minutes: 30, step: 60, now: 1_000_000, count: 30), (minutes: 1440, step: 900, now: 1_000_000, count: 96),
      (minutes: 1, step: 3600, now: 1_000_000, count: 1), (minutes: 61, step: 3600, now: 7200, count: 2),
    ])
  func `ends with the step that is not over yet, and begins with a whole one`(
    minutes: Int, step: Int, now: Int, count: Int
  ) {
    let period = UsagePeriod(minutes: minutes, stepSeconds: step, endingAt: Timestamp(seconds: now))
    #expect(period.stepCount == count)
    #expect(period.from.seconds % step == 0)
    #expect(period.to.seconds > now && period.to.seconds - now <= step)
  }
}

@Suite struct `The meter of use` {
  private func at(_ seconds: Int) -> Timestamp { Timestamp(seconds: seconds) }

  @Test func `counts by model and minute, and forgets what was fetched`() {
    let meter = UsageMeter()
    meter.note("poet", isError: false, at: at(60))
    meter.note("poet", isError: true, at: at(119))
    meter.note("poet", isError: false, at: at(120))
    meter.note("alpha", isError: false, at: at(60))
    #expect(
      meter.take() == [
        .init(model: "poet", minute: 1): .init(requests: 2, errors: 1, lastUse: at(119)),
        .init(model: "poet", minute: 2): .init(requests: 1, lastUse: at(120)),
        .init(model: "alpha", minute: 1): .init(requests: 1, lastUse: at(60)),
      ])
    #expect(meter.take().isEmpty)
  }

  @Test func `adds what could not be stored to later counts`() {
    let meter = UsageMeter()
    meter.note("poet", isError: true, at: at(70))
    let taken = meter.take()
    meter.note("poet", isError: false, at: at(80))
    meter.putBack(taken)
    #expect(meter.take() == [.init(model: "poet", minute: 1): .init(requests: 2, errors: 1, lastUse: at(80))])
  }
}

@Suite struct `How models are used` {
  @Test func `is written once and read by step`() async throws {
    let instance = try await TestInstance()
    _ = try await instance.registry.create(.preset(), as: .olga)
    for _ in 0..<3 { instance.registry.noteUse(of: "poet", isError: false) }
    for _ in 0..<2 { await instance.registry.writeUsage { Issue.record($0) } }
    let now = Timestamp(seconds: Int(Date().timeIntervalSince1970))
    let period = UsagePeriod(minutes: 30, stepSeconds: 60, endingAt: now)
    let usage = try await instance.registry.usage(of: ["poet", "unheard-of"], period, as: .olga)
    #expect(usage.keys.sorted() == ["poet"])
    #expect(usage["poet"]?.requests.reduce(0, +) == 3)
    #expect(usage["poet"]?.requests.count == 30)
  }
}
