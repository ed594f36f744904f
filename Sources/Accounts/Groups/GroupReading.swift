import Audit
import Domain
import Storage

/// A group of a user.
package struct Membership: Sendable, Equatable {
  package var group: Group
  /// A member of the group itself, not only of a group below it.
  package var isDirect: Bool
}

extension Accounts {
  /// All groups for administrators; for others their own, or with `forSharing` those they may share with.
  package func groups(forSharing: Bool, as caller: Caller) async throws -> [Group] {
    let principal = caller.principal
    try Self.check(AccessPolicy.decide(.readGroups, by: principal))
    if !AccessPolicy.mayKnowEveryone(principal), !forSharing {
      return try await memberships(inherited: false, as: caller).map(\.group)
    }
    let all = try await database.read { connection in
      try connection.query("SELECT \(Group.columns) FROM user_group ORDER BY name_key, id", row: Group.init)
    }
    if AccessPolicy.mayKnowEveryone(principal) { return all }
    return all.filter { group in
      let form = GrantForm(grantee: .group(group.id), permission: .read)
      let proposed = ProposedGrant(form, name: group.name, sharing: GroupSharing(group.data))
      return AccessPolicy.decide(adding: [proposed], by: principal) == .allowed
    }
  }

  /// The caller's own groups, by name.
  /// - Parameter inherited: with the parents of the caller's groups.
  package func memberships(inherited: Bool, as caller: Caller) async throws -> [Membership] {
    try Self.check(AccessPolicy.decide(.readOwnRights, by: caller.principal))
    let id = caller.principal.id
    return try await database.read { connection in
      let direct = Set(
        try connection.query(
          "SELECT group_id FROM group_member WHERE user_id = \(id.text) AND removed_at IS NULL"
        ) { GroupID(try $0.text("group_id")) })
      let ids = inherited ? caller.principal.groups : Array(direct)
      return try connection.query(
        "SELECT \(Group.columns) FROM user_group WHERE id IN \(in: ids.map(\.text)) ORDER BY name_key, id",
        row: Group.init
      ).map { Membership(group: $0, isDirect: direct.contains($0.id)) }
    }
  }

  /// - Throws: `Refusal.groupNotFound` also for those who are neither in it nor administrators.
  package func group(_ id: GroupID, as caller: Caller) async throws -> Group {
    try Self.check(AccessPolicy.decide(.readGroups, by: caller.principal))
    let group = try await database.read { try Group.find(id, $0) }
    guard let group, AccessPolicy.mayRead(id, caller.principal) else {
      throw Refusal.groupNotFound
    }
    return group
  }

  /// A group with its direct members, by name.
  package func members(of id: GroupID, as caller: Caller) async throws -> (group: Group, people: [Person]) {
    await writeLastSeen()
    return try await database.read { connection in
      let group = try Self.group(id, for: .readPeople, as: caller, connection)
      let people = try connection.query(
        """
        SELECT \(Account.columns) FROM group_member JOIN user ON user.id = group_member.user_id
        WHERE group_member.group_id = \(id.text) AND group_member.removed_at IS NULL ORDER BY user.name, user.id
        """, row: Account.init)
      return (group, try Self.withGroups(people, connection))
    }
  }

  /// A user with their groups at `time`; parents of groups are the current ones.
  /// - Parameter id: another user, for administrators; `nil`: the caller.
  package func principal(asOf time: Timestamp, of id: UserID?, as caller: Caller) async throws -> Principal {
    let id = id ?? caller.principal.id
    try Self.check(AccessPolicy.decide(.readPersonAccess, on: id, by: caller.principal))
    return try await database.read { connection in
      guard let account = try Account.find(id, connection) else { throw Refusal.personNotFound }
      var principal = account.principal
      principal.limits = caller.principal.limits
      principal.groups = try connection.query(
        """
        WITH RECURSIVE mine(id) AS (
          SELECT group_id FROM group_member WHERE user_id = \(id.text)
            AND added_at <= \(time.seconds) AND (removed_at IS NULL OR removed_at > \(time.seconds))
          UNION
          SELECT below.parent_group_id FROM mine JOIN user_group AS below ON below.id = mine.id
          WHERE below.parent_group_id IS NOT NULL)
        SELECT id FROM mine
        """
      ) { GroupID(try $0.text("id")) }
      return principal
    }
  }

  // MARK: - Permissions

  /// The caller's permissions, in Open WebUI's format.
  package func permissions(as caller: Caller) async throws -> PermissionSheet {
    try Self.check(AccessPolicy.decide(.readOwnRights, by: caller.principal))
    return try await database.read { connection in
      guard let account = try Account.find(caller.principal.id, connection) else { throw Refusal.invalidToken }
      return try Self.permissionSheet(of: account, connection)
    }
  }

  /// The default permissions.
  package func defaultPermissions(as caller: Caller) async throws -> PermissionSheet {
    try Self.check(AccessPolicy.decide(.readPermissions, by: caller.principal))
    return try await database.read(Self.defaultSheet)
  }

  /// Changes the default permissions; those not in `sheet` stay.
  package func setDefaultPermissions(_ sheet: PermissionSheet, as caller: Caller) async throws -> PermissionSheet {
    let attempt = AuditLog.Attempt(.permissionsUpdate, entityType: "permissions", entityID: "default")
    return try await auditLog.change(as: caller, attempt) { connection, journal in
      try Self.check(AccessPolicy.decide(.changePermissions, by: caller.principal))
      let old = try Self.defaultSheet(connection)
      let new = old.overridden(by: sheet)
      let changes = old.changes(to: new)
      if changes.isEmpty { return old }
      try Self.store(new, connection)
      try journal.record(
        Act(
          .permissionsUpdate, entityType: "permissions", entityID: "default",
          description: "Changed the default permissions", changes: changes))
      return new
    }
  }

  static func store(_ sheet: PermissionSheet, _ connection: Connection) throws {
    try connection.execute(
      """
      INSERT INTO default_permissions (single, permissions, allowed)
      VALUES (1, \(JSON.object(sheet.sections).serialized()), \(column(sheet.allowed)))
      ON CONFLICT (single) DO UPDATE SET permissions = excluded.permissions, allowed = excluded.allowed
      """)
  }

  /// Most permissive of the defaults and all groups; all of Muster's for administrators.
  static func permissionSheet(of account: Account, _ connection: Connection) throws -> PermissionSheet {
    let sheet = try defaultSheet(connection)
    switch account.role {
    case .admin: return sheet.withAllOfMuster
    case .pending: return sheet
    case .user:
      let ids = try connection.query(groupsThatCount(for: account.id)) { try $0.text("id") }
      let sheets = try connection.query("SELECT permissions FROM user_group WHERE id IN \(in: ids)") {
        PermissionSheet(try JSON(parsing: try $0.text("permissions")).object ?? [:])
      }
      return sheets.reduce(sheet) { $0.mostPermissive(with: $1) }
    }
  }

  static func defaultSheet(_ connection: Connection) throws -> PermissionSheet {
    let stored = try connection.first("SELECT permissions FROM default_permissions") {
      PermissionSheet(try JSON(parsing: try $0.text("permissions")).object ?? [:])
    }
    return stored ?? .standard
  }
}
