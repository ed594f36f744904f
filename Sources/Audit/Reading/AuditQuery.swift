import Domain
import Storage

/// Which entries are asked for; what is `nil` does not narrow the answer.
package struct AuditQuery: Equatable, Hashable, Sendable {
  package static let largestPage = 1000
  /// Counting goes no further.
  package static let largestTotal = 1_000

  package var entityType: String?
  package var entityID: String?
  package var userID: String?
  package var action: String?
  package var outcome: AuditEntry.Outcome?
  /// First and last second, both included.
  package var from: Timestamp?
  package var to: Timestamp?
  /// Words in the entry, in any order (`word*` for a prefix), or a prefix of the name of the user it is by or about.
  package var text: String?
  /// Where the previous page ended.
  package var before: Cursor?
  package var limit: Int
  package var offset: Int

  package init(
    entityType: String? = nil, entityID: String? = nil, userID: String? = nil,
    action: String? = nil,
    outcome: AuditEntry.Outcome? = nil, from: Timestamp? = nil, to: Timestamp? = nil, text: String? = nil,
    before: Cursor? = nil, limit: Int = 50, offset: Int = 0
  ) {
    self.entityType = entityType
    self.entityID = entityID
    self.userID = userID
    self.action = action
    self.outcome = outcome
    self.from = from
    self.to = to
    self.text = text
    self.before = before
    self.limit = limit
    self.offset = offset
  }

  /// A place in a list, which stays where it is while entries are added.
  package struct Cursor: Equatable, Hashable, Sendable {
    package var sequence: Int

    package init(sequence: Int) { self.sequence = sequence }

    /// - Returns: `nil` when it is none.
    package init?(_ text: String) {
      guard let sequence = Int(text) else { return nil }
      self.init(sequence: sequence)
    }

    package var text: String { String(sequence) }
  }

  /// The filters under their API names, for the entry about the read.
  /// - Parameter isKnown: whether there are such entries. If not, the text may be anything, even somebody's name or
  ///   address, which could not be erased from the trail.
  package func asked(isKnown: Bool) -> JSON.Object {
    var asked: JSON.Object = [:]
    let texts = [("entity_type", entityType), ("entity_id", entityID), ("user_id", userID), ("action", action)]
    for (name, value) in texts { asked[name] = value.map { .string(isKnown ? $0 : "(unknown)") } }
    asked["outcome"] = (outcome?.rawValue).map(JSON.string)
    asked["from"] = (from?.seconds).map(JSON.int)
    asked["to"] = (to?.seconds).map(JSON.int)
    if text != nil { asked["searched"] = true }
    return asked
  }

  /// Whether it asks for all there is.
  package var isWhole: Bool { asked(isKnown: true).isEmpty }
}

extension AuditQuery {
  /// In the order of the log, whatever the clock said. One filter is answered by its index; several at once, or words,
  /// by the index of words, which intersects them; there the filters are words too.
  var isByWords: Bool {
    text != nil || [entityType, entityID, userID, action, outcome?.rawValue].compactMap(\.self).count > 1
  }

  /// - Parameter words: what `words(_:)` has made of the filters and the text.
  private func predicate(_ words: String?) -> SQL {
    var conditions: [SQL] = []
    if let words {
      conditions.append("audit_words MATCH \(words)")
    } else {
      if let entityType { conditions.append("entity_type = \(entityType)") }
      if let entityID { conditions.append("entity_id = \(entityID)") }
      if let userID { conditions.append("user_id = \(userID)") }
      if let action { conditions.append("action = \(action)") }
      if let outcome { conditions.append("outcome = \(outcome.rawValue)") }
    }
    if let from { conditions.append("created_at >= \(from.seconds)") }
    if let to { conditions.append("created_at <= \(to.seconds)") }
    if let before {
      conditions.append(
        words == nil ? "audit_index.sequence < \(before.sequence)" : "audit_words.rowid < \(before.sequence)")
    }
    return conditions.isEmpty ? "1" : SQL.joined(conditions, separator: " AND ")
  }

  private func source(_ words: String?) -> SQL {
    if words == nil { return "audit_index" }
    if from == nil && to == nil { return "audit_words" }
    return "audit_words CROSS JOIN audit_index ON audit_index.sequence = audit_words.rowid"
  }

  /// Of all pages.
  func count(_ words: String?) -> SQL {
    var whole = self
    whole.before = nil
    return """
      SELECT count(*) AS total FROM (
        SELECT 1 FROM \(source(words)) WHERE \(whole.predicate(words)) LIMIT \(Self.largestTotal + 1))
      """
  }

