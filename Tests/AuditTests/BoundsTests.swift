import Domain
import Foundation
import Storage
import Testing

@testable import Audit

@Suite struct `An entry about something huge` {
  private static let huge = String(repeating: "x", count: 3 << 20)

  struct Case: Sendable, CustomStringConvertible {
    var description: String
    var act: Act
    var shown: String
  }

  private static func act(
    id: String = "m", description: String = "Did it", changes: [FieldChange] = [], reason: String? = nil,
    details: JSON.Object = [:]
  ) -> Act {
    Act(
      .modelUse, entityType: "model", entityID: id, description: description, changes: changes, reason: reason,
      details: details)
  }

  private static let cases = [
    Case(description: "id", act: act(id: huge), shown: "… (3,145,728 characters, cut)"),
    Case(description: "description", act: act(description: huge), shown: "… (3,145,728 characters, cut)"),
    Case(description: "reason", act: act(reason: huge), shown: "… (3,145,728 characters, cut)"),
    Case(description: "detail", act: act(details: ["d": .string(huge)]), shown: "… (3,145,728 characters, cut)"),
    Case(description: "name of a detail", act: act(details: JSON.Object([(huge, 1)])), shown: "characters, cut)"),
    Case(
      description: "change", act: act(changes: [FieldChange("params.system", before: .string(huge), after: nil)]),
      shown: "… (3,145,728 characters, cut)"),
    Case(
      description: "name in a change", act: act(changes: [FieldChange(huge, before: 1, after: 2)]),
      shown: "characters, cut)"),
    Case(
      description: "sealed name",
      act: act(changes: [FieldChange("name", before: nil, after: .string(huge), of: UserID("uma"))]), shown: "salted"),
    Case(
      description: "number", act: act(details: ["d": .number(String(repeating: "9", count: 3 << 20))]),
      shown: "characters, cut)"),
    Case(
      description: "many changes",
      act: act(changes: (0..<100_000).map { FieldChange("f\($0)", before: 1, after: 2) }),
      shown: "(100,000 fields, cut)"),
    Case(
      description: "long list", act: act(details: ["d": .array(Array(repeating: "element", count: 100_000))]),
      shown: "… (100,000 elements, cut)"),
    Case(
      description: "many long texts",
      act: act(details: JSON.Object((0..<200).map { ("d\($0)", .string(String(repeating: "y", count: 60_000))) })),
      shown: "(200 members, cut)"),
    Case(
      description: "lists of lists",
      act: act(details: ["d": .array(Array(repeating: .array(Array(repeating: 1, count: 1_000)), count: 1_000))]),
      shown: "elements, cut)"),
  ]

  @Test(arguments: cases)
  func `is cut, says so, and is proven like any other`(_ example: Case) async throws {
    let instance = try await TrailFixture()
    try await instance.trail.begin()
    try await instance.auditLog.record(example.act, as: .uma)
    try await instance.trail.seal()
    let line = try #require(try await instance.lines().last)
    #expect(line.utf8.count < 1_500_000)
    #expect(line.contains(example.shown), "\(line.suffix(500))")
    #expect(try await instance.findings() == [])
    let facts = try await instance.database.read { connection in
      try connection.query("SELECT facts FROM audit_entry") { try $0.text("facts").utf8.count }
    }
    #expect(facts.allSatisfy { $0 < 1_500_000 })
  }

  @Test(arguments: ["é", "👩‍👩‍👧‍👦", "\u{0}", "ä\u{301}"])
  func `is left alone when it is as long as it may be`(_ sign: String) {
    let text = String(repeating: sign, count: 100)
    #expect(text.clipped(to: text.unicodeScalars.count) == text)
    #expect(text.clipped(to: text.unicodeScalars.count - 1).hasSuffix(" characters, cut)"))
  }
}

@Suite struct `Refusals without end` {
  private static func caller(_ id: String, address: String = "192.0.2.1") -> Caller {
    Caller(
      principal: Principal(id: UserID(id), name: id, email: "", role: .user),
      origin: Origin(requestID: "r", address: address), authentication: .session)
  }

  private static let nobody = Caller(
    principal: Principal(id: UserID("anonymous"), name: "", email: "", role: .pending),
    origin: Origin(requestID: "r", address: "192.0.2.9"), authentication: .none)

  private func refuse(
    _ instance: TrailFixture, _ count: Int, at seconds: Int = 1000, by caller: (Int) -> Caller = { _ in caller("uma") },
    repeated: String? = nil
  ) async throws {
    for number in 0..<count {
      await instance.auditLog.recordRefusal(
        of: .init(.modelUse, entityType: "model", entityID: "invented-\(number)"),
        because: Refusal(.notFound, code: "model_not_found", detail: "No 'invented-\(number)'"), as: caller(number),
        repeated: repeated)
    }
  }

