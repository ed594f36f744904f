import Domain
import Storage
import Testing

@testable import Accounts
@testable import Audit
@testable import Registry

@Suite struct `An intact instance` {
  @Test func `has no findings, and what is broken by hand is found`() async throws {
    let instance = try await TestInstance()
    try await instance.has(people: ["olga"], groups: ["school"])
    let look: @Sendable (Connection) throws -> [String] = { connection in
      let found =
        try AuditLog.findings(outside: KeyFile(path: "/nowhere/audit.key").outside(), connection)
        + Accounts.findings(connection)
        + Registry.findings(available: ["alpha"], connection)
      return found.map(\.what)
    }
    // `has` creates users directly, without an administrator.
    let nobody = "no user is an administrator"
    #expect(try await instance.database.read(look) == [nobody])
    try await instance.database.write { connection in
      try connection.execute("UPDATE user SET role = 'admin'")
      try connection.execute("INSERT INTO group_member VALUES ('school', 'olga', 1, NULL)")
      try connection.execute("INSERT INTO group_member VALUES ('school', 'gone', 1, 2)")
    }
    #expect(try await instance.database.read(look) == [])
    try await instance.database.write { connection in
      try connection.execute("DROP TRIGGER audit_entries_stay")
      try connection.execute("INSERT INTO group_member VALUES ('school', 'gone', 1, NULL)")
    }
    #expect(
      try await instance.database.read(look) == [
        "audit entries are not protected: the trigger audit_entries_stay is missing",
        "a membership names the user gone, which does not exist",
      ])
  }
}