  private var isByTimeAlone: Bool {
    (from != nil || to != nil) && [entityType, entityID, userID, action, outcome?.rawValue].allSatisfy { $0 == nil }
  }

  var isFirstPage: Bool { offset == 0 && before == nil }

  /// The rows of the page and one more; with how many there are, if that was found on the way.
  func rows(_ words: String?) -> SQL {
    guard let words else {
      let page: SQL =
        """
        FROM audit_index WHERE \(predicate(nil)) ORDER BY sequence DESC LIMIT \(limit + 1) OFFSET \(offset)
        """
      if !isByTimeAlone { return "SELECT sequence, leaf, NULL AS total \(page)" }
      // The index of times is in another order than the log: what it finds is sorted, without reading the rows.
      return """
        SELECT sequence, leaf, NULL AS total FROM audit_index WHERE sequence IN (SELECT sequence \(page))
        ORDER BY sequence DESC
        """
    }
    // To find by words and then to count what they find would take twice as long.
    let reach = isFirstPage ? max(limit, Self.largestTotal) : limit
    let total: SQL = isFirstPage ? "(SELECT count(*) FROM found)" : "NULL"
    return """
      WITH found AS MATERIALIZED (
        SELECT audit_words.rowid AS sequence FROM \(source(words)) WHERE \(predicate(words))
        ORDER BY audit_words.rowid DESC LIMIT \(reach + 1) OFFSET \(offset))
      SELECT sequence, leaf, \(total) AS total
      FROM found JOIN audit_index USING (sequence) ORDER BY sequence DESC LIMIT \(limit + 1)
      """
  }

  /// The query for the index of words; `nil` when the columns alone answer.
  func words(_ connection: Connection) throws -> String? {
    guard isByWords else { return nil }
    let filters = [
      userID.map(ExactWord.user), action.map(ExactWord.action), entityType.map(ExactWord.entityType),
      entityID.map(ExactWord.entity), (outcome?.rawValue).map(ExactWord.outcome),
    ].compactMap { $0.map(Self.quoted) }
    guard let text else { return filters.joined(separator: " AND ") }
    let words = text.split(whereSeparator: \.isWhitespace).prefix(Self.mostWords).flatMap(Self.words)
    let inEntry = words.isEmpty ? [] : ["(" + words.joined(separator: " AND ") + ")"]
    let people = try people(named: text.lowercased(), connection)
    let byOrAbout = people.flatMap { [ExactWord.user($0), ExactWord.entity($0)] }
    let alternatives = inEntry + byOrAbout.map(Self.quoted)
    if alternatives.isEmpty { return Self.nothing }
    return (filters + ["(" + alternatives.joined(separator: " OR ") + ")"]).joined(separator: " AND ")
  }

  private static let mostWords = 32
  /// Of fewer letters so many words begin with them that all of them would have to be put together first.
  private static let shortestBeginning = 3

  /// The words of a text without blanks, all of which must be there; with a star at its end the last is a beginning.
  private static func words(in text: Substring) -> [String] {
    let words = SearchWords.all(in: text)
    guard text.hasSuffix("*"), let last = words.last, last.count >= shortestBeginning else { return words.map(quoted) }
    return words.dropLast().map(quoted) + [quoted(last) + "*"]
  }

  private static func quoted(_ word: String) -> String { "\"\(word)\"" }

  /// Matches no entry.
  private static let nothing = "\"\""

  /// Those whose name begins with the text, or has a word that does.
  private func people(named text: String, _ connection: Connection) throws -> [String] {
    try connection.query(
      """
      SELECT DISTINCT user_id FROM audit_name
      WHERE substr(name, 1, length(\(text))) = \(text) OR instr(name, ' ' || \(text)) > 0
      LIMIT 50
      """
    ) { try $0.text("user_id") }
  }
}

extension AuditQuery {
  /// Entries in the order of the log, for an export.
  func entries(after place: Int, upTo last: Int, limit: Int) -> SQL {
    """
    SELECT audit_index.sequence, leaf, line FROM audit_index
    JOIN audit_entry ON audit_entry.sequence = audit_index.sequence
    WHERE audit_index.sequence > \(place) AND audit_index.sequence <= \(last) AND \(predicate(nil))
    ORDER BY audit_index.sequence LIMIT \(limit)
    """
  }
}
