import Domain
import Synchronization

/// Who is reading the audit trail at the moment.
///
/// The first look leaves an entry at once. Further looks within a quarter of an hour are counted, and leave one entry
/// together when that is over: reading the trail must not fill it.
final class ReadingVisits: Sendable {
  /// What somebody looked at.
  enum Look: Sendable, Equatable {
    /// The list, narrowed as `AuditQuery.asked` says.
    case list(JSON.Object)
    case entry(String)
  }

  static let visitSeconds = 900
  /// So many questions, and so many entries, are named; all are counted.
  static let mostNamed = 20
  private static let mostVisitors = 1_000

  struct Visit: Sendable {
    var caller: Caller
    var beganAt: Timestamp
    /// After the first, which has an entry of its own.
    var looks = 0
    private(set) var queries: [JSON] = []
    private(set) var entries: [JSON] = []

    fileprivate init(_ caller: Caller, _ first: Look, at now: Timestamp) {
      self.caller = caller
      beganAt = now
      name(first)
    }

    fileprivate mutating func add(_ look: Look, by caller: Caller) {
      self.caller = caller
      looks += 1
      name(look)
    }

    private mutating func name(_ look: Look) {
      switch look {
      case .list(let query): Self.add(.object(query), to: &queries)
      case .entry(let id): Self.add(.string(id), to: &entries)
      }
    }

    private static func add(_ value: JSON, to values: inout [JSON]) {
      if values.count < mostNamed, !values.contains(value) { values.append(value) }
    }

    fileprivate func isOver(at now: Timestamp) -> Bool {
      now < beganAt || now.seconds - beganAt.seconds >= visitSeconds
    }

    /// What its closing entry says.
    var details: JSON.Object {
      var details: JSON.Object = ["looks": .int(looks)]
      if !queries.isEmpty { details["queries"] = .array(queries) }
      if !entries.isEmpty { details["entries"] = .array(entries) }
      return details
    }
  }

  private struct Visitor: Hashable {
    var person: UserID
    var key: String?
  }

  private let visits = Mutex<[Visitor: Visit]>([:])

  /// Counts a look. Visits that are over have to be closed before (`takeClosed`).
  /// - Returns: whether a visit begins with it.
  func begins(with look: Look, by caller: Caller, now: Timestamp) -> Bool {
    let visitor = Visitor(person: caller.principal.id, key: caller.key?.id)
    return visits.withLock { visits in
      if visits[visitor] != nil {
        visits[visitor]?.add(look, by: caller)
        return false
      }
      // Somebody who is forgotten here leaves an entry for the next look.
      if visits.count >= Self.mostVisitors, let any = visits.keys.first { visits[any] = nil }
      visits[visitor] = Visit(caller, look, at: now)
      return true
    }
  }

  /// Forgets the visits that are over, or all of them.
  /// - Returns: those with further looks, which are not recorded yet.
  func takeClosed(at now: Timestamp, all: Bool = false) -> [Visit] {
    visits.withLock { visits in
      let closed = visits.filter { all || $0.value.isOver(at: now) }
      for visitor in closed.keys { visits[visitor] = nil }
      return closed.values.filter { $0.looks > 0 }.sorted { $0.beganAt < $1.beganAt }
    }
  }
}

extension AuditLog {
  /// Whoever looks for what is wrong with a full disk can read the trail, although that cannot be recorded.
  func record(_ look: ReadingVisits.Look, as caller: Caller) async {
    await closeVisits()
    guard visits.begins(with: look, by: caller, now: now()) else { return }
    var details: JSON.Object = [:]
    var id = "log"
    switch look {
    case .list(let query): details["query"] = .object(query)
    case .entry(let entry): id = entry
    }
    await recordIfPossible(
      Act(
        .auditRead, entityType: "audit", entityID: id, description: "Read the audit trail", details: details),
      as: caller)
  }

  /// Records what was looked at in visits that are over.
  /// - Parameter all: also in those that go on: Muster stops.
  package func closeVisits(all: Bool = false) async {
    for visit in visits.takeClosed(at: now(), all: all) {
      await recordIfPossible(
        Act(
          .auditRead, entityType: "audit", entityID: "log",
          description: "Read the audit trail: \(visit.looks) more look\(visit.looks == 1 ? "" : "s") in one visit",
          details: visit.details), as: visit.caller)
    }
  }

  /// Closes visits as they end, until the task is cancelled.
  package func keepVisits() async {
    while (try? await Task.sleep(for: .seconds(30))) != nil { await closeVisits() }
  }
}
