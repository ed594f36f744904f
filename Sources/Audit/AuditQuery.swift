import Domain
import Storage

/// Which entries are asked for; what is `nil` does not narrow the answer.
package struct AuditQuery: Equatable, Sendable {
  package static let largestPage = 1000

  package var entityType: String?
  package var entityID: String?
  package var userID: String?
  package var action: String?
  package var outcome: AuditEntry.Outcome?
  /// First and last second, both included.
  package var from: Timestamp?
  package var to: Timestamp?
  package var limit: Int
  package var offset: Int

  package init(
    entityType: String? = nil, entityID: String? = nil, userID: String? = nil,
    action: String? = nil,
    outcome: AuditEntry.Outcome? = nil, from: Timestamp? = nil, to: Timestamp? = nil,
    limit: Int = 50, offset: Int = 0
  ) {
    self.entityType = entityType
    self.entityID = entityID
    self.userID = userID
    self.action = action
    self.outcome = outcome
    self.from = from
    self.to = to
    self.limit = limit
    self.offset = offset
  }

  private var predicate: SQL {
    var conditions: [SQL] = []
    if let entityType { conditions.append("entity_type = \(entityType)") }
    if let entityID { conditions.append("entity_id = \(entityID)") }
    if let userID { conditions.append("user_id = \(userID)") }
    if let action { conditions.append("action = \(action)") }
    if let outcome { conditions.append("outcome = \(outcome.rawValue)") }
    if let from { conditions.append("created_at >= \(from.seconds)") }
    if let to { conditions.append("created_at <= \(to.seconds)") }
    return conditions.isEmpty ? "1" : SQL.joined(conditions, separator: " AND ")
  }

  var count: SQL { "SELECT count(*) AS total FROM billing_audit_log WHERE \(predicate)" }

  var rows: SQL {
    """
    SELECT * FROM billing_audit_log WHERE \(predicate)
    ORDER BY sequence DESC LIMIT \(limit) OFFSET \(offset)
    """
  }
}

extension AuditLog {
  package struct Page: Equatable, Sendable {
    package var entries: [AuditEntry]
    package var total: Int
  }

  /// Entries that match, newest first.
  package func entries(_ query: AuditQuery, as caller: Caller) async throws -> Page {
    if case .refused(let refusal) = AccessPolicy.decide(.readAudit, by: caller.principal) {
      throw refusal
    }
    return try await database.read { connection in
      let total = try connection.first(query.count) { try $0.int("total") }
      let entries = try connection.query(query.rows, row: AuditEntry.init)
      return Page(entries: entries, total: total ?? 0)
    }
  }
}

extension AuditEntry {
  fileprivate init(_ row: Row) throws {
    let changes = try JSON(parsing: row.text("changes")).object ?? [:]
    let metadata = try JSON(parsing: row.text("audit_metadata")).object ?? [:]
    self.init(
      id: try row.text("id"), sequence: try row.int("sequence"),
      userID: UserID(try row.text("user_id")),
      userName: try row.text("user_name"),
      act: Act(
        try row.text("action"), entityType: try row.text("entity_type"),
        entityID: try row.text("entity_id"),
        description: try row.text("description"),
        changes: changes.map {
          FieldChange($0.key, before: $0.value["before"], after: $0.value["after"])
        },
        reason: metadata["reason"]?.string),
      outcome: Outcome(rawValue: try row.text("outcome")) ?? .failed, metadata: metadata,
      createdAt: Timestamp(seconds: try row.int("created_at")))
  }
}
