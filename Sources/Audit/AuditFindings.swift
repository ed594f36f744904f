import Domain
import Storage

extension AuditLog {
  /// How far a trail goes.
  package struct Extent: Equatable, Sendable {
    package var entries: Int
    /// The newest entry's sequence number; 0 when there is none.
    package var newest: Int
  }

  package static func extent(_ connection: Connection) throws -> Extent {
    try connection.first("SELECT count(*) AS entries, coalesce(max(sequence), 0) AS newest FROM billing_audit_log") {
      Extent(entries: try $0.int("entries"), newest: try $0.int("newest"))
    } ?? Extent(entries: 0, newest: 0)
  }

  /// How many acts came after the entry `sequence`, those of making backups aside.
  package static func acts(after sequence: Int, _ connection: Connection) throws -> Int {
    try connection.first(
      "SELECT count(*) AS number FROM billing_audit_log WHERE sequence > \(sequence) AND entity_type <> 'backup'"
    ) { try $0.int("number") } ?? 0
  }

  /// Whether the trail is complete and protected.
  package static func findings(_ connection: Connection) throws -> [Finding] {
    var found = try Integrity.missingTriggers(
      ["audit_entries_stay_as_written", "audit_entries_stay", "audit_entries_are_not_replaced"],
      protecting: "audit entries", connection)
    let missing = try connection.first(
      "SELECT max(sequence) - min(sequence) + 1 - count(*) AS number FROM billing_audit_log"
    ) { try $0.optionalInt("number") }
    if let number = missing ?? nil, number != 0 {
      found.append(
        Finding(
          .error, "entries are missing from the audit trail: \(number)", at: "billing_audit_log",
          mend: "Somebody has deleted them by hand. Compare with a backup made before."))
    }
    return found
  }
}
