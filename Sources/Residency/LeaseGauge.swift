import Synchronization

/// How busy one base model is on one runtime. The controller keeps it up to date; the pool reads it for each request,
/// without the controller's lock.
final class LeaseGauge: Sendable {
  /// -1: a request would not be admitted at once.
  private let count = Atomic(-1)

  /// The number of running requests; `nil` unless a request would be admitted at once.
  var leasesIfReady: Int? {
    let count = count.load(ordering: .relaxed)
    return count < 0 ? nil : count
  }

  func set(_ leases: Int?) { count.store(leases ?? -1, ordering: .relaxed) }
}
