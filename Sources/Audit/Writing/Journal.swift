import Domain
import Storage
import Synchronization

/// Takes down what a transaction does; valid only inside it.
package final class Journal {
  /// An entry that was written, as the receipt names it.
  struct Written: Sendable {
    var id: String
    var leaf: MerkleHash
  }

  private let connection: Connection
  package let caller: Caller
  package let now: Timestamp
  private let softwareVersion: String
  private(set) var entries: [Written] = []

  init(connection: Connection, caller: Caller, now: Timestamp, softwareVersion: String) {
    self.connection = connection
    self.caller = caller
    self.now = now
    self.softwareVersion = softwareVersion
  }

  /// - Returns: the entry's sequence number, which grows in the order of the commits.
  @discardableResult
  package func record(_ act: Act, outcome: AuditEntry.Outcome = .ok) throws -> Int {
    let entry = EntryLine(act, outcome: outcome, by: caller, at: now, softwareVersion: softwareVersion)
    let sequence = try EntryTable.insert(entry, connection)
    entries.append(Written(id: entry.id, leaf: .leaf(entry.line)))
    return sequence
  }
}

/// Collects what one request has written into the audit trail, for its receipts.
///
/// A task-local value: no use case needs to pass it on, and work that continues after the response has none.
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
