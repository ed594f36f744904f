import Domain
import Storage
import Testing

@testable import Accounts
@testable import Registry

@Suite struct `An Open WebUI database` {
  @Test func `of before there were grants and histories comes over`() async throws {
    let move = try await Move(from: nil)
    try await move.holds(OldHouse.schema + OldHouse.person("ada", "admin") + OldHouse.person("bob"))
    try await move.holds([
      """
      INSERT INTO "group" VALUES ('g', 'ada', 'Class', 'd', 'null', 'null', '{"chat":{"edit":false}}', '["bob"]', 5, 5)
      """,
      "INSERT INTO config VALUES (1, '{\"user\":{\"permissions\":{\"workspace\":{\"models\":true}}}}', 0)",
      "INSERT INTO model VALUES ('alpha', 'ada', NULL, 'Alpha', '{}', '{}', NULL, 1, 6, 5)",
      "INSERT INTO model VALUES ('open', 'ada', 'alpha', 'Open', '{}', '{}', 'null', 1, 6, 5)",
      "INSERT INTO model VALUES ('closed', 'bob', 'alpha', 'Closed', '{}', '{}', '{}', 0, 6, 5)",
      """
      INSERT INTO model VALUES ('some', 'ada', 'alpha', 'Some', '{}', '{}',
        '{"read":{"group_ids":["g"],"user_ids":[]},"write":{"group_ids":[],"user_ids":["bob"]}}', 1, 6, 5)
      """,
    ])
    let report = try await move.run()
    #expect(report.words == ["permissions workspace.models: false before, now true"])
    func grants(_ id: ModelID) async throws -> [String] {
      try await move.house.registry.model(id, as: .olga).model.grants.map {
        "\($0.permission) \($0.grantee.type) \($0.grantee.principalID)"
      }
    }
    #expect(try await grants("alpha") == ["read user *"])
    #expect(try await grants("open") == ["read user *"])
    #expect(try await grants("closed") == [])
    #expect(try await grants("some") == ["read group g", "write user bob"])
    #expect(try await move.house.revisions(of: "some") == ["1 model.import"])
    let bob = try await move.reception.signIn("bob@example.org", "correct horse walt")
    let caller = try await move.reception.caller(bob.token)
    #expect(caller.principal.groups.map(\.text) == ["g"])
    #expect(caller.principal.permissions.contains(.makeModels))
    let before = try await move.contents()
    try await move.run()
    #expect(try await move.contents() == before)
  }

