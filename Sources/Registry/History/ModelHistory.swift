import Domain
import Storage

/// One revision of a model, without its content.
package struct RevisionEntry: Sendable, Equatable {
  package var id: ModelID
  package var revision: Int
  package var versionID: String
  /// The revision before it.
  package var parentID: String?
  package var action: String
  package var userID: UserID
  /// `nil` when the account is gone.
  package var userName: String?
  package var reason: String?
  package var createdAt: Timestamp

  static let columns: SQL =
    """
    r.model_id, r.revision, r.version_id, r.action, r.user_id, r.reason, r.created_at,
    (SELECT name FROM user WHERE user.id = r.user_id) AS user_name,
    (SELECT p.version_id FROM model_revision AS p
     WHERE p.model_id = r.model_id AND p.life = r.life AND p.revision < r.revision
     ORDER BY p.revision DESC LIMIT 1) AS parent_id
    """

  init(_ row: Row) throws {
    id = ModelID(stored: try row.text("model_id"))
    revision = try row.int("revision")
    versionID = try row.text("version_id")
    parentID = try row.optionalText("parent_id")
    action = try row.text("action")
    userID = UserID(try row.text("user_id"))
    userName = try row.optionalText("user_name")
    reason = try row.optionalText("reason")
    createdAt = Timestamp(seconds: try row.int("created_at"))
  }
}

extension Registry {
  package static let historyPage = 20

  /// Revisions, newest first, 20 a page; of a model that is there, else of the one of that id that was deleted last.
  /// - Parameter before: only revisions older than this one: pages as fast however many there are.
  /// - Throws: `Refusal`: unknown, not allowed.
  package func history(of id: ModelID, before: Int?, page: Int, as caller: Caller) async throws -> [RevisionEntry] {
    try await database.read { connection in
      let life = try Self.life(of: id, as: caller, connection)
      return try connection.query(
        Self.historyRows(of: id, life: life, before: before, page: page), row: RevisionEntry.init)
    }
  }

  /// The page is found in an index, without the content of what is passed over.
  static func historyRows(of id: ModelID, life: Int, before: Int?, page: Int) -> SQL {
    """
    SELECT \(RevisionEntry.columns) FROM (
      SELECT rowid AS found FROM model_revision
      WHERE model_id = \(id.text) AND life = \(life) AND revision < \(before ?? Int.max)
      ORDER BY revision DESC LIMIT \(historyPage) OFFSET \((max(page, 1) - 1) * historyPage)
    ) JOIN model_revision AS r ON r.rowid = found ORDER BY r.revision DESC
    """
  }

  /// One revision with its content.
  /// - Throws: `Refusal`: unknown, not allowed.
  package func revision(_ seen: SeenRevision, of id: ModelID, as caller: Caller) async throws
    -> (entry: RevisionEntry, snapshot: JSON.Object)
  {
    try await database.read { connection in
      let life = try Self.life(of: id, as: caller, connection)
      return try Self.revision(seen, of: id, life: life, connection)
    }
  }

  /// The fields in which two revisions differ.
  /// - Throws: `Refusal`: unknown, not allowed.
  package func difference(
    from: SeenRevision, to: SeenRevision, of id: ModelID, as caller: Caller
  ) async throws -> (from: RevisionEntry, to: RevisionEntry, changes: [FieldChange]) {
    try await database.read { connection in
      let life = try Self.life(of: id, as: caller, connection)
      let old = try Self.revision(from, of: id, life: life, connection)
      let new = try Self.revision(to, of: id, life: life, connection)
      return (old.entry, new.entry, old.snapshot.changes(toSnapshot: new.snapshot))
    }
  }

  static func revision(
    _ seen: SeenRevision, of id: ModelID, life: Int, _ connection: Connection
  ) throws -> (entry: RevisionEntry, snapshot: JSON.Object) {
    let which: SQL =
      switch seen {
      case .number(let revision): "r.revision = \(revision)"
      case .versionID(let version): "r.version_id = \(version)"
      }
    let found = try connection.first(
      """
      SELECT \(RevisionEntry.columns), r.snapshot FROM model_revision AS r
      WHERE r.model_id = \(id.text) AND r.life = \(life) AND \(which)
      """
    ) { (try RevisionEntry($0), try JSON(parsing: $0.text("snapshot")).object ?? [:]) }
    guard let found else { throw Refusal.revisionNotFound }
    return found
  }

  /// Which model of that id is meant, when the caller may look at its history.
  static func life(of id: ModelID, as caller: Caller, _ connection: Connection) throws -> Int {
    if let model = try ModelTable.find(id, connection) {
      try check(AccessPolicy.decide(.readModelHistory, on: ModelFacts(model), by: caller.principal))
      return model.life
    }
    let deleted = try Bin.find(id, connection)
    try check(AccessPolicy.decide(.readModelHistory, on: deleted.map { $0.snapshot.facts(id) }, by: caller.principal))
    guard let deleted else { throw Refusal.modelNotFound }
    return deleted.life
  }
}

extension Refusal {
  static let revisionNotFound = Refusal(
    .notFound, code: "model.revision_not_found", detail: "Model version not found")
  package static let revisionsStay = Refusal(
    .forbidden, code: "model.revisions_stay",
    detail: "Nobody can delete a version: the history of a model stays as it was.")
}
