import Domain
import Foundation

/// The last published state of each base model, and which may have changed since.
///
/// States are published at once. Counts of requests change too often for that: they wait for the next tick.
struct Publications {
  private let runtime: RuntimeID
  private let publish: @Sendable (LiveResidency) -> Void
  private var published: [ModelID: ResidencyReport] = [:]
  private var changed: Set<ModelID> = []

  init(runtime: RuntimeID, publish: @escaping @Sendable (LiveResidency) -> Void) {
    self.runtime = runtime
    self.publish = publish
  }

  mutating func markChanged(_ baseModel: ModelID) { changed.insert(baseModel) }

  mutating func takeChanged() -> Set<ModelID> {
    defer { changed = [] }
    return changed
  }

  /// Nothing when `report` is what was published last.
  mutating func publish(_ report: ResidencyReport?, at now: ContinuousClock.Instant) {
    guard let report, published.updateValue(report, forKey: report.baseModel) != report else { return }
    publish(live(report, at: now))
  }

  func live(_ report: ResidencyReport, at now: ContinuousClock.Instant) -> LiveResidency {
    LiveResidency(report: report, runtime: runtime, now: now, wallClock: Date())
  }
}