  @Test func `says what was lost, and what it becomes`() async throws {
    let move = try await Move(from: nil)
    try await move.holds(OldHouse.schemaOfToday + OldHouse.person("ada", "admin") + OldHouse.person("bob", "emperor"))
    try await move.holds(
      OldHouse.person("eva", password: "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaA")
        + OldHouse.person("ida", isActive: false) + OldHouse.person("kim", email: "")
        + [
          OldHouse.group("lost", below: "nowhere"), OldHouse.group("round", below: "square"),
          OldHouse.group("square", below: "round"), OldHouse.member("ghost", of: "lost"),
          OldHouse.model("alpha"), OldHouse.grant("write", on: "alpha", "eva"),
          OldHouse.model("poet", on: "alpha", by: "ghost", #"{"temperature":"hot"}"#),
          OldHouse.grant("read", on: "poet", "ghost"), OldHouse.grant("read", on: "poet", to: "group", "gone"),
          OldHouse.model("child", on: "poet"), OldHouse.model("stray", on: "sunk"),
          OldHouse.model("egg", on: "hen"), OldHouse.model("hen", on: "egg"), OldHouse.model("two words"),
          OldHouse.model("self", on: "self"),
        ])
    let report = try await move.run()
    let expected = [
      "not_taken kim: The account 'Kim' has no e-mail address.", "unknown_role bob@example.org: 'emperor'",
      "no_password eva@example.org: it is not hashed with bcrypt",
      "no_password ida@example.org: signing in was switched off",
      "lost_parent lost: 'nowhere'", "not_taken lost: The member 'ghost' has no account.",
      "write_on_base alpha", "lost_owner poet: 'ghost'; an administrator owns it now",
      "lost_grant poet: read for user 'ghost'", "lost_grant poet: read for group 'gone'",
      "preset_on_preset child: on 'poet', now on 'alpha'",
      "lost_base stray: needs base model 'sunk'", "no_weights self: needs weights named 'self'",
      "not_taken egg: 'egg' stands on presets that stand on it. Give it a base model.",
    ]
    for line in expected { #expect(report.words.contains(line), "\(line)") }
    #expect(report.words.filter { $0.hasPrefix("lost_parent") }.count == 2)
    #expect(report.words.contains { $0.hasPrefix("doubtful_content poet: ") })
    #expect(report.words.contains { $0.hasPrefix("not_taken two words: ") })
    #expect(report.counts[.models] == .init(new: 5, skipped: 3))
    func model(_ id: ModelID) async throws -> Model { try await move.house.registry.model(id, as: .olga).model }
    #expect(try await model("poet").ownerID.text == "ada")
    #expect(try await model("poet").grants == [])
    #expect(try await model("alpha").grants.map(\.permission) == [.read])
    #expect(try await model("child").baseModelID == "alpha")
    #expect(try await model("self").baseModelID == nil)
    #expect(try await [model("alpha"), model("stray"), model("self")].map(\.isActive) == [true, false, false])
    let bob = try await move.reception.signIn("bob@example.org", "correct horse walt")
    #expect(bob.account.role == .pending)
    await #expect(throws: Refusal.wrongPassword) {
      try await move.reception.signIn("ida@example.org", "correct horse walt")
    }
    let before = try await move.contents()
    try await move.run()
    #expect(try await move.contents() == before)
  }

  @Test func `has its history put in order by age, and parents before children`() async throws {
    let move = try await Move(from: nil)
    try await move.holds(OldHouse.schemaOfToday + OldHouse.person("ada", "admin"))
    try await move.holds([
      OldHouse.model("alpha"), OldHouse.model("poet", on: "alpha"),
      OldHouse.version("c", of: "poet", after: "b", at: 20, name: "C"),
      OldHouse.version("b", of: "poet", after: "a", at: 20, name: "B"),
      OldHouse.version("a", of: "poet", at: 20, name: "A"), OldHouse.version("z", of: "poet", at: 10, name: "Z"),
    ])
    try await move.run()
    let history = try await move.house.registry.history(of: "poet", before: nil, page: 1, as: .olga)
    #expect(history.dropFirst().map(\.versionID) == ["c", "b", "a", "z"])
    #expect(history.map(\.action) == ["model.import", "model.update", "model.update", "model.update", "model.create"])
  }

  @Test func `names who can use a preset now, and could not over there`() async throws {
    let move = try await Move(from: nil)
    try await move.holds(
      OldHouse.schemaOfToday + OldHouse.person("ada", "admin") + OldHouse.person("bob") + OldHouse.person("eva")
        + OldHouse.person("ida") + OldHouse.person("pia", "pending"))
    try await move.holds([
      OldHouse.group("upper"), OldHouse.group("lower", below: "upper"), OldHouse.member("ida", of: "lower"),
      OldHouse.model("alpha"), OldHouse.grant("read", on: "alpha", "bob"),
      OldHouse.model("poet", on: "alpha", by: "bob"), OldHouse.grant("read", on: "poet", "bob"),
      OldHouse.grant("write", on: "poet", "eva"), OldHouse.grant("read", on: "poet", to: "group", "upper"),
      OldHouse.grant("read", on: "poet", "pia"), OldHouse.grant("read", on: "poet", "ada"),
      OldHouse.model("open", on: "alpha"), OldHouse.grant("read", on: "open", "*"),
      OldHouse.model("beta"), OldHouse.grant("read", on: "beta", to: "group", "upper"),
      OldHouse.model("tutor", on: "beta"), OldHouse.grant("read", on: "tutor", to: "group", "lower"),
    ])
    let report = try await move.run()
    #expect(
      report.words == [
        "writers_read poet: Eva", "usable_now poet: the group upper, Eva, without a right to 'alpha'",
        "usable_now open: everybody, without a right to 'alpha'",
      ])
  }

  @Test(arguments: ["", "no database", "SQLite format 3\0 but broken"])
  func `is told from what is none`(_ content: String) async throws {
    let folder = try ImportFolder(in: "/tmp")
    try content.write(toFile: folder.uploaded, atomically: true, encoding: .utf8)
    await #expect {
      try await Registry.extractHouse(from: folder.uploaded, to: folder.extract, people: Accounts.foreignTables)
    } throws: {
      ($0 as? Refusal)?.code == "import.not_openwebui"
    }
    try folder.remove()
  }
}
