import Domain
import Storage

/// The SQL of entries and of the personal values beside them.
enum EntryTable {
  /// - Returns: the sequence number.
  static func insert(_ entry: EntryLine, sequence: Int? = nil, _ connection: Connection) throws -> Int {
    let given = try connection.first(
      "INSERT INTO audit_entry (sequence, id, line) VALUES (\(sequence), \(entry.id), \(entry.line)) RETURNING sequence"
    ) { try $0.int("sequence") }
    guard let given else { throw AuditLog.UnauditedChange() }
    for (person, values) in entry.personal {
      try connection.execute(
        """
        INSERT INTO audit_personal (sequence, user_id, facts)
        VALUES (\(given), \(person.text), \(JSON.array(values.map(\.json)).serialized()))
        """)
    }
    return given
  }

  /// What is known of the personal values of entries, by their sequence numbers.
  static func personal(of sequences: [Int], _ connection: Connection) throws -> [Int: [PersonalValue]] {
    var found: [Int: [PersonalValue]] = [:]
    let rows = try connection.query("SELECT sequence, facts FROM audit_personal WHERE sequence IN \(in: sequences)") {
      (try $0.int("sequence"), try values(in: $0.text("facts")))
    }
    for (sequence, values) in rows { found[sequence, default: []] += values }
    return found
  }

  static func values(in facts: String) throws -> [PersonalValue] {
    (try JSON(parsing: facts).array ?? []).compactMap(PersonalValue.init)
  }
}
