import Domain
import Foundation
import Storage
import Testing

@testable import Audit

@Suite struct `Old entries` {
  private static let day = 86_400

  /// One entry a day, from day 1 to day 10, with the key's own entry before them on day 0.
  private func tenDays() async throws -> TrailFixture {
    let instance = try await TrailFixture(seconds: 0)
    try await instance.trail.begin()
    for day in 1...10 { try await instance.act("day-\(day)", at: day * Self.day) }
    try await instance.trail.seal()
    return instance
  }

  private func prune(_ instance: TrailFixture, keptDays: Int, today: Int) async throws -> Int {
    try await instance.trail.prune(retentionSeconds: keptDays * Self.day, now: Timestamp(seconds: today * Self.day))
  }

  @Test func `lose their contents, and every proof holds`() async throws {
    let instance = try await tenDays()
    let before = try await instance.checkpoint
    let entries = try await instance.auditLog.entries(AuditQuery(limit: 100), as: .olga).entries
    #expect(try await prune(instance, keptDays: 5, today: 10) == 5, "the key's entry, and days 1 to 4")
    try await instance.trail.seal()
    let lines = try await instance.lines()
    #expect(!lines.contains { $0.contains("day-4") } && lines.contains { $0.contains("day-5") })
    #expect(try await instance.findings() == [])
    let now = try await instance.checkpoint
    let proof = try await instance.trail.consistency(from: before.size, to: now.size)
    #expect(
      MerkleProof.isConsistent(from: before.size, before.root, to: now.size, now.root, path: proof.path))
    let kept = try #require(entries.first { $0.entityID == "day-5" })
    #expect(try await instance.trail.inclusion(of: kept.id, size: now.size).index == kept.leaf)
    let gone = try #require(entries.first { $0.entityID == "day-4" })
    await #expect(throws: Refusal.entryNotFound) { try await instance.trail.inclusion(of: gone.id, size: nil) }
    let told = try JSON(parsing: try #require(lines.last { $0.contains("audit.prune") }))["audit_metadata"]
    #expect(told?["removed"] == 5 && told?["entries"] == 5)
    await #expect(throws: Refusal.pruned(5, least: 13)) { try await instance.export(.jsonl, size: before.size) }
    #expect(try await instance.export(.leaves).split(separator: "\n").count >= now.size, "leaves stay")
    #expect(try await instance.auditLog.entries(AuditQuery(text: "day-4"), as: .olga).entries == [])
    #expect(try await instance.auditLog.entries(AuditQuery(text: "day-5"), as: .olga).entries.count == 1)
  }

  @Test func `are removed again and again, from where it was`() async throws {
    let instance = try await tenDays()
    #expect(try await prune(instance, keptDays: 5, today: 5) == 0)
    #expect(try await prune(instance, keptDays: 5, today: 7) == 2)
    #expect(try await prune(instance, keptDays: 5, today: 7) == 0)
    #expect(try await prune(instance, keptDays: 5, today: 9) == 2)
    #expect(try await instance.findings() == [])
  }

  @Test func `go but for the newest where all are old, and the log goes on from it`() async throws {
    let instance = try await tenDays()
    let before = try await instance.checkpoint
    for years in 1...3 {
      let removed = try await prune(instance, keptDays: 5, today: years * 365)
      #expect(removed == (years == 1 ? 10 : 2), "the key's entry and days 1 to 9; then all but the newest again")
      try await instance.act("year-\(years)", at: years * 365 * Self.day)
      try await instance.trail.seal()
      #expect(try await instance.findings() == [])
      #expect(try await instance.page(AuditQuery(text: "year-\(years)")).entries.count == 1)
    }
    let now = try await instance.checkpoint
    #expect(now.size == before.size + 6)
    let proof = try await instance.trail.consistency(from: before.size, to: now.size)
    #expect(MerkleProof.isConsistent(from: before.size, before.root, to: now.size, now.root, path: proof.path))
  }

  @Test func `stay behind a younger one: a clock that went back loses nothing`() async throws {
    let instance = try await TrailFixture(seconds: 20 * Self.day)
    try await instance.trail.begin()
    try await instance.act("from before", at: Self.day)
    #expect(try await prune(instance, keptDays: 5, today: 21) == 0)
    #expect(try await instance.lines().count == 2)
  }

