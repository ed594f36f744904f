import Audit
import Domain
import Foundation
import Storage
import Testing

@testable import Accounts
@testable import Registry

@Suite struct `A database from before users could sign in` {
  @Test func `keeps its passwords, and accepts no token of another instance`() async throws {
    let folder = try ImportFolder(in: NSTemporaryDirectory())
    let database = try Database(path: folder.path + "/muster.db")
    let all = Accounts.migrations + AuditLog.migrations + Registry.migrations
    try await database.migrate(all.filter { $0.number < 7 })
    let auditLog = AuditLog(database: database, softwareVersion: "0.1.0", now: { Timestamp(seconds: 1000) })
    try await auditLog.writeWithoutEntry { connection in
      try Account(
        id: UserID("zoe"), name: "Zoë", email: "zoe@example.org", role: .user, profileImageURL: "",
        createdAt: Timestamp(seconds: 1)
      ).insert(connection)
      try connection.execute("INSERT INTO credential (user_id, password) VALUES ('zoe', \(OpenWebUIDatabase.password))")
    }

    try await database.migrate(all)

    let stamps = try await database.read { connection in
      try connection.query("SELECT password, session_stamp FROM credential") {
        [try $0.text("password"), try $0.optionalText("session_stamp")]
      }
    }
    #expect(stamps == [[OpenWebUIDatabase.password, nil]])
    try database.close()
    try folder.remove()
  }
}
