import Audit
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

  /// Revisions, newest first, 20 a page; of the model with this id, or of the last deleted one.
  /// - Parameter before: only revisions older than this one; keeps paging fast for long histories.
  /// - Throws: `Refusal`: unknown, not allowed.
  package func history(of id: ModelID, before: Int?, page: Int, as caller: Caller) async throws -> [RevisionEntry] {
    try await database.read { connection in
      let life = try Self.life(of: id, as: caller, connection)
      return try connection.query(
        Self.historyRows(of: id, life: life, before: before, page: page), row: RevisionEntry.init)
    }
  }

  /// Finds the page in an index, without reading the content of other revisions.
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

  /// The life of the current or last deleted model with this id, when the caller may see its history.
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
    .notFound, code: "model.revision_not_found", detail: "Revision not found")
  package static let revisionsStay = Refusal(
    .forbidden, code: "model.revisions_stay",
    detail: "Revisions cannot be deleted: the history of a model is immutable.")
}

extension Registry {
  /// Every model as it was at `time`, by id, active or not.
  ///
  /// Administrators see all of them. Others see what they could read then, with their groups of then, and can still read
  /// now.
  /// - Parameter person: the user with their groups of then; the caller, or for administrators anyone.
  package func models(asOf time: Timestamp, by person: Principal, as caller: Caller) async throws -> [SeenModel] {
    try Self.check(AccessPolicy.decide(.listModels, by: caller.principal))
    return try await database.read { connection in
      let then = try connection.query(Self.rows(asOf: time), row: Self.pastModel)
      guard AccessPolicy.needsGrants(caller.principal) else {
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

extension Registry {
  /// Makes the content of an older revision the current one, as a new revision. The switch and the owner stay, and the
  /// grants unless `withGrants`.
  /// - Throws: `Refusal`: unknown, not allowed, the base model of the old revision does not exist any more.
  package func rollBack(
    _ id: ModelID, to seen: SeenRevision, withGrants: Bool, reason: String?, as caller: Caller
  ) async throws -> Model {
    let base = try await baseModel(in: seen, of: id, as: caller)
    let baseIsAvailable = if let base { await isAvailable(base) } else { true }
    return try await change(.modelRollBack, id, reason: reason, as: caller) { connection, journal in
      let old = try Self.find(id, for: .updateModel, as: caller, connection)
      let (entry, fields) = try Self.revision(seen, of: id, life: old.life, connection)
      let snapshot = ModelSnapshot(fields)
      var new = old
      new.take(snapshot)
      (new.ownerID, new.isActive) = (old.ownerID, old.isActive)
      if new.baseModelID != old.baseModelID {
        try Self.checkBaseOfOld(new, isAvailable: baseIsAvailable, by: caller.principal, connection)
      }
      if withGrants {
        new.grants = GrantChecks.grants(snapshot.grants, keeping: old.grants, at: journal.now)
        try GrantChecks.check(new.grants, of: new, over: old, by: caller.principal, connection)
      }
      let changes = old.changes(to: new)
      if changes.isEmpty { return Written(act: nil, old: old, new: old) }
      new.advance(at: journal.now)
      try ModelTable.update(from: old, to: new, connection)
      let act = Act(
        .modelRollBack, entityType: "model", entityID: id.text,
        description: "Rolled \(id) back to revision \(entry.revision)", changes: changes, reason: reason,
        details: ["rolled_back_to": .int(entry.revision)])
      return Written(act: act, old: old, new: new)
    }
  }

  private func baseModel(in seen: SeenRevision, of id: ModelID, as caller: Caller) async throws -> ModelID? {
    try await database.read { connection in
      guard let model = try ModelTable.find(id, connection) else { return nil }
      let fields = try ModelTable.snapshot(of: model, seen, connection)?.object
      return (fields?["base_model_id"]?.string).map(ModelID.init(stored:))
    }
  }

  private static func checkBaseOfOld(
    _ model: Model, isAvailable: Bool, by principal: Principal, _ connection: Connection
  ) throws {
    do {
      try checkBase(of: model, isAvailable: isAvailable, by: principal, connection)
    } catch let refusal as Refusal where refusal.kind == .invalid {
      throw Refusal(
        .conflict, code: "model.base_is_gone", detail: "The base model is unavailable. \(refusal.detail)")
    }
  }
}
