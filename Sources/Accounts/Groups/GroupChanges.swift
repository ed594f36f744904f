import Audit
import Domain
import Storage

/// Changes to groups and members; for administrators.
extension Accounts {
  /// - Throws: `Refusal`: not allowed, an invalid form, the name is taken, an unknown parent.
  package func createGroup(_ form: GroupForm, as caller: Caller) async throws -> Group {
    let group = AuditLog.Attempt(.groupCreate, entityType: "group", entityID: "new")
    return try await auditLog.change(as: caller, group) { connection, journal in
      try Self.check(AccessPolicy.decide(.changeGroups, by: caller.principal))
      try form.check()
      let group = Group(
        id: GroupID(Self.newID()), creatorID: caller.principal.id, name: form.name, description: form.description,
        parentID: form.parentID ?? nil, data: form.data ?? Group.defaultData, permissions: form.permissions ?? nil,
        createdAt: journal.now)
      try Self.checkPlace(of: group, connection)
      try group.insert(connection)
      try journal.record(
        Act(
          .groupCreate, entityType: "group", entityID: group.id.text, description: "Created the group \(group.name)",
          changes: group.changesOfCreation))
      return group
    }
  }

  /// - Throws: `Refusal`: unknown, not allowed, an invalid form, the name is taken, an unknown parent, a cycle.
  package func updateGroup(_ id: GroupID, _ form: GroupForm, as caller: Caller) async throws -> Group {
    try await changeGroup(.groupUpdate, id, as: caller) { old, connection, journal in
      try form.check()
      var new = old
      new.name = form.name
      new.description = form.description
      if let parent = form.parentID { new.parentID = parent }
      if let data = form.data { new.data = data }
      if let permissions = form.permissions { new.permissions = permissions }
      let changes = old.changes(to: new)
      if changes.isEmpty { return old }
      try Self.checkPlace(of: new, connection)
      new.updatedAt = journal.now
      try new.update(connection)
      try journal.record(
        Act(
          .groupUpdate, entityType: "group", entityID: id.text, description: "Updated the group \(new.name)",
          changes: changes))
      return new
    }
  }

  /// Removes a group and its grants.
  /// - Returns: how to undo it.
  @discardableResult
  package func deleteGroup(_ id: GroupID, as caller: Caller) async throws -> UndoToken? {
    let attempt = AuditLog.Attempt(.groupDelete, entityType: "group", entityID: id.text)
    let (undo, aftermath) = try await auditLog.change(as: caller, attempt) { connection, journal in
      let group = try Self.group(id, for: .changeGroups, as: caller, connection)
      let contents = try Removal.contents(ofGroup: id, connection)
      try connection.execute(
        """
        UPDATE group_member SET removed_at = \(journal.now.seconds)
        WHERE group_id = \(id.text) AND removed_at IS NULL
        """)
      let left = try revokeGrants(.group(id), nil, connection, journal)
      if let undo = left.undo { try Removal.insert(.group(id), contents, under: undo.actID, connection) }
      try connection.execute("DELETE FROM user_group WHERE id = \(id.text)")
      try journal.record(
        Act(
          .groupDelete, entityType: "group", entityID: id.text, description: "Deleted the group \(group.name)",
          changes: group.changes(to: nil), details: ["members": .int(group.memberCount)]))
      return left
    }
    await Task { await aftermath() }.value
    return undo
  }

  package enum MembershipChange: Sendable {
    case add, remove

    var action: AuditAction { self == .add ? .groupAddMembers : .groupRemoveMembers }
  }

