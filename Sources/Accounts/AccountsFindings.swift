import Storage

extension Accounts {
  /// People, groups and memberships that refer to something that is gone.
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
      let gone = try row.bool("is_user") ? "the person \(person)" : "the group \(group)"
      return Finding(
        .warning, "a membership names \(gone), who is gone", at: "group \(group), person \(person)",
        mend: "Nobody gets rights by it. Somebody has changed the database by hand: compare with a backup.")
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
        .error, "the group '\(name)' stands below the group \(parent), which is gone",
        at: "group \(try row.text("id"))",
        mend: "Give it another parent or none: muster groups update '\(name)'")
    }
  }

  private static func missingAdministrator(_ connection: Connection) throws -> [Finding] {
    let hasPeople = try connection.exists("SELECT 1 FROM user")
    guard hasPeople, try !connection.exists("SELECT 1 FROM user WHERE role = 'admin'") else { return [] }
    return [
      Finding(
        .error, "there are people, and no administrator among them", at: "user",
        mend: "Restore the newest backup that has one: muster restore FILE --replace")
    ]
  }
}
