import Domain
import Synchronization

/// Coalesces reads of the audit trail into few entries, so that reading the trail does not fill it.
///
/// The first read of a user leaves an entry at once. Further reads within 15 minutes are counted and leave one entry
/// together when the series ends.
final class ReadCoalescing: Sendable {
  enum Read: Sendable, Equatable {
    /// The list, with these filters (`AuditQuery.asked`).
    case list(JSON.Object)
    case entry(String)
  }

  static let seriesSeconds = 900
  /// At most so many queries, and entries, are named; all reads are counted.
  static let mostNamed = 20
  private static let mostSeries = 1_000

  /// The reads of one user within 15 minutes.
  struct Series: Sendable {
    var caller: Caller
    var beganAt: Timestamp
    /// After the first, which has an entry of its own.
    var reads = 0
    private(set) var queries: [JSON] = []
    private(set) var entries: [JSON] = []

    fileprivate init(_ caller: Caller, _ first: Read, at now: Timestamp) {
      self.caller = caller
      beganAt = now
      name(first)
    }

    fileprivate mutating func add(_ read: Read, by caller: Caller) {
      self.caller = caller
      reads += 1
      name(read)
    }

    private mutating func name(_ read: Read) {
      switch read {
      case .list(let query): Self.add(.object(query), to: &queries)
      case .entry(let id): Self.add(.string(id), to: &entries)
      }
    }

    private static func add(_ value: JSON, to values: inout [JSON]) {
      if values.count < mostNamed, !values.contains(value) { values.append(value) }
    }

    fileprivate func isOver(at now: Timestamp) -> Bool {
      now < beganAt || now.seconds - beganAt.seconds >= seriesSeconds
    }

    var details: JSON.Object {
      var details: JSON.Object = ["reads": .int(reads)]
      if !queries.isEmpty { details["queries"] = .array(queries) }
      if !entries.isEmpty { details["entries"] = .array(entries) }
      return details
    }
  }

  private struct Reader: Hashable {
    var user: UserID
    var key: String?
  }

  private let series = Mutex<[Reader: Series]>([:])

  /// Counts a read. Series that are over have to be taken out first (`takeClosed`).
  /// - Returns: whether it begins a series.
  func begins(with read: Read, by caller: Caller, now: Timestamp) -> Bool {
    let reader = Reader(user: caller.principal.id, key: caller.key?.id)
    return series.withLock { series in
      if series[reader] != nil {
        series[reader]?.add(read, by: caller)
        return false
      }
      // The next read of a reader who is dropped here leaves an entry again.
      if series.count >= Self.mostSeries, let any = series.keys.first { series[any] = nil }
      series[reader] = Series(caller, read, at: now)
      return true
    }
  }

  /// Removes the series that are over, or all of them.
  /// - Returns: those with reads that are not recorded yet.
  func takeClosed(at now: Timestamp, all: Bool = false) -> [Series] {
    series.withLock { series in
      let closed = series.filter { all || $0.value.isOver(at: now) }
      for reader in closed.keys { series[reader] = nil }
      return closed.values.filter { $0.reads > 0 }.sorted { $0.beganAt < $1.beganAt }
    }
  }
}

extension AuditLog {
  /// Does not throw: the trail must be readable on a full disk, too.
  func record(_ read: ReadCoalescing.Read, as caller: Caller) async {
    await closeReadSeries()
    guard reads.begins(with: read, by: caller, now: now()) else { return }
    var details: JSON.Object = [:]
    var id = "log"
    switch read {
    case .list(let query): details["query"] = .object(query)
    case .entry(let entry): id = entry
    }
    await recordIfPossible(
      Act(.auditRead, entityType: "audit", entityID: id, description: "Read the audit trail", details: details),
      as: caller)
  }

  /// Records the further reads of series that are over.
  /// - Parameter all: also of those that are not over, because Muster stops.
  package func closeReadSeries(all: Bool = false) async {
    for series in reads.takeClosed(at: now(), all: all) {
      await recordIfPossible(
        Act(
          .auditRead, entityType: "audit", entityID: "log",
          description: "Read the audit trail \(series.reads) more time\(series.reads == 1 ? "" : "s")",
          details: series.details), as: series.caller)
    }
  }

  /// Until the task is cancelled.
  package func closeReadSeriesPeriodically() async {
    while (try? await Task.sleep(for: .seconds(30))) != nil { await closeReadSeries() }
  }
}
