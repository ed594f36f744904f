import Domain
import Storage

extension Registry {
  /// Models, grants and revisions that refer to something that does not exist.
  /// - Parameter available: the weights that a runtime has; `nil` when unknown.
  package static func findings(available: Set<ModelID>?, _ connection: Connection) throws -> [Finding] {
    try lostGrants(connection) + lostOwners(connection) + lostBases(available, connection) + lostRevisions(connection)
      + Integrity.missingTriggers(
        ["revisions_stay_as_written", "revisions_stay", "revisions_are_not_replaced"], protecting: "revisions",
        connection)
  }

  private static func lostGrants(_ connection: Connection) throws -> [Finding] {
    try connection.query(
      """
      SELECT id, model_id, principal_type, principal_id FROM access_grant WHERE
        principal_type = 'user' AND principal_id <> '*'
          AND NOT EXISTS (SELECT 1 FROM user WHERE user.id = access_grant.principal_id)
        OR principal_type = 'group'
          AND NOT EXISTS (SELECT 1 FROM user_group WHERE user_group.id = access_grant.principal_id)
      ORDER BY model_id, id
      """
    ) { row in
      let model = try row.text("model_id")
      let type = try row.text("principal_type")
      return Finding(
        .warning, "'\(model)' has a grant to the \(type) \(try row.text("principal_id")), which does not exist",
        at: "model \(model), grant \(try row.text("id"))",
        fix: "The grant has no effect. Remove it in the access settings of the model.")
    }
  }

  private static func lostOwners(_ connection: Connection) throws -> [Finding] {
    try connection.query(
      """
      SELECT id, user_id FROM model
      WHERE user_id <> \(UserID.system.text) AND NOT EXISTS (SELECT 1 FROM user WHERE user.id = model.user_id)
      ORDER BY id
      """
    ) { row in
      let model = try row.text("id")
      return Finding(
        .warning, "the owner of '\(model)', the user \(try row.text("user_id")), does not exist", at: "model \(model)",
        fix: "Administrators can still change and delete it. To give it an owner, create it again.")
    }
  }

  private static func lostBases(_ available: Set<ModelID>?, _ connection: Connection) throws -> [Finding] {
    guard let available else { return [] }
    return try connection.query(
      """
      SELECT id, base_model_id FROM model AS preset WHERE base_model_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM model WHERE model.id = preset.base_model_id AND model.base_model_id IS NULL)
      ORDER BY id
      """
    ) { (ModelID(stored: try $0.text("id")), ModelID(stored: try $0.text("base_model_id"))) }
    .filter { !available.contains($0.1) }
    .map { preset, base in
      Finding(
        .warning, "the base model '\(base)' of the preset '\(preset)' is neither registered nor in the models folder",
        at: "model \(preset)",
        fix: "Put \(base).gguf into the models folder, or choose another base model for the preset.")
    }
  }

  /// The newest revision of every model must exist: without it, the model cannot be rolled back and its number is reused.
  private static func lostRevisions(_ connection: Connection) throws -> [Finding] {
    try connection.query(
      """
      SELECT id, revision FROM model WHERE NOT EXISTS (
        SELECT 1 FROM model_revision AS r WHERE r.model_id = model.id AND r.revision = model.revision)
      ORDER BY id
      """
    ) { row in
      let model = try row.text("id")
      return Finding(
        .error, "'\(model)' is at revision \(try row.int("revision")), which is not in its history",
        at: "model \(model)",
        fix: "The database was changed from outside Muster. Compare it with an older backup, then restore that.")
    }
  }
}
