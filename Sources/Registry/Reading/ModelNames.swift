import Domain
import Storage

extension Registry {
  /// What models are called, for who reads the audit trail; of deleted ones the last name, as long as their revisions
  /// are kept.
  package func names(of models: Set<String>, as caller: Caller) async throws -> [String: String] {
    try Self.check(AccessPolicy.decide(.readAudit, by: caller.principal))
    return try await database.read { connection in
      let known = try Self.names("SELECT id, name FROM model WHERE id IN \(in: models.sorted())", connection)
      let others = models.subtracting(known.keys).sorted()
      if others.isEmpty { return known }
      let former = try Self.names(
        """
        SELECT r.model_id AS id, coalesce(json_extract(r.snapshot, '$.name'), '') AS name FROM model_revision AS r
        WHERE r.model_id IN \(in: others) AND r.revision = (
          SELECT max(revision) FROM model_revision AS newest WHERE newest.model_id = r.model_id)
        """, connection)
      return known.merging(former) { known, _ in known }
    }
  }

  private static func names(_ query: SQL, _ connection: Connection) throws -> [String: String] {
    let rows = try connection.query(query) { (try $0.text("id"), try $0.text("name")) }
    return Dictionary(rows.filter { !$0.1.isEmpty }, uniquingKeysWith: { first, _ in first })
  }
}
