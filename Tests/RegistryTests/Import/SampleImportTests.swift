import Domain
import Testing

@testable import Accounts
@testable import Registry

/// The sample was made by a real Open WebUI 0.12.4.
@Suite struct `The sample of an Open WebUI` {
  private static let (admin, olga, walt) = (
    "c02bbb34-de09-4184-8609-5f27c6e2fd9d", "6d12cbf2-52d7-4a08-9cda-79aa782ba86a",
    "a119a737-0870-496e-8858-f7f8360f909e"
  )

  @Test func `is imported completely`() async throws {
    let fixture = try await ImportFixture(from: ImportFixture.sample)
    let report = try await fixture.run()
    #expect(
      report.counts == [
        .people: .init(new: 7), .groups: .init(new: 3), .memberships: .init(new: 3), .permissions: .init(new: 1),
        .models: .init(new: 8), .grants: .init(new: 8), .revisions: .init(new: 11),
      ])
    #expect(
      report.words.filter { !$0.hasPrefix("permissions ") } == [
        "lost_base org/ünusual:7b: needs base model 'no-such-base'",
        "no_weights gemma270:latest: needs weights named 'gemma270:latest'",
      ])
    let entries = try await fixture.instance.entries()
    let actions = Dictionary(grouping: entries, by: \.action).mapValues(\.count)
    #expect(
      actions == [
        "account.import": 7, "group.import": 3, "group.add_members": 3, "permissions.update": 1, "model.import": 8,
      ])
    #expect(Set(entries.map(\.userID)) == [.system])
  }

  @Test func `keeps ids, roles and who is in which group`() async throws {
    let fixture = try await ImportFixture(from: ImportFixture.sample)
    try await fixture.run()
    let people = try await fixture.accounts.accounts.people(
      PeopleQuery(text: nil, order: .email, isAscending: true, page: nil), as: .olga
    ).people
    #expect(
      people.map { "\($0.account.email) \($0.account.role) \($0.groups.map(\.name))" } == [
        #"admin@example.org admin []"#, #"greta@example.org user ["readers"]"#, #"olga@example.org user ["modelers"]"#,
        #"pia@example.org pending []"#, #"rita@example.org user []"#, #"stan@example.org user ["night readers"]"#,
        #"walt@example.org user []"#,
      ])
    #expect(people.first { $0.account.email == "olga@example.org" }?.account.id.text == Self.olga)
    let stan = try await fixture.accounts.signIn("stan@example.org", "correct horse stan")
    let caller = try await fixture.accounts.caller(stan.token)
    #expect(caller.principal.groups.count == 2, "the group that stands above counts")
    let olga = try await fixture.accounts.signIn("olga@example.org", "correct horse olga")
    #expect(try await fixture.accounts.caller(olga.token).principal.permissions.contains(.makeModels))
  }

  @Test func `keeps switches, owners, grants and contents`() async throws {
    let fixture = try await ImportFixture(from: ImportFixture.sample)
    try await fixture.run()
    func model(_ id: ModelID) async throws -> Model {
      try await fixture.instance.registry.model(id, as: .of("x", .admin)).model
    }
    let helper = try await model("helper")
    #expect(helper.ownerID.text == Self.admin)
    #expect(helper.content.params["temperature"] == .number("0.7"))
    #expect(helper.grants.count == 4)
    #expect(helper.grants.contains { $0.grantee == .user(UserID(Self.walt)) && $0.permission == .write })
    #expect(try await model("translator").ownerID.text == Self.olga)
    var switches: [ModelID: Bool] = [:]
    for id: ModelID in ["alpha", "beta", "helper", "coder", "hidden-one", "org/ünusual:7b", "gemma270:latest"] {
      switches[id] = try await model(id).isActive
    }
    #expect(switches.filter { !$0.value }.keys.sorted() == ["beta", "coder", "gemma270:latest", "org/ünusual:7b"])
    #expect(try await model("hidden-one").content.meta["hidden"] == true)
    #expect(try await model("alpha").baseModelID == nil)
    #expect(try await model("org/ünusual:7b").baseModelID == "no-such-base")
  }

  @Test func `keeps its history, and a restored revision is its latest`() async throws {
    let fixture = try await ImportFixture(from: ImportFixture.sample)
    try await fixture.run()
    let instance = fixture.instance
    #expect(
      try await instance.revisions(of: "helper") == [
        "1 model.create", "2 model.update", "3 model.update", "4 model.import",
      ])
    #expect(try await instance.revisions(of: "translator") == ["1 model.create", "2 model.import"])
    #expect(try await instance.revisions(of: "hidden-one") == ["1 model.import"])
    let history = try await instance.registry.history(of: "helper", before: nil, page: 1, as: .olga)
    #expect(history.map(\.reason) == [nil, nil, "warmer", "first version"])
    #expect(history.map(\.userID.text) == [UserID.system.text, Self.walt, Self.admin, Self.admin])
    #expect(history.last?.versionID == "fc58acdf-79b4-4f30-a0a1-4f5dc7fc14e9")
    let back = try await instance.registry.rollBack(
      "helper", to: .versionID("fc58acdf-79b4-4f30-a0a1-4f5dc7fc14e9"), withGrants: true, reason: nil, as: .olga)
    #expect(back.content.params["temperature"] == .number("0.2"))
    #expect(back.grants.count == 4)
    let translator = try await instance.registry.model("translator", as: .olga).model
    #expect(translator.versionID == "acafb88e-e1ec-46cc-9caf-0810fc74a458", "known to clients by this name")
  }

  @Test func `changes nothing the second time`() async throws {
    let fixture = try await ImportFixture(from: ImportFixture.sample)
    try await fixture.run()
    let before = try await fixture.contents()
    let again = try await fixture.run()
    #expect(!again.changesAnything)
    #expect(again.counts[.models] == .init(unchanged: 8))
    #expect(again.counts[.people] == .init(unchanged: 7))
    #expect(again.counts[.groups] == .init(unchanged: 3))
    #expect(again.counts[.revisions] == .init(unchanged: 11))
    #expect(try await fixture.contents() == before)
  }

  @Test func `is not changed by a dry run, which has the same report`() async throws {
    let fixture = try await ImportFixture(from: ImportFixture.sample)
    let before = try await fixture.contents()
    let rehearsal = try await fixture.run(isDryRun: true)
    #expect(try await fixture.contents() == before)
    #expect(fixture.instance.takeAnnouncements() == [])
    #expect(try await fixture.run() == rehearsal)
  }

  @Test func `is announced, model by model, once it is imported`() async throws {
    let fixture = try await ImportFixture(from: ImportFixture.sample)
    try await fixture.run()
    let announced = fixture.instance.takeAnnouncements()
    #expect(announced.map(\.id).sorted().count == 8)
    let desiredStates = Set(announced.flatMap(\.desiredStates).map { "\($0.baseModel) \($0.isDesired)" })
    #expect(desiredStates == ["alpha true", "beta false", "no-such-base false", "gemma270:latest false"])
  }

  @Test(arguments: [Role.user, .pending]) func `is imported by administrators only`(_ role: Role) async throws {
    let fixture = try await ImportFixture(from: ImportFixture.sample)
    let before = try await fixture.contents().filter { !$0.hasPrefix("billing_audit_log") }
    await #expect(throws: Refusal.prohibited) { try await fixture.run(as: .of("ivan", role)) }
    #expect(try await fixture.contents().filter { !$0.hasPrefix("billing_audit_log") } == before)
    #expect(try await fixture.instance.trail() == ["openwebui.import openwebui denied"])
  }
}
