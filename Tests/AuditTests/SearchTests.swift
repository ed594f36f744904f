import Storage
import Testing

@testable import Audit
@testable import Domain

@Suite struct `The list of entries` {
  private func instance() async throws -> TrailFixture {
    let instance = try await TrailFixture()
    for number in 0..<25 {
      try await instance.act("model-\(number)", by: number.isMultiple(of: 2) ? .uma : .olga, at: 1000 + number)
    }
    try await instance.auditLog.record(
      Act(
        .modelShare, entityType: "model", entityID: "a \"b\" OR c*", description: "Changed who may use it",
        changes: [FieldChange("params.system", before: nil, after: "You are a Pirate")], reason: "für das Fest"),
      outcome: .denied, as: .uma)
    return instance
  }

  private func found(_ instance: TrailFixture, _ query: AuditQuery) async throws -> [String] {
    try await instance.auditLog.entries(query, as: .olga).entries.map(\.entityID)
  }

  /// A clock that was three days ahead for a while keeps its entries nowhere but in their place.
  @Test(arguments: [
    AuditQuery(), AuditQuery(userID: "uma"), AuditQuery(entityType: "model"), AuditQuery(action: "model.use"),
    AuditQuery(outcome: .ok), AuditQuery(from: Timestamp(seconds: 1), to: Timestamp(seconds: 900_000)),
    AuditQuery(userID: "uma", from: Timestamp(seconds: 1)), AuditQuery(text: "used"),
    AuditQuery(entityType: "model", userID: "uma"), AuditQuery(to: Timestamp(seconds: 900_000), text: "used"),
  ])
  func `is in the order of the log, page by page, whatever the clock said`(_ query: AuditQuery) async throws {
    let instance = try await TrailFixture()
    for number in 0..<30 {
      try await instance.act("model-\(number)", at: (10..<20).contains(number) ? 260_200 : 1000 + number)
    }
    var (query, pages) = (query, [[String]]())
    query.limit = 7
    repeat {
      let page = try await instance.auditLog.entries(query, as: .olga)
      pages.append(page.entries.filter { $0.action == "model.use" }.map(\.entityID))
      query.before = page.next
    } while query.before != nil
    #expect(pages.flatMap(\.self) == (0..<30).reversed().map { "model-\($0)" })
    query.before = nil
    query.offset = 5
    let shifted = try await instance.auditLog.entries(query, as: .olga).entries.map(\.sequence)
    #expect(shifted == shifted.sorted(by: >))
  }

  @Test(arguments: [
    ("pirate", 1), ("PIRATE you", 1), ("pira*", 1), ("pira", 0), ("pi*", 0), ("fest", 1), ("fur", 1), ("FÜR", 1),
    ("fu\u{308}r", 1), ("\"b\"", 1),
    ("OR c*", 1),
    ("model.share", 1),
    ("model-7", 1), ("pirate fest", 1), ("pirate parrot", 0), ("uma quetz", 14), ("quetz", 26), ("uma@", 14),
    ("***", 0), ("\"", 0), ("NEAR(", 0), ("params.system", 1), ("192.0.2.77", 0),
  ])
  func `is searched by words, by the beginnings of words and of names`(_ text: String, _ count: Int) async throws {
    let instance = try await instance()
    #expect(try await found(instance, AuditQuery(text: text, limit: 100)).count == count)
  }

  /// What the index takes for two words must not be asked for as one.
  @Test func `is searched for any text without a mishap`() async throws {
    let instance = try await instance()
    let odd = [
      "naïve", "e\u{301}", "\u{301}", "日本語", "a\u{301}b", "x😀y", "१२३", "A\u{200D}B", "a\u{1E900}b", "a\u{10D40}b",
      "a\u{E000}b", "a\u{903}b", "a\u{20DD}b", "½x", "a_b", "a\u{0}b", "x\"y", "é\u{FE0F}z", "a\u{1FAE0}b", "ꟍa",
    ]
    for text in odd { _ = try await found(instance, AuditQuery(text: text)) }
    for number in stride(from: 0x21, to: 0x3FFFF, by: 211) {
      guard let scalar = Unicode.Scalar(number) else { continue }
      _ = try await instance.page(AuditQuery(text: "a\(scalar)b", limit: 1))
    }
  }

