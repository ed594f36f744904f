import Domain
import Foundation
import Storage
import Testing

@testable import Audit

@Suite struct `A row that was changed by hand` {
  private static let forged = MerkleHash.leaf("forged").bytes

  struct Case: Sendable, CustomStringConvertible {
    var statement: SQL
    var finding: String
    var description: String { statement.text }
  }

  private static let cases = [
    Case(
      statement: "UPDATE audit_entry SET line = replace(line, 'model-4', 'model-5') WHERE sequence = 6",
      finding: "the entry number 5 was changed after it was written"),
    Case(
      statement: "DELETE FROM audit_entry WHERE sequence = 6",
      finding: "entries are missing from the audit trail: 1, from number 5 on"),
    Case(
      statement: "DELETE FROM audit_entry WHERE sequence > 8",
      finding: "entries are missing from the audit trail: 3, from number 8 on"),
    Case(statement: "DELETE FROM audit_index WHERE sequence = 6", finding: "an entry is not in the index"),
    Case(
      statement: "UPDATE audit_index SET user_id = 'olga' WHERE sequence = 6",
      finding: "the index does not match the entry number 5"),
    Case(
      statement: "UPDATE audit_entry SET facts = replace(facts, 'uma Quetz', 'eve Quetz') WHERE sequence = 6",
      finding: "the name or address at /user_name is not the recorded one"),
    Case(
      statement: "UPDATE audit_node SET hash = \(forged) WHERE level = 0 AND position = 5",
      finding: "the entry number 5 was changed after it was written"),
    Case(
      statement: "UPDATE audit_node SET hash = \(forged) WHERE level = 1 AND position = 2",
      finding: "the tree does not match its leaves at leaf number 5"),
    Case(statement: "DELETE FROM audit_checkpoint", finding: "the last checkpoint of the audit trail is missing"),
    Case(
      statement:
        "UPDATE audit_checkpoint SET note = replace(note, char(10) || '11' || char(10), char(10) || '10' || char(10))",
      finding: "the last checkpoint was not signed with the key of the audit trail"),
    Case(statement: "UPDATE audit_tree SET size = 10", finding: "the tree has 11 leaves instead of 10"),
  ]

  @Test(arguments: cases)
  func `is found by a check of the trail`(_ example: Case) async throws {
    let instance = try await TrailFixture()
    try await instance.trail.begin()
    try await instance.acts(10)
    try await instance.trail.seal()
    #expect(try await instance.findings() == [])
    try await instance.tamper(example.statement)
    let found = try await instance.findings()
    #expect(found.contains(example.finding), "\(found)")
  }

  @Test(
    arguments: [
      "DELETE FROM audit_checkpoint",
      "UPDATE audit_checkpoint SET note = (SELECT note FROM kept), size = (SELECT size FROM kept)",
    ] as [SQL])
  func `is not signed again when the checkpoint was removed from the database, or replaced by an older one`(
    _ statement: SQL
  ) async throws {
    let instance = try await TrailFixture()
    try await instance.trail.begin()
    try await instance.auditLog.writeWithoutEntry {
      try $0.execute("CREATE TABLE kept AS SELECT note, size FROM audit_checkpoint")
    }
    try await instance.acts(10)
    try await instance.trail.seal()
    try await instance.tamper(
      "UPDATE audit_entry SET line = replace(line, 'model-4', 'model-5') WHERE sequence = 6",
      "DELETE FROM audit_node", "DELETE FROM audit_index",
      "INSERT INTO audit_words (audit_words) VALUES ('delete-all')", "UPDATE audit_tree SET size = 0, sequence = 0",
      statement)
    await #expect(throws: AuditTrail.Contradiction(size: 11)) { try await instance.trail.seal() }
    let again = try instance.again()
    try await again.begin()
    await #expect(throws: AuditTrail.Contradiction(size: 11)) { try await again.seal() }
    #expect(try await !instance.findings().isEmpty)
  }

