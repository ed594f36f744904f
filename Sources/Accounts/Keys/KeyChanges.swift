import Audit
import Domain
import Foundation
import Storage

extension Accounts {
  /// Creates a key for the caller.
  /// - Returns: the key and its secret, which is not stored and cannot be shown again.
  /// - Throws: `Refusal`: not allowed, an invalid form.
  package func createKey(
    _ form: KeyForm, as caller: Caller
  ) async throws -> (key: APIKey, secret: String) {
    let secret = APIKey.newSecret()
    let owner = caller.principal.id
    let attempt = AuditLog.Attempt(.keyCreate, entityType: "key", entityID: "new")
    let key = try await auditLog.change(as: caller, attempt) { connection, journal in
      guard AccessPolicy.decide(.createKey, by: caller.principal) == .allowed else { throw Refusal.mayNotMakeKeys }
      if form.isTrusted || form.createsUsers {
        try Self.check(AccessPolicy.decide(.changePeople, by: caller.principal))
      }
      try form.check(at: journal.now)
      if form.isSole { try Self.revokeSoleKey(of: owner, journal, connection) }
      let key = APIKey(
        id: Self.newID(), ownerID: owner, form: form, hint: APIKey.hint(of: secret), createdAt: journal.now)
      try key.insert(hash: Digest.sha256(secret), connection)
      try journal.record(
        Act(
          .keyCreate, entityType: "key", entityID: key.id,
          description:
            "Created an API key\(key.isTrusted ? ", trusted to act on behalf of users" : "")",
          changes: key.changesOfCreation))
      return key
    }
    return (key, secret)
  }

  /// - Throws: `Refusal.keyNotFound` also for a key of another user.
  package func revokeKey(_ id: String, as caller: Caller) async throws {
    let attempt = AuditLog.Attempt(.keyRevoke, entityType: "key", entityID: id)
    try await auditLog.change(as: caller, attempt) { connection, journal in
      let key = try connection.first(
        "SELECT \(APIKey.columns) FROM api_key WHERE id = \(id) AND revoked_at IS NULL", row: APIKey.init)
      guard let key,
        AccessPolicy.decide(.revokeKey, on: key.ownerID, by: caller.principal) == .allowed
      else { throw Refusal.keyNotFound }
      try Self.revoke(key, journal, connection)
    }
  }

  /// Revokes the caller's sole key, if there is one.
  package func revokeSoleKey(as caller: Caller) async throws {
    let owner = caller.principal.id
    let attempt = AuditLog.Attempt(.keyRevoke, entityType: "key", entityID: "sole")
    try await auditLog.change(as: caller, attempt) { connection, journal in
      try Self.check(AccessPolicy.decide(.revokeKey, by: caller.principal))
      try Self.revokeSoleKey(of: owner, journal, connection)
    }
  }

  private static func revokeSoleKey(of owner: UserID, _ journal: Journal, _ connection: Connection) throws {
    for key in try keys(of: owner, connection) where key.isSole { try revoke(key, journal, connection) }
  }

  /// A user's keys that are not revoked, newest first.
  /// - Throws: `Refusal`: another user's keys, unless for administrators.
  package func keys(of owner: UserID, as caller: Caller) async throws -> [APIKey] {
    try Self.check(AccessPolicy.decide(.readKeys, on: owner, by: caller.principal))
    await writeLastSeen()
    return try await database.read { connection in
      guard try Account.find(owner, connection) != nil else { throw Refusal.personNotFound }
      return try Self.keys(of: owner, connection)
    }
  }

  /// Refusals that no use case records.
  private static let refusalsOfKeys: Set = ["key.revoked", "key.expired", "key.trust_ended", "key.unknown_person"]

  /// Records the refusal of a known key; one entry a minute for the same reason.
  package func recordRefusedKey(_ credentials: Credentials, because refusal: Refusal, from origin: Origin) async throws
  {
    guard Self.refusalsOfKeys.contains(refusal.code), let token = credentials.token, APIKey.isKey(token),
      let (key, owner) = try database.lookUp({ try Self.keyAndOwner(hash: Digest.sha256(token), $0) })
    else { return }
    let caller = Caller(
      principal: owner.principal, origin: origin, authentication: .key,
      key: .init(id: key.id, name: key.name, ownerID: owner.id))
    await auditLog.recordRefusal(
      of: .init(.keyUse, entityType: "key", entityID: key.id), because: refusal, as: caller,
      repeated: "\(key.id) \(origin.address ?? "")")
  }

  static func keyAndOwner(hash: String, _ connection: Connection) throws -> (APIKey, Account)? {
    try connection.first(
      """
      SELECT \(APIKey.columns), \(Account.columns) FROM api_key JOIN user ON user.id = api_key.user_id
      WHERE api_key.hash = \(hash)
      """
    ) { (try APIKey($0), try Account($0)) }
  }

  private static func keys(of owner: UserID, _ connection: Connection) throws -> [APIKey] {
    try connection.query(
      """
      SELECT \(APIKey.columns) FROM api_key WHERE user_id = \(owner.text) AND revoked_at IS NULL
      ORDER BY created_at DESC, id DESC
      """, row: APIKey.init)
  }

  private static func revoke(_ key: APIKey, _ journal: Journal, _ connection: Connection) throws {
    try connection.execute("UPDATE api_key SET revoked_at = \(journal.now.seconds) WHERE id = \(key.id)")
    try journal.record(
      Act(
        .keyRevoke, entityType: "key", entityID: key.id,
        description: "Revoked an API key",
        details: ["owner": .string(key.ownerID.text)]))
  }
}

extension Refusal {
  static let keyNotFound = Refusal(
    .notFound, code: "key.not_found", detail: "No API key has this ID, or it was revoked.")
  static let mayNotMakeKeys = Refusal(
    .forbidden, code: "key.not_allowed",
    detail:
      "API key creation is not allowed in the environment. Ask an administrator for the permission features.api_keys.")
}