  private func entries(_ instance: TrailFixture) async throws -> [JSON] {
    try await instance.lines().map { try JSON(parsing: $0) }
  }

  @Test func `of one person leave a bounded number of entries, and the count of all others`() async throws {
    let instance = try await TrailFixture()
    try await refuse(instance, 1_000)
    #expect(try await instance.lines().count == RefusalRateLimit.burst)
    await instance.auditLog.recordSkippedRefusals()
    let last = try #require(try await entries(instance).last)
    #expect(try await instance.lines().count == RefusalRateLimit.burst + 1)
    #expect(last["audit_metadata"]?["skipped"]?.int == 1_000 - RefusalRateLimit.burst)
    #expect(last["entity_id"] == "*" && last["user_id"] == "uma" && last["outcome"] == "denied")
    await instance.auditLog.recordSkippedRefusals()
    #expect(try await instance.lines().count == RefusalRateLimit.burst + 1, "what was told is told once")
  }

  @Test func `of somebody else are recorded meanwhile, and those of nobody by their address`() async throws {
    let instance = try await TrailFixture()
    try await refuse(instance, 200)
    try await refuse(instance, 1, by: { _ in Self.caller("ben") })
    try await refuse(instance, 200, by: { _ in Self.nobody })
    await instance.auditLog.recordSkippedRefusals()
    let all = try await entries(instance)
    #expect(all.count { $0["user_id"] == "ben" } == 1)
    #expect(all.count { $0["user_id"] == "anonymous" } == RefusalRateLimit.burst + 1)
  }

  @Test func `of the same thing leave one entry a minute where that is enough`() async throws {
    let instance = try await TrailFixture()
    try await refuse(instance, 30, repeated: "poet")
    #expect(try await instance.lines().count == 1)
    await instance.auditLog.recordSkippedRefusals()
    #expect(try await entries(instance).last?["audit_metadata"]?["skipped"] == 29)
  }

  @Test func `are recorded at the limited rate afterwards`() {
    let limit = RefusalRateLimit()
    func admitted(_ count: Int, at seconds: Int) -> Int {
      (0..<count).count { _ in
        limit.admits(Self.skipped(by: "uma", at: seconds), repeated: nil, now: Timestamp(seconds: seconds))
      }
    }
    #expect(admitted(500, at: 1000) == RefusalRateLimit.burst)
    #expect(admitted(500, at: 1000 + RefusalRateLimit.secondsPerEntry) == 1)
    #expect(admitted(500, at: 1000 + 4 * RefusalRateLimit.secondsPerEntry) == 3)
    #expect(admitted(500, at: 1_000_000) == RefusalRateLimit.burst)
    #expect(limit.takeSkipped().map(\.count) == [2_000 - 2 * RefusalRateLimit.burst - 4])
  }

  @Test func `of more people than it remembers share a limit, in bounded memory`() {
    let limit = RefusalRateLimit()
    let count = RefusalRateLimit.mostRemembered * 2
    let admitted = (0..<count).count {
      limit.admits(Self.skipped(by: "\($0)", at: 1000), repeated: nil, now: Timestamp(seconds: 1000))
    }
    #expect(admitted == RefusalRateLimit.mostRemembered + RefusalRateLimit.burst)
    #expect(limit.remembered == RefusalRateLimit.mostRemembered + 1)
    #expect(limit.takeSkipped().map(\.count) == [count - admitted])
    #expect(limit.admits(Self.skipped(by: "late", at: 9000), repeated: nil, now: Timestamp(seconds: 9000)))
    #expect(limit.remembered == 1, "who has not come for long is forgotten")
  }

  private static func skipped(by who: String, at seconds: Int) -> RefusalRateLimit.Skipped {
    RefusalRateLimit.Skipped(
      kind: .init(who: who, action: .modelUse, code: "no"), entityType: "model", outcome: .denied, caller: caller(who),
      count: 1, since: Timestamp(seconds: seconds))
  }

  @Test func `that cannot be recorded are refusals all the same, and counted`() async throws {
    let instance = try await TrailFixture()
    let (place, elsewhere) = (instance.database.path, instance.database.path + ".away")
    try FileManager.default.moveItem(atPath: place, toPath: elsewhere)
    try await refuse(instance, 3)
    try FileManager.default.moveItem(atPath: elsewhere, toPath: place)
    #expect(try await instance.lines().isEmpty)
    await instance.auditLog.recordSkippedRefusals()
    #expect(try await entries(instance).last?["audit_metadata"]?["skipped"] == 3)
  }
}
