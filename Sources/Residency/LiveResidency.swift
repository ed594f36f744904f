import Domain
import Foundation

/// The state of one base model on its runtime, with times of the wall clock.
package struct LiveResidency: Sendable, Equatable {
  package var report: ResidencyReport
  package var runtime: RuntimeID
  package var since: Timestamp
  package var retryAt: Timestamp?
  package var lastUsedAt: Timestamp?

  init(report: ResidencyReport, runtime: RuntimeID, now: ContinuousClock.Instant, wallClock: Date) {
    func timestamp(_ instant: ContinuousClock.Instant) -> Timestamp {
      // Before it is cut to seconds, so that the same instant has the same time whenever one looks.
      Timestamp(seconds: Int((wallClock.timeIntervalSince1970 + (instant - now) / .seconds(1)).rounded(.down)))
    }
    self.report = report
    self.runtime = runtime
    since = timestamp(report.since)
    retryAt = report.retryAt.map(timestamp)
    lastUsedAt = report.lastUsedAt.map(timestamp)
  }
}
