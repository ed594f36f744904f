import Audit
import Domain
import Storage

/// Undoes the removal of a user or a group.
///
/// Later changes are kept: when the address or name is taken, the undo is refused; what else cannot be restored (a
/// membership in a group that was deleted) is skipped, and the result names it.
extension Accounts {
  /// - Throws: `Refusal`: not allowed, erased, the address or the name is taken.
  package static func restoreRemoved(
    removedBy actID: String, _ connection: Connection, _ journal: Journal
  ) throws -> RestoredSubject {
    guard let (subject, contents) = try Removal.find(actID, connection) else { throw Refusal.erasedSince }
    let restored: RestoredSubject
    switch subject {
    case .user(let id): restored = try restoreRemoved(id, contents, under: actID, journal, connection)
    case .group(let id): restored = try restoreRemoved(id, contents, journal, connection)
    case .everyone: throw Refusal.erasedSince
    }
    try Removal.markDone(actID, connection)
    return restored
  }

  // MARK: - People

  private static func restoreRemoved(
    _ id: UserID, _ contents: JSON, under actID: String, _ journal: Journal, _ connection: Connection
  ) throws -> RestoredSubject {
    try check(AccessPolicy.decide(.changePeople, by: journal.caller.principal))
    let account = Account(removed: id, contents)
    guard try Account.find(id, connection) == nil else { throw Refusal.undoneMeanwhile }
    if try Account.find(email: account.email, connection) != nil { throw Refusal.addressTaken(account) }
    try account.insert(connection)
    if let active = account.lastActiveAt {
      try connection.execute("UPDATE user SET last_active_at = \(active.seconds) WHERE id = \(id.text)")
    }
    if let password = contents["password"]?.string { try setPassword(password, of: id, connection) }
    let keys = try bringBackKeys(of: id, under: actID, connection)
    let groups = (contents["groups"]?.array ?? []).compactMap(\.string).map(GroupID.init)
    let skipped = try groups.filter { try !join($0, id, journal.now, connection) }.map { group in
      RestoredSubject.Skipped(type: "group", id: group.text, why: "the group was deleted later")
    }
    try journal.record(
      Act(
        .accountRestore, entityType: "account", entityID: id.text, description: "Restored a removed account",
        changes: account.changesOfCreation,
        details: ["keys": .int(keys), "groups": .int(groups.count - skipped.count)]))
    return RestoredSubject(subject: .user(id), name: account.name, skipped: skipped)
  }

  /// Revoked keys stay revoked.
  private static func bringBackKeys(of id: UserID, under actID: String, _ connection: Connection) throws -> Int {
    try connection.execute(
      """
      INSERT INTO api_key (id, user_id, name, hash, hint, models, is_read_only, is_trusted, creates_users, is_sole,
        created_at, expires_at, last_used_at, revoked_at)
      SELECT json_extract(key.value, '$.id'), \(id.text), json_extract(key.value, '$.name'),
        json_extract(key.value, '$.hash'), json_extract(key.value, '$.hint'), json_extract(key.value, '$.models'),
        json_extract(key.value, '$.is_read_only'), json_extract(key.value, '$.is_trusted'),
        json_extract(key.value, '$.creates_users'), json_extract(key.value, '$.is_sole'),
        json_extract(key.value, '$.created_at'), json_extract(key.value, '$.expires_at'),
        json_extract(key.value, '$.last_used_at'), json_extract(key.value, '$.revoked_at')
      FROM removal, json_each(removal.contents, '$.keys') AS key WHERE removal.act_id = \(actID)
      """)
  }

  /// - Returns: false when the user or the group does not exist.
  private static func join(
    _ group: GroupID, _ person: UserID, _ now: Timestamp, _ connection: Connection
  ) throws -> Bool {
    guard try connection.exists("SELECT 1 FROM user_group WHERE id = \(group.text)"),
      try connection.exists("SELECT 1 FROM user WHERE id = \(person.text)")
    else { return false }
    _ = try move(person, .add, group, now, connection)
    return true
  }

  // MARK: - Groups