  /// Adds or removes members; users who are members already, or are not, stay so.
  /// - Throws: `Refusal`: unknown group, not allowed, unknown users (then nothing is changed).
  package func changeMembers(
    of id: GroupID, _ change: MembershipChange, _ people: [UserID], as caller: Caller
  ) async throws -> Group {
    try await changeGroup(change.action, id, as: caller) { group, connection, journal in
      let known = try Self.names(of: people, connection)
      let unknown = people.filter { known[$0] == nil }
      guard unknown.isEmpty else { throw Refusal.unknownPeople(unknown) }
      var moved: [UserID] = []
      for person in known.keys.sorted(by: { $0.text < $1.text }) {
        let isMoved = try Self.move(person, change, group.id, journal.now, connection)
        if isMoved { moved.append(person) }
      }
      if moved.isEmpty { return group }
      let isAdded = change == .add
      try journal.record(
        Act(
          change.action, entityType: "group", entityID: id.text,
          description:
            isAdded ? "Added members to the group \(group.name)" : "Removed members from the group \(group.name)",
          changes: moved.map { person in
            FieldChange(
              "members.\(person.text)", before: isAdded ? nil : "member", after: isAdded ? "member" : nil)
          }))
      var changed = group
      changed.memberCount += isAdded ? moved.count : -moved.count
      return changed
    }
  }

  static func move(
    _ person: UserID, _ change: MembershipChange, _ group: GroupID, _ now: Timestamp, _ connection: Connection
  ) throws -> Bool {
    switch change {
    case .add:
      try connection.execute(
        """
        INSERT INTO group_member (group_id, user_id, added_at)
        SELECT \(group.text), \(person.text), \(now.seconds) WHERE NOT EXISTS (
          SELECT 1 FROM group_member
          WHERE user_id = \(person.text) AND group_id = \(group.text) AND removed_at IS NULL)
        """) > 0
    case .remove:
      try connection.execute(
        """
        UPDATE group_member SET removed_at = \(now.seconds)
        WHERE user_id = \(person.text) AND group_id = \(group.text) AND removed_at IS NULL
        """) > 0
    }
  }

  private func changeGroup(
    _ action: AuditAction, _ id: GroupID, as caller: Caller,
    _ block: @escaping @Sendable (Group, Connection, Journal) throws -> Group
  ) async throws -> Group {
    let attempt = AuditLog.Attempt(action, entityType: "group", entityID: id.text)
    return try await auditLog.change(as: caller, attempt) { connection, journal in
      try block(try Self.group(id, for: .changeGroups, as: caller, connection), connection, journal)
    }
  }

  static func group(_ id: GroupID, for action: Action, as caller: Caller, _ connection: Connection) throws -> Group {
    try check(AccessPolicy.decide(action, by: caller.principal))
    guard let group = try Group.find(id, connection) else { throw Refusal.groupNotFound }
    return group
  }

  /// Names are unique, and no group is its own ancestor.
  static func checkPlace(of group: Group, _ connection: Connection) throws {
    let isTaken = try connection.exists(
      "SELECT 1 FROM user_group WHERE name_key = \(group.name.lowercased()) AND id <> \(group.id.text)")
    if isTaken { throw Refusal.groupTaken(group.name) }
    guard let parent = group.parentID else { return }
    guard try Group.find(parent, connection) != nil else { throw Refusal.parentNotFound }
    if try isAtOrAbove(group.id, parent, connection) { throw Refusal.groupCycle }
  }

  static func isAtOrAbove(_ group: GroupID, _ other: GroupID, _ connection: Connection) throws -> Bool {
    try connection.exists(
      """
      WITH RECURSIVE above(id) AS (
        SELECT \(other.text)
        UNION
        SELECT user_group.parent_group_id FROM above JOIN user_group ON user_group.id = above.id
        WHERE user_group.parent_group_id IS NOT NULL)
      SELECT 1 FROM above WHERE id = \(group.text)
      """)
  }
}

extension Refusal {
  static func unknownPeople(_ people: [UserID]) -> Refusal {
    .invalid(
      people.prefix(20).map {
        FieldProblem(
          ["body", "user_ids"], type: "value_error", message: "There is no user with the ID '\($0.text)'.",
          input: .string($0.text))
      })
  }
}
