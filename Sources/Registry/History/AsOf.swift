import Domain
import Storage

extension Registry {
  /// Every model as it was at `time`, by id, active or not.
  ///
  /// Administrators see all of them. Others see what they could read then, by the groups that they were in then, and
  /// can still read now.
  /// - Parameter person: as of whom; of the caller's own groups then, unless an administrator asks for somebody else.
  package func models(asOf time: Timestamp, by person: Principal, as caller: Caller) async throws -> [SeenModel] {
    try Self.check(AccessPolicy.decide(.listModels, by: caller.principal))
    return try await database.read { connection in
      let then = try connection.query(Self.rows(asOf: time), row: Self.pastModel)
      guard caller.principal.role != .admin else {
        return then.filter { AccessPolicy.mayRead(ModelFacts($0), person) }.map {
          SeenModel($0, owner: nil, by: person)
        }
      }
      let now = Set(
        try connection.query("SELECT id FROM model WHERE \(AccessSQL.allows(.read, to: caller.principal))") {
          ModelID(stored: try $0.text("id"))
        })
      return then.filter { now.contains($0.id) && AccessPolicy.mayRead(ModelFacts($0), person) }
        .map { SeenModel($0, owner: nil, by: person) }
    }
  }

  /// The last revision of each id up to then, unless it is a tombstone.
  static func rows(asOf time: Timestamp) -> SQL {
    """
    SELECT r.*, (SELECT min(f.created_at) FROM model_revision AS f
      WHERE f.model_id = r.model_id AND f.life = r.life) AS born_at
    FROM (
      SELECT model_id AS id, max(revision) AS newest FROM model_revision
      WHERE created_at <= \(time.seconds) GROUP BY model_id
    ) JOIN model_revision AS r ON r.model_id = id AND r.revision = newest
    WHERE r.action <> 'model.delete' ORDER BY r.model_id
    """
  }

  private static func pastModel(_ row: Row) throws -> Model {
    let snapshot = ModelSnapshot(try JSON(parsing: row.text("snapshot")).object ?? [:])
    let id = ModelID(stored: try row.text("model_id"))
    return Model(
      id: id, ownerID: snapshot.ownerID, baseModelID: snapshot.baseModelID, name: snapshot.name,
      content: snapshot.content, grants: snapshot.facts(id).grants, isActive: snapshot.isActive,
      revision: try row.int("revision"), life: try row.int("life"), versionID: try row.text("version_id"),
      createdAt: Timestamp(seconds: try row.int("born_at")), updatedAt: Timestamp(seconds: try row.int("created_at")))
  }
}
