import Audit
import Domain
import Storage

/// The SQL of the undo data of a removed user or group, which is stored for as long as the removal can be undone.
enum Removal {
  /// The user with password, keys and groups, but without sessions: a restored user signs in again.
  static func contents(ofPerson id: UserID, _ connection: Connection) throws -> String {
    try connection.first(
      """
      SELECT json_object(
        'name', name, 'email', email, 'role', role, 'profile_image_url', profile_image_url,
        'created_at', created_at, 'updated_at', updated_at, 'last_active_at', last_active_at,
        'password', (SELECT password FROM credential WHERE user_id = user.id),
        'keys', json((SELECT json_group_array(json_object(
          'id', id, 'name', name, 'hash', hash, 'hint', hint, 'models', models, 'is_read_only', is_read_only,
          'is_trusted', is_trusted, 'creates_users', creates_users, 'is_sole', is_sole, 'created_at', created_at,
          'expires_at', expires_at, 'last_used_at', last_used_at, 'revoked_at', revoked_at))
          FROM api_key WHERE user_id = user.id)),
        'groups', json((SELECT json_group_array(group_id) FROM group_member
          WHERE user_id = user.id AND removed_at IS NULL))) AS contents
      FROM user WHERE id = \(id.text)
      """
    ) { try $0.text("contents") } ?? "{}"
  }

  /// The group with its members and the groups below it.
  static func contents(ofGroup id: GroupID, _ connection: Connection) throws -> String {
    try connection.first(
      """
      SELECT json_object(
        'name', name, 'user_id', user_id, 'description', description, 'parent', parent_group_id, 'data', json(data),
        'permissions', json(permissions), 'created_at', created_at,
        'members', json((SELECT json_group_array(user_id) FROM group_member
          WHERE group_id = user_group.id AND removed_at IS NULL)),
        'children', json((SELECT json_group_array(child.id) FROM user_group AS child
          WHERE child.parent_group_id = user_group.id))) AS contents
      FROM user_group WHERE id = \(id.text)
      """
    ) { try $0.text("contents") } ?? "{}"
  }

  static func insert(
    _ subject: Grant.Grantee, _ contents: String, under actID: String, _ connection: Connection
  ) throws {
    try connection.execute(
      """
      INSERT INTO removal (act_id, type, subject_id, contents)
      VALUES (\(actID), \(subject.type), \(subject.principalID), \(contents))
      """)
  }

  static func find(_ actID: String, _ connection: Connection) throws -> (subject: Grant.Grantee, contents: JSON)? {
    try connection.first("SELECT * FROM removal WHERE act_id = \(actID)") { row in
      let id = try row.text("subject_id")
      // Not parsed as a grantee: '*' is a possible user id here.
      let subject: Grant.Grantee = try row.text("type") == "group" ? .group(GroupID(id)) : .user(UserID(id))
      return (subject, try JSON(parsing: row.text("contents")))
    }
  }

  /// Keeps the name only, for the list of recent changes.
  static func markDone(_ actID: String, _ connection: Connection) throws {
    try connection.execute(
      """
      UPDATE removal SET contents = json_object('name', json_extract(contents, '$.name')) WHERE act_id = \(actID)
      """)
  }

  static func forget(_ person: UserID, _ connection: Connection) throws {
    try connection.execute("DELETE FROM removal WHERE type = 'user' AND subject_id = \(person.text)")
  }
}

extension Accounts {
  /// Erases the name and address of a removed user from the audit trail, with the undo data of the removal.
  /// - Returns: in how many entries something was erased.
  /// - Throws: `Refusal`: not allowed, the account exists, the trail holds nothing of such a user.
  package func erase(_ id: UserID, from trail: AuditTrail, reason: String?, as caller: Caller) async throws -> Int {
    try await trail.erase(id, reason: reason, as: caller) {
      guard try Account.find($0, $1) == nil else { return false }
      // From now on the removal cannot be undone.
      try Removal.forget($0, $1)
      return true
    }
  }
}
