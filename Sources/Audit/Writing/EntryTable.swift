import Domain
import Storage

/// The SQL of entries, and of the personal values beside their lines.
enum EntryTable {
  /// - Returns: the sequence number.
  static func insert(_ entry: EntryLine, sequence: Int? = nil, _ connection: Connection) throws -> Int {
    try connection.insert(
      "INSERT INTO audit_entry (sequence, line, facts) VALUES (\(sequence), \(entry.line), \(facts(of: entry.personal)))"
    )
  }

  /// What is known of the personal values of entries, by their sequence numbers.
  static func personal(of sequences: [Int], _ connection: Connection) throws -> [Int: [PersonalValue]] {
    let rows = try connection.query("SELECT sequence, facts FROM audit_entry WHERE sequence IN \(in: sequences)") {
      (try $0.int("sequence"), try values(in: $0.text("facts")))
    }
    return Dictionary(uniqueKeysWithValues: rows)
  }

  static func values(in facts: String) throws -> [PersonalValue] {
    (try JSON(parsing: facts).array ?? []).compactMap(PersonalValue.init)
  }

  /// Removes the personal values of a user.
  /// - Returns: of how many entries.
  static func erase(_ person: UserID, _ connection: Connection) throws -> Int {
    let mark = JSON.string(person.text).serialized()
    let rows = try connection.query("SELECT sequence, facts FROM audit_entry WHERE instr(facts, \(mark)) > 0") {
      (try $0.int("sequence"), try values(in: $0.text("facts")))
    }
    var count = 0
    for (sequence, values) in rows {
      let others = values.filter { $0.person != person }
      if others.count == values.count { continue }
      try connection.execute("UPDATE audit_entry SET facts = \(facts(of: others)) WHERE sequence = \(sequence)")
      count += 1
    }
    return count
  }

  private static func facts(of values: [PersonalValue]) -> String {
    JSON.array(values.map(\.json)).serialized()
  }
}
