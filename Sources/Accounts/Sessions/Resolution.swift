import Audit
import Domain
import Storage

extension Accounts {
  package func caller(
    _ credentials: Credentials, from origin: Origin, withPermissions: Bool = true
  ) throws -> Caller {
    try database.lookUp(resolver(credentials, from: origin, withPermissions: withPermissions))
  }

  /// Identifies the caller inside a read that may continue with the decision. A session's signature is checked here;
  /// session, key, role and groups when the resolver runs.
  /// - Parameter withPermissions: not needed to use a model, the most frequent case.
  package func resolver(
    _ credentials: Credentials, from origin: Origin, withPermissions: Bool = true
  ) -> @Sendable (Connection) throws -> Caller {
    guard let token = credentials.token else { return { _ in throw Refusal.notAuthenticated } }
    let now = now()
    if APIKey.isKey(token) {
      let hash = Digest.sha256(token)
      return { connection in
        try callerByKey(
          hash: hash, onBehalfOf: credentials.onBehalfOf, from: origin, now: now, withPermissions: withPermissions,
          connection)
      }
    }
    guard let claims = SessionToken(token, key: key, now: now) else {
      return foreignResolver(token, from: origin, now: now)
    }
    return { connection in
      let account = try connection.first(
        """
        SELECT \(Account.columns) FROM session JOIN user ON user.id = session.user_id
        WHERE session.id = \(claims.sessionID) AND session.ended_at IS NULL AND session.expires_at > \(now.seconds)
        """, row: Account.init)
      guard let account, account.id == claims.userID else { throw Refusal.invalidToken }
      lastSeen.note(account.id, key: nil, now)
      return Caller(
        principal: try Self.principal(of: account, withPermissions: withPermissions, connection), origin: origin,
        authentication: .session)
    }
  }

  private func callerByKey(
    hash: String, onBehalfOf person: ForwardedUser?, from origin: Origin, now: Timestamp, withPermissions: Bool,
    _ connection: Connection
  ) throws -> Caller {
    guard let (key, owner) = try Self.keyAndOwner(hash: hash, connection) else { throw Refusal.badToken }
    try key.checkIsGood(at: now)
    let account: Account
    if let person, key.isTrusted {
      let email = try key.email(of: person, owner: owner)
      guard let known = try Account.find(email: email, connection) else { throw Refusal.unknownPerson(email) }
      account = known
    } else {
      account = owner
    }
    lastSeen.note(account.id, key: key.id, now)
    return Caller(
      principal: try Self.principal(of: account, limits: key.limits, withPermissions: withPermissions, connection),
      origin: origin, authentication: .key, key: .init(id: key.id, name: key.name, ownerID: owner.id))
  }

  /// The user with groups and permissions, as the policy needs them.
  static func principal(
    of account: Account, limits: KeyLimits? = nil, withPermissions: Bool = true, _ connection: Connection
  ) throws -> Principal {
    var principal = account.principal
    principal.limits = limits
    guard account.role != .pending else { return principal }
    let isInGroups = try connection.exists(
      "SELECT 1 FROM group_member WHERE user_id = \(account.id.text) AND removed_at IS NULL")
    // Most users are in no group, and the recursive query is not free.
    let groups =
      isInGroups
      ? try connection.query(groupsThatCount(for: account.id)) {
        (id: GroupID(try $0.text("id")), allowed: try $0.text("allowed"))
      } : []
    principal.groups = groups.map(\.id)
    if account.role == .user, withPermissions {
      principal.permissions = try defaultAllowed(connection)
      for group in groups { principal.permissions.formUnion(allowed(in: group.allowed)) }
    }
    return principal
  }

  /// The user's groups and all their parents, whose grants they inherit.
  static func groupsThatCount(for id: UserID) -> SQL {
    """
    WITH RECURSIVE mine(id) AS (
      SELECT group_id FROM group_member WHERE user_id = \(id.text) AND removed_at IS NULL
      UNION
      SELECT below.parent_group_id FROM mine JOIN user_group AS below ON below.id = mine.id
      WHERE below.parent_group_id IS NOT NULL)
    SELECT user_group.id, user_group.allowed FROM mine JOIN user_group ON user_group.id = mine.id
    """
  }

  private static func defaultAllowed(_ connection: Connection) throws -> Set<Permission> {
    try connection.first("SELECT allowed FROM default_permissions") { allowed(in: try $0.text("allowed")) }
      ?? standardAllowed
  }

  private static let standardAllowed = PermissionSheet.standard.allowed

  /// The column `allowed`: names of permissions, with blanks between.
  static func allowed(in column: String) -> Set<Permission> {
    Set(column.split(separator: " ").compactMap { Permission(rawValue: String($0)) })
  }

  static func column(_ allowed: Set<Permission>) -> String {
    allowed.map(\.rawValue).sorted().joined(separator: " ")
  }
}
