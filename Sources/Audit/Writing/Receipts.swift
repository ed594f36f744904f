import Domain
import Synchronization

/// Collects what one request has written into the audit trail, for its receipts.
///
/// Bound to the request's task: no use case needs to pass it on, and work that goes on after the answer has none.
package final class Receipts: Sendable {
  @TaskLocal package static var current: Receipts?

  private let receipts = Mutex<[Receipt]>([])

  package init() {}

  /// What one transaction has written.
  func add(_ entries: [Journal.Written]) {
    guard let last = entries.last, let receipt = Receipt(entryID: last.id, leaves: entries.map(\.leaf)) else { return }
    receipts.withLock { $0.append(receipt) }
  }

  /// One for each transaction, mostly one.
  package var all: [Receipt] { receipts.withLock(\.self) }
}
