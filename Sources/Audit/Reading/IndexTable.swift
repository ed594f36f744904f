import Domain
import Storage

/// What lists and searches are made from: the facts of each entry as columns, and its words.
enum IndexTable {
  static func insert(_ line: String, sequence: Int, leaf: Int, _ connection: Connection) throws {
    let facts = Facts(try JSON(parsing: line))
    try connection.execute(
      """
      INSERT INTO audit_index (sequence, leaf, id, user_id, action, entity_type, entity_id, outcome, created_at)
      VALUES (\(sequence), \(leaf), \(facts.id), \(facts.userID), \(facts.action), \(facts.entityType), \(facts.entityID),
        \(facts.outcome), \(facts.createdAt))
      """)
    try connection.execute("INSERT INTO audit_words (rowid, words) VALUES (\(sequence), \(facts.words))")
  }

  /// Takes an entry out of the search; the index of words has to be told which ones.
  static func remove(_ line: String, sequence: Int, _ connection: Connection) throws {
    let facts = Facts(try JSON(parsing: line))
    try connection.execute(
      "INSERT INTO audit_words (audit_words, rowid, words) VALUES ('delete', \(sequence), \(facts.words))")
    try connection.execute("DELETE FROM audit_index WHERE sequence = \(sequence)")
  }

  static func insertNames(_ facts: [String], _ connection: Connection) throws {
    var seen: Set<[String]> = []
    for value in try facts.flatMap(EntryTable.values)
    where namePlaces.contains(value.place) && seen.insert([value.person.text, value.value]).inserted {
      try connection.execute(
        "INSERT OR IGNORE INTO audit_name (user_id, name) VALUES (\(value.person.text), \(value.value.lowercased()))")
    }
  }

  private static let namePlaces: Set<String> = ["/user_name", "/changes/name/after", "/changes/email/after"]

  /// An entry's facts as columns, and its words.
  struct Facts: Equatable {
    var id: String
    var userID: String
    var action: String
    var entityType: String
    var entityID: String
    var outcome: String
    var createdAt: Int
    var words: String

    /// Longer texts, such as system prompts, are found by their beginning.
    private static let longestText = 300

    init(_ entry: JSON) {
      id = entry["id"]?.string ?? ""
      userID = entry["user_id"]?.string ?? ""
      action = entry["action"]?.string ?? ""
      entityType = entry["entity_type"]?.string ?? ""
      entityID = entry["entity_id"]?.string ?? ""
      outcome = entry["outcome"]?.string ?? ""
      createdAt = entry["created_at"]?.int ?? 0
      words = ""
      var texts = [userID, action, entityType, entityID, outcome]
      texts.append(entry["description"]?.string ?? "")
      Self.collect(entry["changes"] ?? .null, into: &texts)
      for name in Self.toldInWords { texts.append(entry["audit_metadata"]?[name]?.string ?? "") }
      words = (ExactWord.all(of: self) + texts.map(SearchWords.spaced)).joined(separator: " ")
    }

    /// Of what is beside the action: ids and addresses, of which each entry has another, would make most of the index.
    private static let toldInWords = ["reason", "cause", "code"]

    private static func collect(_ json: JSON, into texts: inout [String]) {
      switch json {
      case .string(let text): texts.append(String(text.prefix(longestText)))
      case .array(let values): for value in values { collect(value, into: &texts) }
      case .object(let members) where !PersonalValue.isSealed(json):
        for (name, value) in members {
          texts.append(name)
          collect(value, into: &texts)
        }
      case .null, .bool, .number, .object: break
      }
    }
  }
}

/// A filter's value as one word of the index of words, which no other value and no word of a text is.
enum ExactWord {
  static func user(_ id: String) -> String { word("u", id) }
  static func entity(_ id: String) -> String { word("e", id) }
  static func entityType(_ type: String) -> String { word("t", type) }
  static func action(_ action: String) -> String { word("a", action) }
  static func outcome(_ outcome: String) -> String { word("o", outcome) }

  static func all(of facts: IndexTable.Facts) -> [String] {
    [
      user(facts.userID), entity(facts.entityID), entityType(facts.entityType), action(facts.action),
      outcome(facts.outcome),
    ]
  }

  /// Begins with what SQLite's tokenizer takes for a letter and `SearchWords` does not; what that tokenizer would change
  /// or divide at is written as `z` and two digits.
  private static func word(_ kind: String, _ text: String) -> String {
    var word = Array("¬\(kind)".utf8)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "y"), UInt8(ascii: "0")...UInt8(ascii: "9"): word.append(byte)
      default: word += [UInt8(ascii: "z"), hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 0xF)]]
      }
    }
    return String(decoding: word, as: UTF8.self)
  }

  private static let hexDigits = Array("0123456789abcdef".utf8)
}