  @Test func `is found when entries were deleted as if removed for their age`() async throws {
    let instance = try await TrailFixture()
    try await instance.trail.begin()
    try await instance.acts(10)
    try await instance.trail.seal()
    try await instance.database.write { connection in
      try connection.execute("UPDATE audit_tree SET pruned = 5, pruned_sequence = 5")
      try connection.execute("DELETE FROM audit_entry WHERE sequence <= 5")
      try connection.execute("DELETE FROM audit_index WHERE sequence <= 5")
    }
    #expect(
      try await instance.findings() == [
        "the first 5 entries are missing, and no entry says that they were pruned"
      ])
  }

  /// Entry, leaf and tree rewritten together: only the checkpoint still knows, here and wherever it was kept.
  @Test(
    arguments: [
      "SELECT 1", "DELETE FROM audit_key", "INSERT INTO audit_key VALUES (999, 'none', 'x')",
      "DELETE FROM audit_checkpoint", "DROP TABLE audit_tree", "UPDATE audit_tree SET size = -9223372036854775808",
      "UPDATE audit_tree SET pruned = 99", "UPDATE audit_index SET leaf = 9223372036854775807 WHERE sequence = 3",
      "DELETE FROM audit_node WHERE level = 1",
    ] as [SQL])
  func `is found by the last checkpoint when everything else was made consistent`(
    _ statement: SQL
  ) async throws {
    let instance = try await TrailFixture()
    try await instance.trail.begin()
    try await instance.acts(10)
    try await instance.trail.seal()
    try await instance.tamper(
      "UPDATE audit_entry SET line = replace(line, 'model-4', 'model-5') WHERE sequence = 6",
      "DELETE FROM audit_node", "DELETE FROM audit_index",
      "INSERT INTO audit_words (audit_words) VALUES ('delete-all')",
      "UPDATE audit_tree SET size = 0, sequence = 0")
    try await Integration.catchUp(instance.database)
    await #expect(throws: AuditTrail.Contradiction(size: 11)) { try await instance.trail.seal() }
    try await instance.tamper(statement)
    let found = try await instance.findings()
    #expect(!found.isEmpty)
    if statement.text == "SELECT 1" {
      #expect(found == ["the audit trail's first 11 entries are not those that the last checkpoint was signed for"])
    }
  }

  @Test func `is found, and its key is given to nobody, when a key of the forger's was put among those of the trail`()
    async throws
  {
    let instance = try await TrailFixture()
    try await instance.trail.begin()
    try await instance.acts(5)
    try await instance.trail.seal()
    let key = try await instance.trail.keyOfNewestCheckpoint()
    let forger = SignerKey(name: key.name)
    try await instance.act("forged")
    try await Integration.catchUp(instance.database)
    var frontier = MerkleFrontier()
    for line in try await instance.lines() { frontier.append(.leaf(line)) }
    let note = try forger.sign(Checkpoint(origin: key.name, size: frontier.size, root: frontier.root).text)
    try await instance.tamper(
      "INSERT INTO audit_key (number, verifier, entry_id) VALUES (0, \(forger.verifier.encoded), 'x')",
      "UPDATE audit_checkpoint SET note = \(note.encoded), size = \(frontier.size)")
    #expect(
      try await instance.findings() == ["the last checkpoint was not signed with the key of the audit trail"])
    #expect(try await instance.trail.keyOfNewestCheckpoint() == key)
  }
}

@Suite struct `A trail that is being written` {
  @Test func `has no findings, whenever it is checked`() async throws {
    let instance = try await TrailFixture()
    try await instance.trail.begin()
    try await withThrowingTaskGroup { group in
      group.addTask {
        for number in 0..<100 {
          try await instance.act("model-\(number)")
          try await instance.trail.seal()
        }
      }
      group.addTask {
        for _ in 0..<100 {
          let found = try await instance.findings()
          #expect(found == [])
        }
      }
      try await group.waitForAll()
    }
  }

  /// As a crash leaves it between the file and the database.
  @Test(arguments: [0, 1, 7])
  func `may have a signature ahead of the tree`(_ ahead: Int) async throws {
    let instance = try await TrailFixture()
    try await instance.trail.begin()
    try await instance.acts(5)
    try await instance.trail.seal()
    try await instance.acts(ahead)
    try await sign(instance)
    #expect(try await instance.findings() == [])
    #expect(try await instance.trail.seal() != nil || ahead == 0)
    #expect(try await instance.findings() == [])
  }

  @Test(
    arguments: [
      "UPDATE audit_entry SET line = replace(line, 'model-1', 'model-2') WHERE sequence = 8",
      "DELETE FROM audit_entry WHERE sequence = 9",
    ] as [SQL])
  func `is recognized as another one when it was changed`(_ statement: SQL) async throws {
    let instance = try await TrailFixture()
    try await instance.trail.begin()
    try await instance.acts(5)
    try await instance.trail.seal()
    try await instance.acts(3)
    try await sign(instance)
    try await instance.tamper(statement)
    #expect(
      try await instance.findings() == [
        "the audit trail's first 9 entries are not those that the last checkpoint was signed for"
      ])
  }

  /// As a crash leaves it after the exchange, before the new key's first checkpoint is in the database.
  @Test func `may have a new key that has not signed in the database yet`() async throws {
    let instance = try await TrailFixture()
    try await instance.trail.begin()
    try await instance.acts(5)
    try await instance.trail.seal()
    let old = try await instance.trail.keyOfNewestCheckpoint()
    try await instance.auditLog.writeWithoutEntry {
      try $0.execute("CREATE TABLE kept AS SELECT note, size FROM audit_checkpoint")
    }
    let new = try await instance.trail.rotateKey(reason: nil, as: .olga)
    #expect(try await instance.trail.keyOfNewestCheckpoint() == new)
    try await instance.auditLog.writeWithoutEntry {
      try $0.execute("UPDATE audit_checkpoint SET note = (SELECT note FROM kept), size = (SELECT size FROM kept)")
    }
    #expect(try await instance.findings() == [])
    #expect(try await instance.trail.keyOfNewestCheckpoint() == old, "until it has, the key goes with what is signed")
  }

  private func sign(_ instance: TrailFixture) async throws {
    let signer = try #require(instance.trail.key.current)
    var frontier = MerkleFrontier()
    for line in try await instance.lines() { frontier.append(.leaf(line)) }
    let checkpoint = Checkpoint(origin: signer.verifier.name, size: frontier.size, root: frontier.root)
    try instance.trail.key.save(try signer.sign(checkpoint.text))
  }
}
