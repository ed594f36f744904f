import Domain
import Foundation
import Storage
import Testing

@testable import Audit

@Suite struct `The watch over the trail` {
  private static let forged = MerkleHash.leaf("forged").bytes
  /// More than two blocks.
  private static let count = 600

  struct Case: Sendable, CustomStringConvertible {
    var statement: SQL
    var finding: String
    var description: String { statement.text }
  }

  /// The entries are numbered from 0, and the first one is the key's.
  private static let cases: [Case] =
    [1, 100, 300, count].flatMap { number in
      [
        Case(
          statement: "UPDATE audit_entry SET line = replace(line, 'model-', 'modex-') WHERE sequence = \(number + 1)",
          finding: "the entry number \(number) was changed after it was written"),
        Case(
          statement: "DELETE FROM audit_entry WHERE sequence = \(number + 1)",
          finding: "the entry number \(number) is missing"),
        Case(
          statement: "DELETE FROM audit_index WHERE sequence = \(number + 1)",
          finding: "the entry number \(number) is missing"),
        Case(
          statement: "UPDATE audit_index SET user_id = 'olga' WHERE sequence = \(number + 1)",
          finding: "the index does not match the entry number \(number)"),
        Case(
          statement:
            "UPDATE audit_entry SET facts = replace(facts, 'uma Quetz', 'eve Quetz') WHERE sequence = \(number + 1)",
          finding: "the name or address at /user_name is not the recorded one"),
        Case(
          statement: "UPDATE audit_entry SET facts = 'nothing' WHERE sequence = \(number + 1)",
          finding: "the names beside the entry number \(number) cannot be read"),
        Case(
          statement: "UPDATE audit_node SET hash = \(forged) WHERE level = 0 AND position = \(number)",
          finding: "the entry number \(number) was changed after it was written"),
        Case(
          statement: "DELETE FROM audit_node WHERE level = 0 AND position = \(number)",
          finding: "leaf number \(number) is missing from the tree"),
      ]
    } + [
      Case(
        statement: "UPDATE audit_node SET hash = \(forged) WHERE level = 3 AND position = 20",
        finding: "the tree does not match its leaves at leaf number 167"),
      Case(
        statement: "UPDATE audit_node SET hash = \(forged) WHERE level = 9 AND position = 0",
        finding: "the tree does not match its leaves"),
      Case(
        statement: """
          INSERT INTO audit_entry (sequence, line, facts) SELECT -1, line, facts FROM audit_entry WHERE sequence = 5
          """, finding: ""),
      Case(statement: "DELETE FROM audit_checkpoint", finding: "the last checkpoint of the audit trail is missing"),
      Case(
        statement: "UPDATE audit_tree SET pruned = 5, pruned_sequence = 5",
        finding: "the first 5 entries are missing, and no entry says that they were pruned"),
    ]

  private func instance() async throws -> TrailFixture {
    let instance = try await TrailFixture()
    try await instance.trail.begin()
    try await instance.acts(Self.count)
    try await instance.trail.seal()
    return instance
  }

  /// Missing triggers aside, which a forger would have to drop and put back.
  private func tamper(_ instance: TrailFixture, _ statements: SQL...) async throws {
    let triggers = try await instance.database.read { connection in
      try connection.query("SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'audit_%'") {
        try $0.text("sql")
      }
    }
    for statement in statements { try await instance.tamper(statement) }
    try await instance.database.write { connection in
      for trigger in triggers { try connection.execute(SQL(stringLiteral: trigger)) }
    }
  }

  @Test(arguments: cases)
  func `finds what was altered`(_ example: Case) async throws {
    let instance = try await instance()
    let watch = TrailMonitor(trail: instance.trail, log: { _ in })
    await watch.checkAll()
    #expect(await watch.problem == nil)
    try await tamper(instance, example.statement)
    await watch.checkAll()
    let found = await watch.known.map(\.what)
    if example.finding.isEmpty {
      // Nobody is shown it: it has no place in the log, and none in a list.
      #expect(found == [])
    } else {
      #expect(found.contains(example.finding), "\(found)")
    }
  }

  @Test func `finds that rows were added in between`() async throws {
    let instance = try await instance()
    try await tamper(
      instance, "UPDATE audit_entry SET sequence = sequence + 1000 WHERE sequence > 300",
      "UPDATE audit_index SET sequence = sequence + 1000 WHERE sequence > 300",
      "UPDATE audit_tree SET sequence = sequence + 1000",
      "INSERT INTO audit_entry (sequence, line, facts) SELECT 700, line, facts FROM audit_entry WHERE sequence = 5")
    let watch = TrailMonitor(trail: instance.trail, log: { _ in })
    await watch.checkAll()
    #expect(await watch.problem?.contains("entries were added to the audit trail: 1") == true)
  }

  @Test func `finds that the protection of the rows is gone`() async throws {
    let instance = try await instance()
    try await instance.tamper()
    let watch = TrailMonitor(trail: instance.trail, log: { _ in })
    await watch.checkAll()
    #expect(await watch.problem?.contains("audit entries are not protected") == true)
  }

  @Test func `reports it until it is fixed`() async throws {
    let instance = try await instance()
    let watch = TrailMonitor(trail: instance.trail, log: { _ in })
    try await tamper(instance, "UPDATE audit_entry SET line = replace(line, 'model-9', 'model-X') WHERE sequence = 11")
    for _ in 0..<3 {
      await watch.checkAll()
      #expect(await watch.problem?.contains("the entry number 10 was changed") == true)
    }
    try await tamper(instance, "UPDATE audit_entry SET line = replace(line, 'model-X', 'model-9') WHERE sequence = 11")
    await watch.checkAll()
    #expect(await watch.problem == nil)
  }

  @Test func `finds nothing wrong in a log that is written, sealed, pruned and signed with a new key meanwhile`()
    async throws
  {
    let instance = try await instance()
    let watch = TrailMonitor(trail: instance.trail, log: { _ in })
    try await withThrowingTaskGroup { group in
      group.addTask {
        for number in 0..<200 {
          try await instance.act("more-\(number)", at: 2000 + number)
          if number.isMultiple(of: 10) { try await instance.trail.seal() }
          if number == 100 { _ = try await instance.trail.rotateKey(reason: nil, as: .olga) }
          if number == 150 { _ = try await instance.trail.prune(retentionSeconds: 10, now: Timestamp(seconds: 1500)) }
        }
      }
      group.addTask {
        for _ in 0..<20 {
          await watch.checkAll()
          #expect(await watch.problem == nil)
        }
      }
      try await group.waitForAll()
    }
  }

  @Test(.timeLimit(.minutes(15)))
  func `checks at once when another program has written`() async throws {
    let instance = try await instance()
    let watch = TrailMonitor(trail: instance.trail, log: { _ in })
    let running = Task { await watch.run() }
    let other = try Database(path: instance.folder + "/muster.db")
    try await other.write { connection in
      try connection.execute("DROP TRIGGER audit_entries_stay_as_written")
      try connection.execute("UPDATE audit_entry SET line = replace(line, 'model-9', 'model-X') WHERE sequence = 11")
    }
    while await !watch.known.contains(where: { $0.what.hasPrefix("the entry number 10 was changed") }) {
      await Task.yield()
    }
    running.cancel()
    await running.value
    try other.close()
  }
}
