import Domain

/// The state of one base model on its runtime, with times of the wall clock.
package struct LiveResidency: Sendable, Equatable {
  package var report: ResidencyReport
  package var runtime: RuntimeID
  package var since: Timestamp
  package var retryAt: Timestamp?
  package var lastUsedAt: Timestamp?

  init(report: ResidencyReport, runtime: RuntimeID, now: ContinuousClock.Instant, wallClock: Timestamp) {
    func timestamp(_ instant: ContinuousClock.Instant) -> Timestamp {
      Timestamp(seconds: wallClock.seconds + Int((instant - now).components.seconds))
    }
    self.report = report
    self.runtime = runtime
    since = timestamp(report.since)
    retryAt = report.retryAt.map(timestamp)
    lastUsedAt = report.lastUsedAt.map(timestamp)
  }
}
