import Domain
import Storage

/// An account with its direct groups.
package struct Person: Sendable, Equatable {
  package struct GroupName: Sendable, Equatable {
    package var id: GroupID
    package var name: String
  }

  package var account: Account
  /// By name.
  package var groups: [GroupName]
}

/// Filter and order of a list of users.
package struct PeopleQuery: Sendable, Equatable {
  package enum Order: String, Sendable, CaseIterable {
    case name, email, role
    case creation = "created_at"
    case activity = "last_active_at"
  }
  package static let pageSize = 30

  package var text: String?
  package var order: Order
  package var isAscending: Bool
  /// From 1; `nil` for all of them.
  package var page: Int?

  package init(text: String? = nil, order: Order = .creation, isAscending: Bool = false, page: Int? = 1) {
    self.text = text
    self.order = order
    self.isAscending = isAscending
    self.page = page
  }

  private var predicate: SQL {
    guard let text, !text.isEmpty else { return "1" }
    return "instr(user.search_text, \(text.lowercased())) > 0"
  }

  var count: SQL { "SELECT count(*) AS total FROM user WHERE \(predicate)" }

  var rows: SQL {
    let direction = isAscending ? "ASC" : "DESC"
    let ordering = SQL(stringLiteral: "user.\(order.rawValue) \(direction), user.id \(direction)")
    let limit = page == nil ? -1 : Self.pageSize
    return """
      SELECT \(Account.columns) FROM user WHERE \(predicate) ORDER BY \(ordering)
      LIMIT \(limit) OFFSET \((max(page ?? 1, 1) - 1) * Self.pageSize)
      """
  }
}

extension Accounts {
  package struct PeoplePage: Sendable, Equatable {
    package var people: [Person]
    package var total: Int
  }

  /// - Parameter action: `readPeople`, or `findPeople` to find users to share with.
  package func people(_ query: PeopleQuery, for action: Action = .readPeople, as caller: Caller) async throws
    -> PeoplePage
  {
    try Self.check(AccessPolicy.decide(action, by: caller.principal))
    await writeLastSeen()
    return try await database.read { connection in
      let total = try connection.first(query.count) { try $0.int("total") }
      let accounts = try connection.query(query.rows, row: Account.init)
      return PeoplePage(people: try Self.withGroups(accounts, connection), total: total ?? 0)
    }
  }

  /// - Throws: `Refusal.personNotFound`.
  package func person(_ id: UserID, for action: Action = .readPeople, as caller: Caller) async throws -> Person {
    if caller.principal.id != id || action == .readPeople {
      try Self.check(AccessPolicy.decide(action, by: caller.principal))
    }
    await writeLastSeen()
    return try await database.read { connection in
      guard let account = try Account.find(id, connection) else { throw Refusal.personNotFound }
      return try Self.withGroups([account], connection)[0]
    }
  }

  /// One query for all of them.
  static func withGroups(_ accounts: [Account], _ connection: Connection) throws -> [Person] {
    var groups: [UserID: [Person.GroupName]] = [:]
    let rows = try connection.query(
      """
      SELECT group_member.user_id, user_group.id, user_group.name
      FROM group_member JOIN user_group ON user_group.id = group_member.group_id
      WHERE group_member.removed_at IS NULL AND group_member.user_id IN \(in: accounts.map(\.id.text))
      ORDER BY user_group.name_key
      """
    ) { row in
      (
        UserID(try row.text("user_id")),
        Person.GroupName(id: GroupID(try row.text("id")), name: try row.text("name"))
      )
    }
    for (person, group) in rows { groups[person, default: []].append(group) }
    return accounts.map { Person(account: $0, groups: groups[$0.id] ?? []) }
  }

  /// Names of existing users and groups, for readers of the audit trail.
  package func names(
    ofUsers users: Set<String>, groups: Set<String>, as caller: Caller
  ) async throws -> (users: [String: String], groups: [String: String]) {
    try Self.check(AccessPolicy.decide(.readAudit, by: caller.principal))
    return try await database.read { connection in
      let people = try Self.names(of: users.sorted().map(UserID.init), connection)
      let named = try connection.query("SELECT id, name FROM user_group WHERE id IN \(in: groups.sorted())") {
        (try $0.text("id"), try $0.text("name"))
      }
      return (
        Dictionary(people.map { ($0.text, $1) }, uniquingKeysWith: { first, _ in first }),
        Dictionary(named, uniquingKeysWith: { first, _ in first })
      )
    }
  }

  /// Names of existing users.
  static func names(of people: [UserID], _ connection: Connection) throws -> [UserID: String] {
    let rows = try connection.query("SELECT id, name FROM user WHERE id IN \(in: people.map(\.text))") {
      (UserID(try $0.text("id")), try $0.text("name"))
    }
    return Dictionary(rows, uniquingKeysWith: { first, _ in first })
  }
}
