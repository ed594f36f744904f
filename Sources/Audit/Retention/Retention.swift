import Domain
import Storage

extension AuditTrail {
  package static let secondsOfADay = 86_400
  /// Shorter ones have to be asked for explicitly: six months is the least that regulations require.
  package static let shortestRetention = Duration.seconds(180 * secondsOfADay)

  /// Removes the contents of entries older than `retention`; their leaf hashes stay, so that every proof still holds.
  ///
  /// Only from the beginning of the log up to the first entry that is younger, and never the newest one: entries are
  /// numbered on from it.
  /// - Returns: how many there were.
  @discardableResult
  package func prune(retentionSeconds: Int, now: Timestamp = AuditLog.wallClock()) async throws -> Int {
    let limit = now.seconds - retentionSeconds
    try await Integration.catchUp(database)
    // What an interrupted call has left.
    try await removeContents()
    guard try await database.read({ try Self.expired(before: limit, $0) }) != nil else { return 0 }
    let count = try await auditLog.change(as: .auditTrail, .init(.auditPrune, entityType: "audit", entityID: "log")) {
      connection, journal in
      guard let (sequence, leaf) = try Self.expired(before: limit, connection) else { return 0 }
      var extent = try TreeTable.extent(connection)
      let count = leaf + 1 - extent.pruned
      (extent.pruned, extent.prunedSequence) = (leaf + 1, sequence)
      try TreeTable.set(extent, connection)
      try journal.record(
        Act(
          .auditPrune, entityType: "audit", entityID: "log",
          description: "Removed the contents of entries older than \(Timestamp(seconds: limit).rfc3339)",
          details: [
            "removed": .int(count), "entries": .int(extent.pruned), "older_than_seconds": .int(retentionSeconds),
          ]))
      return count
    }
    try await removeContents()
    return count
  }

  /// Removes what the log already names as removed, in short transactions: a concurrent change waits for one of them at
  /// most. After a crash the next call continues.
  private func removeContents() async throws {
    var isDone = false
    while !isDone {
      try Task.checkCancellation()
      isDone = try await database.write { try Self.removeSomeContents($0) < Integration.largestBatch }
    }
  }

  /// - Returns: how many there were.
  private static func removeSomeContents(_ connection: Connection) throws -> Int {
    let extent = try TreeTable.extent(connection)
    let rows = try connection.query(
      """
      SELECT sequence, line FROM audit_entry WHERE sequence <= \(extent.prunedSequence)
      ORDER BY sequence LIMIT \(Integration.largestBatch)
      """
    ) { (sequence: try $0.int("sequence"), line: try $0.text("line")) }
    guard let last = rows.last?.sequence else { return 0 }
    for (sequence, line) in rows { try IndexTable.remove(line, sequence: sequence, connection) }
    try connection.execute("DELETE FROM audit_entry WHERE sequence <= \(last)")
    if rows.count < Integration.largestBatch { try removeUnusedNames(connection) }
    return rows.count
  }

  /// Once a day, or every `retention` if that is shorter, until the task is cancelled.
  package func prunePeriodically(_ retention: Duration, log: @Sendable (String) -> Void) async {
    while !Task.isCancelled {
      do {
        try await prune(retentionSeconds: retention.wholeSeconds)
      } catch is CancellationError {
        return
      } catch {
        log("old entries of the audit trail cannot be removed: \(error)")
      }
      try? await Task.sleep(for: min(retention, .seconds(Self.secondsOfADay)))
    }
  }

  /// The last entry of those at the beginning that are all older, and not the newest.
  private static func expired(before limit: Int, _ connection: Connection) throws -> (sequence: Int, leaf: Int)? {
    let young = try connection.first(
      "SELECT sequence FROM audit_index WHERE created_at >= \(limit) ORDER BY sequence"
    ) { try $0.int("sequence") }
    return try connection.first(
      """
      SELECT sequence, leaf FROM audit_index WHERE sequence < \(try young ?? AuditLog.newest(connection))
      ORDER BY sequence DESC
      """
    ) { (try $0.int("sequence"), try $0.int("leaf")) }
  }

  private static func removeUnusedNames(_ connection: Connection) throws {
    try connection.execute(
      """
      DELETE FROM audit_name WHERE NOT EXISTS (SELECT 1 FROM audit_index AS i WHERE i.user_id = audit_name.user_id)
        AND NOT EXISTS (SELECT 1 FROM audit_index AS i WHERE i.entity_id = audit_name.user_id)
      """)
  }
}