  private static func restoreRemoved(
    _ id: GroupID, _ contents: JSON, _ journal: Journal, _ connection: Connection
  ) throws -> RestoredSubject {
    try check(AccessPolicy.decide(.changeGroups, by: journal.caller.principal))
    var group = Group(removed: id, contents, at: journal.now)
    guard try Group.find(id, connection) == nil else { throw Refusal.undoneMeanwhile }
    var skipped: [RestoredSubject.Skipped] = []
    if let parent = group.parentID, try Group.find(parent, connection) == nil {
      group.parentID = nil
      skipped.append(.init(type: "group", id: parent.text, why: "the parent group was deleted later"))
    }
    try checkPlace(of: group, connection)
    try group.insert(connection)
    let members = (contents["members"]?.array ?? []).compactMap(\.string).map(UserID.init)
    for member in members {
      if try join(id, member, journal.now, connection) { continue }
      skipped.append(.init(type: "user", id: member.text, why: "the user was removed later"))
    }
    let memberCount = members.count - skipped.count { $0.type == "user" }
    for child in (contents["children"]?.array ?? []).compactMap(\.string).map(GroupID.init) {
      if let why = try adopt(child, under: id, connection) {
        skipped.append(.init(type: "group", id: child.text, why: why))
      }
    }
    try journal.record(
      Act(
        .groupRestore, entityType: "group", entityID: id.text,
        description: "Restored the removed group \(group.name)", changes: group.changesOfCreation,
        details: ["members": .int(memberCount)]))
    return RestoredSubject(subject: .group(id), name: group.name, skipped: skipped)
  }

  /// - Returns: why the group could not get its former parent back.
  private static func adopt(_ child: GroupID, under parent: GroupID, _ connection: Connection) throws -> String? {
    guard let group = try Group.find(child, connection) else { return "the group was deleted later" }
    if group.parentID != nil { return "the group has another parent now" }
    if try isAtOrAbove(child, parent, connection) { return "it is a parent of this group now" }
    try connection.execute("UPDATE user_group SET parent_group_id = \(parent.text) WHERE id = \(child.text)")
    return nil
  }
}

extension Account {
  fileprivate init(removed id: UserID, _ contents: JSON) {
    self.init(
      id: id, name: contents["name"]?.string ?? "", email: contents["email"]?.string ?? "",
      role: contents["role"]?.string.flatMap(Role.init) ?? .pending,
      profileImageURL: contents["profile_image_url"]?.string ?? "",
      createdAt: Timestamp(seconds: contents["created_at"]?.int ?? 0))
    updatedAt = Timestamp(seconds: contents["updated_at"]?.int ?? createdAt.seconds)
    lastActiveAt = (contents["last_active_at"]?.int).map(Timestamp.init(seconds:))
  }
}

extension Group {
  fileprivate init(removed id: GroupID, _ contents: JSON, at now: Timestamp) {
    self.init(
      id: id, creatorID: UserID(contents["user_id"]?.string ?? ""), name: contents["name"]?.string ?? "",
      description: contents["description"]?.string ?? "", parentID: (contents["parent"]?.string).map(GroupID.init),
      data: contents["data"] ?? Group.defaultData,
      permissions: (contents["permissions"]?.object).map(PermissionSheet.init),
      createdAt: Timestamp(seconds: contents["created_at"]?.int ?? 0))
    updatedAt = now
  }
}

extension Refusal {
  static let erasedSince = Refusal(
    .conflict, code: "undo.erased",
    detail: "This user's data was erased, so they can't be restored. Add them again.")
  static let undoneMeanwhile = Refusal(.conflict, code: "undo.done", detail: "Already undone.")

  static func addressTaken(_ account: Account) -> Refusal {
    let why = "another account uses the address \(account.email) now"
    return Refusal(
      .conflict, code: "undo.address_taken",
      detail: "Nothing was undone: \(why). Change that account's address or remove it, then undo again.",
      recorded: "Nothing was undone: another account uses the address now.",
      attachments: ["conflicts": [["id": .string(account.id.text), "reason": .string(why)]]])
  }
}
