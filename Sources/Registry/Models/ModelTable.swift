import Audit
import Domain
import Foundation
import Storage

/// The SQL of one model's row with what belongs to it: grants, tags, revisions.
enum ModelTable {
  /// What `Model` is made from, grants included as one JSON list.
  static let columns = columns(meta: "model.meta")

  /// Without images, which may be larger than all the rest together; `has_image` says whether there is one.
  static let columnsOfList: SQL =
    """
    \(columns(meta: "CASE WHEN has_image THEN json_remove(meta, '$.profile_image_url') ELSE meta END AS meta")),
    has_image
    """

  private static func columns(meta: SQL) -> SQL {
    """
    model.id, model.user_id, model.base_model_id, model.name, model.params, \(meta), model.is_active, model.revision,
    model.life, model.version_id, model.created_at, model.updated_at,
    (SELECT json_group_array(json_array(g.id, g.principal_type, g.principal_id, g.permission, g.created_at))
     FROM (SELECT * FROM access_grant WHERE model_id = model.id
      ORDER BY principal_type, principal_id, permission) AS g) AS grants
    """
  }

  static func find(_ id: ModelID, _ connection: Connection) throws -> Model? {
    try connection.first("SELECT \(columns) FROM model WHERE id = \(id.text)", row: model)
  }

  static func model(_ row: Row) throws -> Model {
    let grants = try JSON(parsing: row.text("grants")).array ?? []
    return Model(
      id: ModelID(stored: try row.text("id")), ownerID: UserID(try row.text("user_id")),
      baseModelID: try row.optionalText("base_model_id").map(ModelID.init(stored:)),
      name: try row.text("name"),
      content: ModelContent(
        params: try JSON(parsing: row.text("params")).object ?? [:],
        meta: try JSON(parsing: row.text("meta")).object ?? [:]),
      grants: grants.compactMap(grant), isActive: try row.bool("is_active"),
      revision: try row.int("revision"), life: try row.int("life"),
      versionID: try row.text("version_id"),
      createdAt: Timestamp(seconds: try row.int("created_at")),
      updatedAt: Timestamp(seconds: try row.int("updated_at")))
  }

  private static func grant(_ columns: JSON) -> Grant? {
    guard let values = columns.array, values.count == 5, let id = values[0].string,
      let type = values[1].string,
      let principalID = values[2].string,
      let grantee = Grant.Grantee(type: type, principalID: principalID),
      let permission = values[3].string.flatMap(Grant.Permission.init),
      let createdAt = values[4].int
    else { return nil }
    return Grant(
      id: id, grantee: grantee, permission: permission, createdAt: Timestamp(seconds: createdAt))
  }

  /// Inserts a new model.
  static func insert(_ model: Model, _ connection: Connection) throws {
    try connection.execute(
      """
      INSERT INTO model (id, user_id, base_model_id, weights, name, params, meta, locked, is_active, revision,
        life, version_id, search_text, is_hidden, has_image, launch, residency_settings, created_at, updated_at)
      VALUES (\(model.id.text), \(model.ownerID.text), \(model.baseModelID?.text), \(model.weights.text),
        \(model.name), \(JSON.object(model.content.params).serialized()), \(JSON.object(model.content.meta).serialized()),
        \(locked(model)), \(model.isActive), \(model.revision), \(model.life), \(model.versionID), \(searchText(model)),
        \(model.content.isHidden), \(model.content.hasImage), \(launch(model)),
        \(residencySettings(model)),
        \(model.createdAt.seconds), \(model.updatedAt.seconds))
      """)
    try insertTags(model, connection)
    for grant in model.grants { try insert(grant, of: model.id, connection) }
  }

  /// Writes `new` over `old`, which must still be the stored revision.
  static func update(from old: Model, to new: Model, _ connection: Connection) throws {
    let changed = try connection.execute(
      """
      UPDATE model SET user_id = \(new.ownerID.text), base_model_id = \(new.baseModelID?.text), weights = \(new.weights.text), name = \(new.name),
        params = \(JSON.object(new.content.params).serialized()), meta = \(JSON.object(new.content.meta).serialized()),
        locked = \(locked(new)), is_active = \(new.isActive), revision = \(new.revision),
        version_id = \(new.versionID), search_text = \(searchText(new)), is_hidden = \(new.content.isHidden), has_image = \(new.content.hasImage),
        launch = \(launch(new)), residency_settings = \(residencySettings(new)), updated_at = \(new.updatedAt.seconds)
      WHERE id = \(old.id.text) AND revision = \(old.revision)
      """)
    guard changed > 0 else {
      throw Refusal.staleRevision(seen: old.revision, current: nil, snapshots: [:])
    }
    if old.content.meta["tags"] != new.content.meta["tags"] {
      try connection.execute("DELETE FROM model_tag WHERE model_id = \(old.id.text)")
      try insertTags(new, connection)
    }
    for grant in old.grants where !new.grants.contains(grant) {
      try connection.execute("DELETE FROM access_grant WHERE id = \(grant.id)")
    }
    for grant in new.grants where !old.grants.contains(grant) {
      try insert(grant, of: new.id, connection)
    }
  }

