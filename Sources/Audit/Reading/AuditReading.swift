import Domain
import Storage

extension AuditLog {
  package struct Page: Equatable, Sendable {
    package var entries: [AuditEntry]
    /// How many match, at most `AuditQuery.largestTotal` and one.
    package var total: Int
    /// Where the next page begins; `nil` on the last.
    package var next: AuditQuery.Cursor?
  }

  /// Entries that match, newest first. Reads are recorded too, coalesced (`ReadCoalescing`).
  package func entries(_ query: AuditQuery, as caller: Caller) async throws -> Page {
    if case .refused(let refusal) = AccessPolicy.decide(.readAudit, by: caller.principal) { throw refusal }
    try await catchUp()
    let page = try await database.read { try Self.page(query, $0) }
    await record(.list(query.asked(isKnown: page.total > 0)), as: caller)
    return page
  }

  /// One entry, and the line that is proven.
  /// - Throws: `Refusal`: unknown, not allowed.
  package func entry(_ id: String, as caller: Caller) async throws -> (entry: AuditEntry, line: String) {
    if case .refused(let refusal) = AccessPolicy.decide(.readAudit, by: caller.principal) { throw refusal }
    try await catchUp()
    let found = try await database.read { connection in
      let row = try connection.first(
        """
        SELECT audit_entry.sequence, line, leaf, facts FROM audit_index
        JOIN audit_entry ON audit_entry.sequence = audit_index.sequence WHERE id = \(id)
        """
      ) {
        (try $0.int("sequence"), try $0.text("line"), try $0.int("leaf"), try EntryTable.values(in: $0.text("facts")))
      }
      guard let (sequence, line, leaf, personal) = row else { throw Refusal.entryNotFound }
      return (try AuditEntry(line, sequence: sequence, leaf: leaf, personal), line)
    }
    await record(.entry(id), as: caller)
    return found
  }

  /// Takes new entries into the index, so that a user finds the change they have just made.
  func catchUp() async throws {
    guard try await database.read(Integration.isBehind) else { return }
    do {
      try await Integration.catchUp(database)
    } catch is TreeTable.MissingNode {
      // The sequencer reports the damaged tree; what is in the index can be read all the same.
    } catch is StorageFailure {
      // Nothing can be stored; what is stored can be read all the same.
    }
  }

  static func page(_ query: AuditQuery, _ connection: Connection) throws -> Page {
    let words = try query.words(connection)
    let rows = try connection.query(query.rows(words)) {
      (
        sequence: try $0.int("sequence"), leaf: try $0.int("leaf"), total: try $0.optionalInt("total")
      )
    }
    // When the page holds all of them, no count is needed.
    let isAll = query.isFirstPage && rows.count <= query.limit
    let total =
      try rows.first?.total
      ?? (isAll ? rows.count : connection.first(query.count(words)) { try $0.int("total") } ?? 0)
    let shown = rows.prefix(query.limit)
    var next: AuditQuery.Cursor?
    if rows.count > shown.count, let last = shown.last {
      next = AuditQuery.Cursor(sequence: last.sequence)
    }
    let sequences = shown.map(\.sequence)
    var found: [Int: AuditEntry] = [:]
    let leaves = Dictionary(uniqueKeysWithValues: shown.map { ($0.sequence, $0.leaf) })
    try connection.forEach("SELECT sequence, line, facts FROM audit_entry WHERE sequence IN \(in: sequences)") { row in
      let sequence = try row.int("sequence")
      found[sequence] = try AuditEntry(
        row.text("line"), sequence: sequence, leaf: leaves[sequence], EntryTable.values(in: row.text("facts")))
    }
    let entries = sequences.compactMap { found[$0] }
    return Page(entries: entries, total: total, next: next)
  }
}

extension AuditEntry {
  init(_ line: String, sequence: Int, leaf: Int?, _ personal: [PersonalValue]) throws {
    let entry = try JSON(parsing: line).unsealed(with: personal)
    let changes = entry["changes"]?.object ?? [:]
    let metadata = entry["audit_metadata"]?.object ?? [:]
    func text(_ name: String) -> String { entry[name]?.string ?? "" }
    self.init(
      id: text("id"), sequence: sequence, leaf: leaf, userID: UserID(text("user_id")),
      userName: entry["user_name"]?.string, action: text("action"), entityType: text("entity_type"),
      entityID: text("entity_id"), description: text("description"),
      changes: changes.map { FieldChange($0.key, before: $0.value["before"], after: $0.value["after"]) },
      outcome: Outcome(rawValue: text("outcome")) ?? .failed, metadata: metadata,
      createdAt: Timestamp(seconds: entry["created_at"]?.int ?? 0))
  }
}
