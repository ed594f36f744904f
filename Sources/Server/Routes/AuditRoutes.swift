import Audit
import Domain
import Hummingbird

/// The audit trail.
struct AuditRoutes {
  let auditLog: AuditLog

  var routes: [Route] {
    [Route(.get, "/api/v1/audit/logs", .readAudit, "Entries of the audit trail, newest first", logs)]
  }

  @Sendable private func logs(_ visit: Visit) async throws -> Response {
    let query = visit.query
    var outcome: AuditEntry.Outcome?
    if query["outcome"] != nil { outcome = try query.choice("outcome", default: AuditEntry.Outcome.ok) }
    let page = try await auditLog.entries(
      AuditQuery(
        entityType: query["entity_type"], entityID: query["entity_id"], userID: query["user_id"],
        action: query["action"], outcome: outcome, from: try moment("from", query), to: try moment("to", query),
        limit: try query.int("limit", default: 50, in: 1...AuditQuery.largestPage),
        offset: try query.int("offset", default: 0, in: 0...Int.max)), as: try visit.requireCaller())
    return Reply.json(AuditWire.page(page))
  }

  private func moment(_ name: String, _ query: Query) throws -> Timestamp? {
    guard query[name] != nil else { return nil }
    return Timestamp(seconds: try query.int(name, default: 0, in: 0...Int.max))
  }
}
