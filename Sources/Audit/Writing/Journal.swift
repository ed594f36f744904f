import Domain
import Storage

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