  @Test func `is narrowed by several filters at once, and by words`() async throws {
    let instance = try await instance()
    #expect(try await found(instance, AuditQuery(userID: "uma", outcome: .denied)) == ["a \"b\" OR c*"])
    #expect(try await found(instance, AuditQuery(entityType: "model", action: "model.use", limit: 100)).count == 25)
    #expect(try await found(instance, AuditQuery(entityID: "a \"b\" OR c*", userID: "uma")).count == 1)
    #expect(try await found(instance, AuditQuery(entityID: "b", userID: "uma")) == [])
    #expect(try await found(instance, AuditQuery(userID: "olga", text: "pirate")) == [])
    #expect(
      try await found(instance, AuditQuery(from: Timestamp(seconds: 1010), to: Timestamp(seconds: 1011), text: "model"))
        .count == 2)
    #expect(try await found(instance, AuditQuery(from: Timestamp(seconds: 1024))) == ["model-24"])
  }

  @Test func `tells ids apart that differ in case, in marks or in what is between their words`() async throws {
    let instance = try await TrailFixture()
    let ids = [
      "a-b", "a b", "ab", "AB", "a_b", "A-b", "az2db", "a\u{0}b", "é", "e\u{301}", "¬euma", "\"", "*", "", "日本", "😀",
      "uma", "¬uuma", "model",
    ]
    for id in ids { try await instance.act(id, by: .olga) }
    for id in ids {
      let found = try await found(instance, AuditQuery(entityID: id, userID: "olga"))
      #expect(found.map(ExactText.init) == [ExactText(id)])
    }
    #expect(try await found(instance, AuditQuery(userID: "uma", action: "model.use")) == [])
  }

  @Test(arguments: [
    AuditQuery(limit: 4), AuditQuery(userID: "uma", limit: 4), AuditQuery(text: "model", limit: 4),
    AuditQuery(entityType: "model", action: "model.use", limit: 4),
  ])
  func `is paged without gaps and doubles while entries are added`(_ query: AuditQuery) async throws {
    let instance = try await instance()
    var all = query
    all.limit = 1000
    let whole = try await found(instance, all).filter { $0 != "log" }
    var paged: [String] = []
    var next = query
    while true {
      let page = try await instance.auditLog.entries(next, as: .olga)
      paged += page.entries.map(\.entityID)
      try await instance.act("meanwhile", at: 2000)
      guard let cursor = page.next else { break }
      next.before = cursor
    }
    #expect(paged.filter { $0 != "log" } == whole)
  }

  @Test func `says its total exactly, up to a limit`() async throws {
    let instance = try await instance()
    #expect(try await instance.auditLog.entries(AuditQuery(userID: "uma", limit: 1), as: .olga).total == 14)
    #expect(try await instance.auditLog.entries(AuditQuery(userID: "nobody"), as: .olga).total == 0)
  }

  @Test func `names who has read it, once for each period of reading, and the queries when that is over`() async throws
  {
    let instance = try await instance()
    for _ in 0..<20 { _ = try await found(instance, AuditQuery(userID: "uma")) }
    _ = try await found(instance, AuditQuery(userID: "uma", limit: 3))
    _ = try await found(instance, AuditQuery(userID: "uma", text: "Quetzalcoatl"))
    _ = try await found(instance, AuditQuery(userID: "uma@example.org"))
    for _ in 0..<2 { _ = try await instance.export(.csv) }
    await instance.auditLog.closeReadSeries()
    let during = try await instance.lines().suffix(3).map { try JSON(parsing: $0) }
    #expect(during.map { $0["action"] } == ["audit.read", "audit.export", "audit.export"])
    #expect(during[0]["audit_metadata"]?["query"] == ["user_id": "uma"])
    #expect(during[1]["audit_metadata"]?["format"] == "csv")

    await instance.auditLog.closeReadSeries(all: true)
    let after = try JSON(parsing: try #require(try await instance.lines().last))
    #expect(after["action"] == "audit.read")
    #expect(after["audit_metadata"]?["reads"] == 22)
    #expect(
      after["audit_metadata"]?["queries"] == [
        ["user_id": "uma"], ["searched": true, "user_id": "uma"], ["user_id": "(unknown)"],
      ], "what nothing fits may be an address")
    _ = try await found(instance, AuditQuery(userID: "uma"))
    #expect(try JSON(parsing: try #require(try await instance.lines().last))["audit_metadata"]?["reads"] == nil)
    let count = try await instance.lines().count
    await instance.auditLog.closeReadSeries(all: true)
    #expect(try await instance.lines().count == count, "nothing to add to a single look")
  }

  @Test func `is a table in which nothing is run as a formula`() async throws {
    let instance = try await TrailFixture()
    try await instance.auditLog.record(
      Act(.modelUse, entityType: "model", entityID: "=cmd(1)", description: "a, \"b\"\nc"), as: .uma)
    let table = try await instance.export(.csv)
    #expect(table.hasPrefix("index,id,time,user_id,user_name,action,"))
    #expect(table.contains(",'=cmd(1),ok,\"a, \"\"b\"\"\nc\","))
    #expect(table.contains("1970-01-01T00:16:40Z,uma,uma Quetzalcoatl,model.use,model"))
  }
}
