import Storage

extension Accounts {
  /// Users, groups and memberships that refer to something that does not exist.
  package static func findings(_ connection: Connection) throws -> [Finding] {
    try lostMemberships(connection) + lostParents(connection) + missingAdministrator(connection)
  }

  private static func lostMemberships(_ connection: Connection) throws -> [Finding] {
    try connection.query(
      """
      SELECT group_id, user_id, NOT EXISTS (SELECT 1 FROM user WHERE user.id = group_member.user_id) AS is_user
      FROM group_member WHERE removed_at IS NULL AND (
        NOT EXISTS (SELECT 1 FROM user WHERE user.id = group_member.user_id)
        OR NOT EXISTS (SELECT 1 FROM user_group WHERE user_group.id = group_member.group_id))
      ORDER BY group_id, user_id
      """
    ) { row in
      let (group, person) = (try row.text("group_id"), try row.text("user_id"))
      let missing = try row.bool("is_user") ? "the user \(person)" : "the group \(group)"
      return Finding(
        .warning, "a membership names \(missing), which does not exist", at: "group \(group), user \(person)",
        fix: "It has no effect. The database was changed from outside Muster: compare it with a backup.")
    }
  }

  private static func lostParents(_ connection: Connection) throws -> [Finding] {
    try connection.query(
      """
      SELECT id, name, parent_group_id FROM user_group AS child WHERE parent_group_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM user_group WHERE user_group.id = child.parent_group_id)
      ORDER BY id
      """
    ) { row in
      let (name, parent) = (try row.text("name"), try row.text("parent_group_id"))
      return Finding(
        .error, "the parent of the group '\(name)', the group \(parent), does not exist",
        at: "group \(try row.text("id"))",
        fix: "Give it another parent or none: muster groups update '\(name)'")
    }
  }

  private static func missingAdministrator(_ connection: Connection) throws -> [Finding] {
    let hasPeople = try connection.exists("SELECT 1 FROM user")
    guard hasPeople, try !connection.exists("SELECT 1 FROM user WHERE role = 'admin'") else { return [] }
    return [
      Finding(
        .error, "no user is an administrator", at: "user",
        fix: "Restore the newest backup that has one: muster restore FILE --replace")
    ]
  }
}
