import Domain
import Storage

/// A user as the policy sees them, with the names for an explanation.
package struct PersonRights: Sendable, Equatable {
  /// A group that counts for a user, with the direct group through which it does.
  package struct CountedGroup: Sendable, Equatable {
    package var name: String
    package var direct: Person.GroupName
  }

  package var person: Person
  package var principal: Principal
  package var groups: [GroupID: CountedGroup]
}

/// A page of the users who may use a model, with the names of all its grantees.
package struct ModelAudience: Sendable, Equatable {
  package var people: [(rights: PersonRights, grounds: [AccessPolicy.Ground])]
  package var total: Int
  package var owner: Account?
  /// Of the grantees that exist.
  package var names: [Grant.Grantee: String]

  package static func == (left: Self, right: Self) -> Bool {
    left.total == right.total && left.owner == right.owner && left.names == right.names
      && left.people.elementsEqual(right.people) { $0.rights == $1.rights && $0.grounds == $1.grounds }
  }
}

extension Accounts {
  package static let audiencePage = 100

  /// For administrators and the user themselves.
  package func rights(of id: UserID, as caller: Caller) async throws -> PersonRights {
    try Self.check(AccessPolicy.decide(.readPersonAccess, on: id, by: caller.principal))
    return try await database.read { connection in
      guard let account = try Account.find(id, connection) else { throw Refusal.personNotFound }
      return try Self.rights(of: [account], connection)[0]
    }
  }

  /// All users who may read the model, by name. The registry has checked that the caller may see them.
  package func audience(of model: ModelFacts, page: Int) async throws -> ModelAudience {
    try await database.read { connection in
      let readers = Self.readers(of: model)
      let total = try connection.first("\(readers) SELECT count(*) AS total FROM reader") { try $0.int("total") }
      let accounts = try connection.query(
        """
        \(readers) SELECT \(Account.columns) FROM reader JOIN user ON user.id = reader.id
        ORDER BY user.name, user.id LIMIT \(Self.audiencePage) OFFSET \((max(page, 1) - 1) * Self.audiencePage)
        """, row: Account.init)
      let people = try Self.rights(of: accounts, connection).map { rights in
        (rights: rights, grounds: AccessPolicy.grounds(for: rights.principal, on: model))
      }
      return ModelAudience(
        people: people, total: total ?? 0, owner: try Account.find(model.ownerID, connection),
        names: try Self.names(of: model.grants.map(\.grantee), connection))
    }
  }

  /// The policy's rule for reading, from the model's side: a table `reader` of user ids.
  private static func readers(of model: ModelFacts) -> SQL {
    var users: [String] = model.isBaseModel ? [] : [model.ownerID.text]
    var groups: [String] = []
    var isForEveryone = false
    for grant in model.grants {
      switch grant.grantee {
      case .everyone: isForEveryone = true
      case .user(let id): users.append(id.text)
      case .group(let id): groups.append(id.text)
      }
    }
    return """
      WITH RECURSIVE below(id) AS (
        SELECT id FROM user_group WHERE id IN \(in: groups)
        UNION
        SELECT user_group.id FROM below JOIN user_group ON user_group.parent_group_id = below.id),
      reader(id) AS (
        SELECT id FROM user WHERE role = 'admin'
        UNION SELECT id FROM user WHERE role = 'user' AND (\(isForEveryone) OR id IN \(in: users))
        UNION SELECT user.id FROM group_member JOIN user ON user.id = group_member.user_id
          WHERE group_member.removed_at IS NULL AND user.role = 'user' AND group_member.group_id IN (SELECT id FROM below))
      """
  }

  /// Three queries, however many users.
  static func rights(of accounts: [Account], _ connection: Connection) throws -> [PersonRights] {
    var groupNamed: [GroupID: (name: String, parent: GroupID?)] = [:]
    let rows = try connection.query("SELECT id, name, parent_group_id FROM user_group") { row in
      (
        GroupID(try row.text("id")), try row.text("name"), try row.optionalText("parent_group_id").map(GroupID.init)
      )
    }
    for (id, name, parent) in rows { groupNamed[id] = (name, parent) }
    return try withGroups(accounts, connection).map { person in
      var counted: [GroupID: PersonRights.CountedGroup] = [:]
      for direct in person.groups {
        var next: GroupID? = direct.id
        // A group that is counted already has all above it counted, too.
        while let id = next, let group = groupNamed[id], counted[id] == nil || id == direct.id {
          counted[id] = .init(name: group.name, direct: direct)
          next = group.parent
        }
      }
      var principal = person.account.principal
      principal.groups = counted.keys.sorted { $0.text < $1.text }
      return PersonRights(person: person, principal: principal, groups: counted)
    }
  }

  private static func names(of grantees: [Grant.Grantee], _ connection: Connection) throws -> [Grant.Grantee: String] {
    var users: [UserID] = []
    var groups: [String] = []
    for grantee in grantees {
      switch grantee {
      case .everyone: continue
      case .user(let id): users.append(id)
      case .group(let id): groups.append(id.text)
      }
    }
    var names: [Grant.Grantee: String] = [:]
    for (id, name) in try Self.names(of: users, connection) { names[.user(id)] = name }
    let named = try connection.query("SELECT id, name FROM user_group WHERE id IN \(in: groups)") {
      (GroupID(try $0.text("id")), try $0.text("name"))
    }
    for (id, name) in named { names[.group(id)] = name }
    return names
  }
}
