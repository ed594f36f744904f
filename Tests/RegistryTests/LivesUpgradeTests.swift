import Audit
import Domain
import Foundation
import Storage
import Testing

@testable import Accounts
@testable import Registry

/// Before there was a bin, what was deleted left its revisions and a tombstone.
@Suite struct `A database of before there was a bin` {
  @Test func `has deleted models in the bin, and distinguishes models with the same ID`() async throws {
    let folder = try ImportFolder(in: NSTemporaryDirectory())
    let database = try Database(path: folder.path + "/muster.db")
    let all = Accounts.migrations + AuditLog.migrations + Registry.migrations
    try await database.migrate(all.filter { $0.number <= 5 })
    let auditLog = AuditLog(database: database, softwareVersion: "0.4.0", now: { Timestamp(seconds: 1000) })
    try await auditLog.writeWithoutEntry(Self.fill)

    try await database.migrate(all)

    let registry = Registry(
      database: database, auditLog: auditLog, isAvailable: { _ in true }, restoreRemoved: Accounts.restoreRemoved,
      announce: { _ in })
    #expect(
      try await registry.history(of: "poet", before: nil, page: 1, as: .olga).map(\.revision) == [4, 3],
      "the model of that id that is there")
    let bin = try await registry.bin(page: 1, as: .olga).entries
    #expect(bin.map { "\($0.id) \($0.snapshot.name) \($0.deletedAt.seconds)" } == ["gone Gone 22", "poet First 12"])
    #expect(Set(bin.map(\.deletedByName)) == ["olga"], "nobody of that id has an account")
    #expect(
      try await registry.restore(.version("poet-2"), as: "poet-1", reason: nil, by: .olga).name == "First")
    let gone = try await registry.restore(.id("gone"), as: nil, reason: nil, by: .olga)
    #expect((gone.revision, gone.life, gone.createdAt.seconds) == (3, 1, 21))
    #expect(try await registry.update(.preset(name: "Second, changed"), as: .olga).revision == 5)
    try database.close()
  }

  /// As the version before wrote them: `poet` was made, deleted, made again and changed; `gone` made and deleted.
  @Sendable private static func fill(_ connection: Connection) throws {
    func revise(_ id: String, _ revision: Int, _ action: String, _ name: String, at time: Int) throws {
      let snapshot: JSON = [
        "user_id": "olga", "base_model_id": "alpha", "name": .string(name), "params": [:], "meta": [:],
        "access_grants": [], "is_active": true,
      ]
      try connection.execute(
        """
        INSERT INTO model_revision (model_id, revision, version_id, action, snapshot, user_id, created_at)
        VALUES (\(id), \(revision), \("\(id)-\(revision)"), \(action), \(snapshot.serialized()), 'olga', \(time))
        """)
    }
    try revise("poet", 1, "model.create", "First", at: 11)
    try revise("poet", 2, "model.delete", "First", at: 12)
    try revise("poet", 3, "model.create", "Second", at: 13)
    try revise("poet", 4, "model.update", "Second", at: 14)
    try revise("gone", 1, "model.create", "Gone", at: 21)
    try revise("gone", 2, "model.delete", "Gone", at: 22)
    try connection.execute(
      """
      INSERT INTO model (id, user_id, base_model_id, weights, name, params, meta, locked, is_active, revision,
        version_id, search_text, created_at, updated_at)
      VALUES ('poet', 'olga', 'alpha', 'alpha', 'Second', '{}', '{}', '[]', 1, 4, 'poet-4', 'poet', 13, 14)
      """)
  }
}
