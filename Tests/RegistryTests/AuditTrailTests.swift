import Audit
import Domain
import Storage
import Testing

@testable import Registry

private struct Mishap: Error, Equatable {}

@Suite struct `A change and its entry` {
  private static let attempt = AuditLog.Attempt(.modelUse, entityType: "thing", entityID: "t", reason: "why")
  private static let act = Act(.modelUse, entityType: "thing", entityID: "t", description: "Did it")

  /// Something that an action can change.
  private static func change(_ connection: Connection) throws {
    try connection.execute(
      """
      INSERT INTO user (id, name, email, role, profile_image_url, created_at, updated_at)
      VALUES ('x', '', 'x', 'user', '', 1, 1)
      """)
  }

  @Test func `are both stored, or neither`() async throws {
    let instance = try await TestInstance()
    await #expect(throws: Mishap()) {
      try await instance.auditLog.change(as: .olga, Self.attempt) { connection, journal in
        try Self.change(connection)
        try journal.record(Self.act)
        throw Mishap()
      }
    }
    #expect(try await instance.trail() == [])
    #expect(try await instance.count("user") == 0)
    try await instance.auditLog.change(as: .olga, Self.attempt) { connection, journal in
      try Self.change(connection)
      try journal.record(Self.act)
    }
    #expect(try await instance.trail() == ["model.use t ok"])
    #expect(try await instance.count("user") == 1)
  }

  @Test func `belong together: a change without an entry is undone`() async throws {
    let instance = try await TestInstance()
    await #expect(throws: AuditLog.UnauditedChange.self) {
      try await instance.auditLog.change(as: .olga, Self.attempt) { connection, _ in try Self.change(connection) }
    }
    #expect(try await instance.count("user") == 0)
  }

  @Test func `that changes nothing needs no entry`() async throws {
    let instance = try await TestInstance()
    try await instance.auditLog.change(as: .olga, Self.attempt) { _, _ in }
    #expect(try await instance.trail() == [])
  }

  @Test(
    arguments: [
      (Refusal.Kind.forbidden, AuditEntry.Outcome.denied), (.notFound, .denied), (.unauthenticated, .denied),
      (.conflict, .failed), (.unavailable, .failed), (.busy, .failed),
      (.malformed, nil), (.invalid, nil), (.tooLarge, nil),
    ] as [(Refusal.Kind, AuditEntry.Outcome?)])
  func `that was refused is rolled back, and recorded unless its form was invalid`(
    _ kind: Refusal.Kind, _ outcome: AuditEntry.Outcome?
  ) async throws {
    let instance = try await TestInstance()
    let refusal = Refusal(kind, code: "thing.no", detail: "Not so")
    await #expect(throws: refusal) {
      try await instance.auditLog.change(as: .ivan, Self.attempt) { connection, journal in
        try Self.change(connection)
        try journal.record(Self.act)
        throw refusal
      }
    }
    #expect(try await instance.count("user") == 0)
    let entries = try await instance.entries()
    #expect(entries.map(\.outcome) == [outcome].compactMap(\.self))
    #expect(entries.map(\.description) == (outcome == nil ? [] : ["Not so"]))
    #expect(entries.allSatisfy { $0.reason == "why" && $0.metadata["code"] == "thing.no" })
  }

  @Test func `are numbered in the order of their commits, from 1, without a gap`() async throws {
    let instance = try await TestInstance()
    try await withThrowingTaskGroup { group in
      for number in 0..<40 {
        group.addTask {
          let attempt = AuditLog.Attempt(.modelUse, entityType: "t", entityID: "\(number)")
          let act = Act(.modelUse, entityType: "t", entityID: "\(number)", description: "")
          do {
            try await instance.auditLog.change(as: .olga, attempt) { _, journal in
              try journal.record(act)
              if number.isMultiple(of: 4) { throw Mishap() }
            }
          } catch is Mishap {}
        }
      }
      try await group.waitForAll()
    }
    #expect(try await instance.entries().map(\.sequence) == Array(1...30))
  }
}

@Suite struct `An audit entry` {
  @Test(arguments: [
    "UPDATE billing_audit_log SET description = 'other'", "DELETE FROM billing_audit_log",
    "UPDATE audit_entry SET line = '{}'", "DELETE FROM audit_entry", "DELETE FROM audit_entry WHERE sequence = 1",
    "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry",
    "REPLACE INTO audit_entry SELECT * FROM audit_entry",
    """
    INSERT INTO audit_entry SELECT * FROM audit_entry WHERE 1
    ON CONFLICT (sequence) DO UPDATE SET line = '{}'
    """,
    "UPDATE OR REPLACE audit_entry SET sequence = 1",
    "UPDATE model_revision SET action = 'other'", "DELETE FROM model_revision",
    "INSERT OR REPLACE INTO model_revision SELECT * FROM model_revision",
    "REPLACE INTO model_revision SELECT * FROM model_revision",
    """
    INSERT INTO model_revision SELECT * FROM model_revision WHERE 1
    ON CONFLICT (model_id, revision) DO UPDATE SET action = 'x'
    """,
  ])
  func `cannot be changed by any statement`(_ statement: String) async throws {
    let instance = try await TestInstance()
    _ = try await instance.registry.create(.preset(), as: .olga)
    let entries = try await instance.entries()
    await #expect(throws: (any Error).self) {
      try await instance.database.write { try $0.execute(SQL(stringLiteral: statement)) }
    }
    #expect(try await instance.entries() == entries)
    #expect(try await instance.revisions(of: "poet") == ["1 model.create"])
  }

  @Test func `is found by its target, newest first`() async throws {
    let instance = try await TestInstance()
    for id: ModelID in ["a", "b"] { _ = try await instance.registry.create(.preset(id), as: .olga) }
    _ = try await instance.registry.setActive("a", to: .off, reason: nil, as: .olga)
    await #expect(throws: Refusal.self) { try await instance.registry.delete("a", reason: nil, as: .ivan) }
    func found(_ query: AuditQuery) async throws -> [Int] {
      let page = try await instance.page(query)
      #expect(page.total >= page.entries.count)
      return page.entries.map(\.sequence)
    }
    #expect(try await found(AuditQuery()) == [4, 3, 2, 1])
    #expect(try await found(AuditQuery(entityType: "model", entityID: "a")) == [4, 3, 1])
    #expect(try await found(AuditQuery(userID: "ivan")) == [4])
    #expect(try await found(AuditQuery(action: "model.create")) == [2, 1])
    #expect(try await found(AuditQuery(outcome: .denied)) == [4])
    #expect(try await found(AuditQuery(from: Timestamp(seconds: 1000), to: Timestamp(seconds: 1000))).count == 4)
    #expect(try await found(AuditQuery(from: Timestamp(seconds: 1001))) == [])
    #expect(try await found(AuditQuery(to: Timestamp(seconds: 999))) == [])
    #expect(try await found(AuditQuery(limit: 2, offset: 1)) == [3, 2])
    #expect(try await instance.page(AuditQuery(limit: 1)).total == 4)
  }

  @Test(arguments: [Caller.ivan, .pia])
  func `is readable by administrators only`(_ caller: Caller) async throws {
    let instance = try await TestInstance()
    await #expect(throws: Refusal.prohibited) { try await instance.auditLog.entries(AuditQuery(), as: caller) }
  }
}
