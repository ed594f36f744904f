import Audit
import Domain
import Foundation
import Storage
import Testing

@testable import Accounts
@testable import Registry

/// A database of an earlier version goes on with everything that is in it.
@Suite struct `A database of the version before` {
  @Test func `keeps its people, sessions and models when groups and keys come in`() async throws {
    let folder = NSTemporaryDirectory() + "muster-upgrade-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let database = try Database(path: folder + "/muster.db")
    let all = Accounts.migrations + AuditLog.migrations + Registry.migrations
    try await database.migrate(all.filter { $0.number <= 3 })
    let auditLog = AuditLog(database: database, softwareVersion: "0.1.0", now: { Timestamp(seconds: 1000) })
    try await auditLog.writeWithoutEntry(Self.fill)

    try await database.migrate(all)

    let registry = Registry(
      database: database, auditLog: auditLog, isAvailable: { _ in false }, restoreRemoved: Accounts.restoreRemoved,
      announce: { _ in })
    let accounts = Accounts(
      database: database, auditLog: auditLog, passwords: PasswordHash(log2Rounds: 10), secret: AccountsFixture.secret,
      sessionSeconds: 3600, signUp: .open, revokeGrants: { try registry.revokeGrants(of: $0, newOwner: $1, $2, $3) },
      now: { Timestamp(seconds: 1000) })
    let people = try await accounts.people(PeopleQuery(text: "ZOË", order: .name), as: .olga)
    #expect(people.people.map(\.account.name) == ["Zoë"])
    #expect(people.people.first?.account.lastActiveAt == nil)
    let sessions = try await database.read { connection in
      try connection.query("SELECT id, address FROM session") { (try $0.text("id"), try $0.optionalText("address")) }
    }
    #expect(sessions.map(\.0) == ["s"])
    #expect(sessions.map(\.1) == [nil])
    #expect(try await registry.model("poet", as: .of("zoe", .user)).model.grants.count == 1)
    #expect(try await registry.model("poet", as: .of("zoe", .user)).mayWrite)
    #expect(try await registry.model("poet", as: .of("eva", .user)).mayWrite == false)
    await #expect(throws: Refusal.modelNotFound) { try await registry.model("poet", as: .of("ivan", .user)) }
    try database.close()
  }

  /// As the version before wrote them.
  @Sendable private static func fill(_ connection: Connection) throws {
    for statement: SQL in [
      """
      INSERT INTO user (id, name, email, role, profile_image_url, created_at, updated_at)
      VALUES ('zoe', 'Zoë', 'zoe@example.org', 'user', '/user.png', 1, 1)
      """,
      "INSERT INTO credential (user_id, password) VALUES ('zoe', 'x')",
      "INSERT INTO session (id, user_id, created_at, expires_at) VALUES ('s', 'zoe', 1, 5000)",
      """
      INSERT INTO model (id, user_id, base_model_id, weights, name, params, meta, locked, is_active, revision,
        version_id, search_text, created_at, updated_at)
      VALUES ('poet', 'zoe', 'alpha', 'alpha', 'Poet', '{}', '{}', '[]', 1, 1, 'v', 'poet', 1, 1)
      """,
      """
      INSERT INTO access_grant (id, model_id, principal_type, principal_id, permission, created_at)
      VALUES ('g', 'poet', 'user', 'eva', 'read', 1)
      """,
    ] { try connection.execute(statement) }
  }
}