  @Test func `lose them in short transactions, and what was broken off is gone on with`() async throws {
    let instance = try await TrailFixture(seconds: 0)
    try await instance.trail.begin()
    try await instance.acts(1_000)
    try await instance.act("young", at: 10 * Self.day)
    try await instance.trail.seal()
    // The removal ends in the midst of it, as at a crash.
    _ = try await instance.database.write { connection in
      try connection.execute(
        """
        CREATE TRIGGER broken_off BEFORE DELETE ON audit_entry WHEN OLD.sequence = 700
        BEGIN SELECT RAISE(ABORT, 'broken off'); END
        """)
    }
    await #expect(throws: (any Error).self) { try await prune(instance, keptDays: 5, today: 10) }
    let left = try await instance.lines().count
    #expect(left > 302 && left < 1_000, "some are gone, some are not: \(left)")
    #expect(try await instance.findings() == [])
    #expect(try await instance.export(.jsonl).split(separator: "\n").count == 3, "heading, the young one, the removal")
    _ = try await instance.database.write { try $0.execute("DROP TRIGGER broken_off") }
    #expect(try await prune(instance, keptDays: 5, today: 10) == 0)
    #expect(try await instance.lines().count == 3, "the young one, the removal, the export")
    #expect(try await instance.page(AuditQuery(text: "model-5*")).entries.isEmpty)
    #expect(try await instance.findings() == [])
  }

  @Test func `can be deleted in no other way`() async throws {
    let instance = try await tenDays()
    _ = try await prune(instance, keptDays: 5, today: 10)
    await #expect(throws: (any Error).self) {
      try await instance.database.write { try $0.execute("DELETE FROM audit_entry WHERE sequence = 6") }
    }
  }
}

@Suite struct `Erasing a person` {
  private func instance() async throws -> TrailFixture {
    let instance = try await TrailFixture()
    try await instance.trail.begin()
    for number in 0..<30 {
      try await instance.act("model-\(number)")
      try await instance.act("model-\(number)", by: .olga)
    }
    try await instance.trail.seal()
    return instance
  }

  @Test func `leaves nothing of their names and addresses in the files, and every proof`() async throws {
    let instance = try await instance()
    #expect(try instance.holds("uma Quetzalcoatl") && instance.holds("192.0.2.77"))
    let lines = try await instance.lines()
    let before = try await instance.checkpoint
    let count = try await instance.trail.erase(UserID("uma"), reason: "asked for it", as: .olga) { _, _ in true }
    #expect(count == 30)
    #expect(try !instance.holds("uma Quetzalcoatl"), "in the file, its free pages and its log")
    #expect(try instance.holds("olga Quetzalcoatl"), "other people's stay")
    #expect(try await instance.lines().starts(with: lines), "the entries are the same")
    #expect(try await instance.trail.seal() != nil)
    #expect(try await instance.findings() == [])
    let now = try await instance.checkpoint
    let proof = try await instance.trail.consistency(from: before.size, to: now.size)
    #expect(MerkleProof.isConsistent(from: before.size, before.root, to: now.size, now.root, path: proof.path))
    for format in AuditExport.Format.allCases {
      let text = try await instance.export(format)
      #expect(!text.contains("uma Quetz"), "\(format)")
      #expect(text.contains("olga Quetz") == (format == .csv || format == .names))
    }
    let entry = try #require(
      try await instance.auditLog.entries(AuditQuery(userID: "uma"), as: .olga).entries.first)
    #expect(entry.userName == nil && entry.metadata["address"] == .null && entry.userID == UserID("uma"))
    let byID = try await instance.auditLog.entries(AuditQuery(text: "uma"), as: .olga).entries
    #expect(byID.count { $0.userID == UserID("uma") } == 30, "their acts stay, under the id")
    #expect(
      try await instance.auditLog.entries(AuditQuery(text: "quetzal"), as: .olga).entries.allSatisfy {
        $0.userID == UserID("olga")
      })
    #expect(
      try await instance.trail.erase(UserID("uma"), reason: nil, as: .olga) { _, _ in true } == 0,
      "a second time only writes the file anew")
    await #expect(throws: Refusal.nothingKnown) {
      try await instance.trail.erase(UserID("ben@example.org"), reason: nil, as: .olga) { _, _ in true }
    }
    let refused = try #require(try await instance.lines().last)
    #expect(
      refused.contains(#""entity_id":"unknown""#) && !refused.contains("ben@"), "what was typed may be an address")
  }

  @Test func `waits until the account is removed, and is for administrators`() async throws {
    let instance = try await instance()
    await #expect(throws: Refusal.accountIsThere) {
      try await instance.trail.erase(UserID("uma"), reason: nil, as: .olga) { _, _ in false }
    }
    await #expect(throws: Refusal.prohibited) {
      try await instance.trail.erase(UserID("uma"), reason: nil, as: .uma) { _, _ in true }
    }
    #expect(try instance.holds("uma Quetzalcoatl"))
  }
}
