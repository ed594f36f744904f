import Domain
import Storage

extension Registry {
  /// Models, grants and revisions that refer to something that is gone.
  /// - Parameter offered: the weights that a runtime has; `nil` when nobody could look.
  package static func findings(offered: Set<ModelID>?, _ connection: Connection) throws -> [Finding] {
    try lostGrants(connection) + lostOwners(connection) + lostBases(offered, connection) + lostRevisions(connection)
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
      let who = try row.text("principal_type") == "user" ? "person" : "group"
      return Finding(
        .warning, "'\(model)' is granted to the \(who) \(try row.text("principal_id")), who is gone",
        at: "model \(model), grant \(try row.text("id"))",
        mend: "Nobody gets rights by it. Save who may use the model without it, on its page.")
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
        .warning, "'\(model)' belongs to the person \(try row.text("user_id")), who is gone", at: "model \(model)",
        mend: "Administrators can still change and delete it; to give it an owner, create it anew.")
    }
  }

  private static func lostBases(_ offered: Set<ModelID>?, _ connection: Connection) throws -> [Finding] {
    guard let offered else { return [] }
    return try connection.query(
      """
      SELECT id, base_model_id FROM model AS preset WHERE base_model_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM model WHERE model.id = preset.base_model_id AND model.base_model_id IS NULL)
      ORDER BY id
      """
    ) { (ModelID(stored: try $0.text("id")), ModelID(stored: try $0.text("base_model_id"))) }
    .filter { !offered.contains($0.1) }
    .map { preset, base in
      Finding(
        .warning, "the preset '\(preset)' stands on '\(base)', which is neither registered nor in the models folder",
        at: "model \(preset)",
        mend: "Put \(base).gguf into the models folder, or choose another base model for the preset.")
    }
  }

  /// Every model's newest revision must be there: without it, it cannot be rolled back, and its number is used again.
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
        mend: "Somebody has changed the database by hand. Compare with a backup made before; then restore it.")
    }
  }
}
