import Domain
import Storage
import Testing

@testable import Audit

/// Entries that were written before there was a tree go on in it, without the names that could not be erased.
@Suite struct `An audit trail of the version before` {
  @Sendable private static func fill(_ connection: Connection) throws {
    func entry(
      _ sequence: Int, _ user: String, _ action: String, _ type: String, _ id: String, _ text: String,
      _ changes: JSON, _ metadata: JSON
    ) throws {
      try connection.execute(
        """
        INSERT INTO billing_audit_log VALUES (\(sequence), \("id-\(sequence)"), \(user),
          \(user == "system" ? "Muster" : "Uma Quetzalcoatl"), \(action), \(type), \(id), \(text),
          \(changes.serialized()), \(metadata.serialized()), 'ok', \(sequence * 10))
        """)
    }
    try entry(
      1, "uma", "account.sign_up", "account", "uma", "Uma Quetzalcoatl signed up",
      ["role": ["before": nil, "after": "admin"]], ["address": "192.0.2.77", "request_id": "r"])
    try entry(
      2, "uma", "account.update", "account", "ben", "Changed Ben Popocatepetl's account",
      ["name": ["before": "Ben Popocatepetl", "after": "Benjamin"]], ["address": "192.0.2.77"])
    try entry(
      4, "uma", "model.create", "model", "poet", "Created poet",
      ["params": ["before": nil, "after": ["seed": 12_345, "top_p": .number("0.90")]]],
      ["key_id": "k", "key_name": "Umas Laptop"])
    try entry(
      5, "system", "residency.loaded", "residency", "poet", "poet went from loading to loaded",
      ["state": ["before": "loading", "after": "loaded"]], ["cause": "model.activate of poet by Uma Quetzalcoatl"])
  }

  @Test func `is taken over, told as before, proven and erasable`() async throws {
    let old = AuditLog.migrations.filter { $0.number <= 2 }
    let instance = try await TrailFixture(migrations: old)
    try await instance.database.migrate(old)
    try await instance.auditLog.writeWithoutEntry(Self.fill)
    try await instance.database.migrate(AuditLog.migrations)

    let lines = try await instance.lines()
    for name in ["Quetzalcoatl", "Popocatepetl", "Benjamin", "192.0.2.77", "Laptop"] {
      #expect(!lines.joined().contains(name), "\(name)")
    }
    for line in lines { #expect(try JSON(parsing: line).canonical().serialized() == line) }
    try await instance.trail.begin()
    #expect(try await instance.findings() == [])
    #expect(try await instance.checkpoint.size == 5)
    let entries = try await instance.auditLog.entries(AuditQuery(limit: 10), as: .olga).entries.reversed().map(\.self)
    #expect(entries.map(\.id).starts(with: ["id-1", "id-2", "id-4", "id-5"]))
    #expect(entries.map(\.sequence) == [1, 2, 4, 5, 6])
    #expect(entries[0].userName == "Uma Quetzalcoatl" && entries[0].metadata["address"] == "192.0.2.77")
    #expect(entries[1].changes == [FieldChange("name", before: "Ben Popocatepetl", after: "Benjamin")])
    #expect(entries[1].description == "An account is updated")
    #expect(entries[2].description == "Created poet" && entries[2].metadata["key_name"] == "Umas Laptop")
    #expect(entries[3].metadata["cause"] == "model.activate of poet" && entries[3].userName == "Muster")
    _ = try await instance.trail.erase(UserID("ben"), reason: nil, as: .olga) { _, _ in true }
    _ = try await instance.trail.erase(UserID("uma"), reason: nil, as: .olga) { _, _ in true }
    for name in ["Quetzalcoatl signed", "Uma Quetz", "Popocatepetl", "Laptop"] {
      #expect(try !instance.holds(name), "\(name)")
    }
    #expect(try await instance.lines().starts(with: lines))
  }
}