  /// Writes the switch only, not the whole row.
  static func setActive(_ model: Model, _ connection: Connection) throws {
    let changed = try connection.execute(
      """
      UPDATE model SET is_active = \(model.isActive), revision = \(model.revision), version_id = \(model.versionID),
        updated_at = \(model.updatedAt.seconds)
      WHERE id = \(model.id.text) AND revision = \(model.revision - 1)
      """)
    guard changed > 0 else {
      throw Refusal.staleRevision(seen: model.revision - 1, current: nil, snapshots: [:])
    }
  }

  static func delete(_ id: ModelID, _ connection: Connection) throws {
    try connection.execute("DELETE FROM model WHERE id = \(id.text)")
  }

  static func insertRevision(
    _ model: Model, action: AuditAction, journal: Journal, reason: String?, _ connection: Connection
  ) throws {
    try connection.execute(
      """
      INSERT INTO model_revision (model_id, revision, life, version_id, action, snapshot, user_id, reason, created_at)
      VALUES (\(model.id.text), \(model.revision), \(model.life), \(model.versionID), \(action.rawValue),
        \(JSON.object(model.snapshot).serialized()), \(journal.caller.principal.id.text), \(reason),
        \(journal.now.seconds))
      """)
  }

  /// The newest revision that this id ever had, purged ones included; 0 when there was none.
  static func lastRevision(of id: ModelID, _ connection: Connection) throws -> Int {
    try connection.first(
      """
      SELECT max(
        coalesce((SELECT max(revision) FROM model_revision WHERE model_id = \(id.text)), 0),
        coalesce((SELECT max(last_revision) FROM model_purge WHERE model_id = \(id.text)), 0)) AS last
      """
    ) { try $0.int("last") } ?? 0
  }

  /// A revision of the same life: earlier models with that id are not visible.
  static func snapshot(of model: Model, _ seen: SeenRevision, _ connection: Connection) throws -> JSON? {
    let which: SQL =
      switch seen {
      case .number(let revision): "revision = \(revision)"
      case .versionID(let version): "version_id = \(version)"
      }
    return try connection.first(
      """
      SELECT revision, snapshot FROM model_revision
      WHERE model_id = \(model.id.text) AND life = \(model.life) AND \(which)
      """
    ) { row in
      var snapshot = try JSON(parsing: row.text("snapshot")).object ?? [:]
      snapshot["revision"] = .int(try row.int("revision"))
      return .object(snapshot)
    }
  }

  private static func insert(_ grant: Grant, of id: ModelID, _ connection: Connection) throws {
    try connection.execute(
      """
      INSERT INTO access_grant (id, model_id, principal_type, principal_id, permission, created_at)
      VALUES (\(grant.id), \(id.text), \(grant.grantee.type), \(grant.grantee.principalID),
        \(grant.permission.rawValue), \(grant.createdAt.seconds))
      """)
  }

  private static func insertTags(_ model: Model, _ connection: Connection) throws {
    for tag in model.content.tags {
      try connection.execute(
        "INSERT INTO model_tag (tag, model_id) VALUES (\(tag), \(model.id.text))")
    }
  }

  private static func locked(_ model: Model) -> String {
    JSON.array(model.content.lockedParameters.map(JSON.string)).serialized()
  }

  private static func launch(_ model: Model) -> String? {
    model.baseModelID == nil ? model.content.launch?.serialized() : nil
  }

  private static func residencySettings(_ model: Model) -> String? {
    model.baseModelID == nil ? model.content.residencySettings.map { JSON.object($0).serialized() } : nil
  }

  private static func searchText(_ model: Model) -> String {
    [model.id.text, model.name, model.baseModelID?.text ?? "", model.content.meta["description"]?.string ?? ""]
      .joined(separator: "\n").lowercased()
  }
}
