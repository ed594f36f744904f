import Domain
import Storage
import Testing

@testable import Accounts
@testable import Registry

@Suite struct `An import into an instance with users` {
  @Test func `keeps its accounts: the one with the same address gets the imported models and grants`() async throws {
    let fixture = try await ImportFixture(from: nil)
    let ours = try await fixture.accounts.signUp("bob").account
    try await fixture.holds(
      OpenWebUIDatabase.schemaOfToday + OpenWebUIDatabase.person("ada", "admin")
        + OpenWebUIDatabase.person("b2", email: "BOB@example.org"))
    try await fixture.holds([
      OpenWebUIDatabase.group("g"), OpenWebUIDatabase.member("b2", of: "g"), OpenWebUIDatabase.model("alpha"),
      OpenWebUIDatabase.model("poet", on: "alpha", by: "b2"), OpenWebUIDatabase.model("muse", on: "alpha"),
      OpenWebUIDatabase.grant("write", on: "muse", "b2"),
    ])
    let report = try await fixture.run()
    #expect(report.words.first == "address_taken bob@example.org: b2 in Open WebUI, \(ours.id) here")
    #expect(report.counts[.people] == .init(new: 1, skipped: 1))
    let poet = try await fixture.instance.registry.model("poet", as: .olga).model
    #expect(poet.ownerID == ours.id)
    let muse = try await fixture.instance.registry.model("muse", as: .olga).model
    #expect(muse.grants.map(\.grantee) == [.user(ours.id)])
    let session = try await fixture.accounts.signIn("bob@example.org")
    #expect(try await fixture.accounts.caller(session.token).principal.groups.map(\.text) == ["g"])
    await #expect(throws: Refusal.wrongPassword) {
      try await fixture.accounts.signIn("bob@example.org", "correct horse walt")
    }
  }

  @Test func `renames a group whose name is taken`() async throws {
    let fixture = try await ImportFixture(from: nil)
    try await fixture.instance.has(groups: ["class"])
    try await fixture.holds(
      OpenWebUIDatabase.schemaOfToday + OpenWebUIDatabase.person("ada", "admin") + [
        OpenWebUIDatabase.group("g", "Class")
      ])
    #expect(try await fixture.run().words == ["group_renamed Class: 'Class (2)' here"])
    #expect(try await fixture.run().counts[.groups] == .init(unchanged: 1))
  }

  @Test func `overwrites no models, and notes it`() async throws {
    let fixture = try await ImportFixture(from: nil)
    _ = try await fixture.instance.registry.create(.base("alpha", name: "Ours"), as: .olga)
    try await fixture.holds(
      OpenWebUIDatabase.schemaOfToday + OpenWebUIDatabase.person("ada", "admin") + [OpenWebUIDatabase.model("alpha")])
    #expect(try await fixture.run().words == ["not_overwritten alpha: name, user_id"])
    #expect(try await fixture.instance.registry.model("alpha", as: .olga).model.name == "Ours")
  }

  @Test func `updates what has changed in the source since, unless it was changed here`() async throws {
    let fixture = try await ImportFixture(from: nil)
    try await fixture.holds(
      OpenWebUIDatabase.schemaOfToday + OpenWebUIDatabase.person("ada", "admin")
        + [
          OpenWebUIDatabase.model("alpha"), OpenWebUIDatabase.model("poet", on: "alpha"),
          OpenWebUIDatabase.model("muse", on: "alpha"),
          OpenWebUIDatabase.version("a", of: "poet", at: 20, name: "Poet"),
        ])
    try await fixture.run()
    _ = try await fixture.instance.registry.setActive("muse", to: .off, reason: nil, as: .olga)
    _ = fixture.instance.takeAnnouncements()
    try await fixture.holds([
      "UPDATE model SET name = 'Bard', version_id = 'b', is_active = 0 WHERE id = 'poet'",
      OpenWebUIDatabase.version("b", of: "poet", after: "a", at: 30, name: "Bard"),
      "UPDATE model SET name = 'Erato' WHERE id = 'muse'",
    ])
    let report = try await fixture.run()
    #expect(report.counts[.models] == .init(changed: 1, unchanged: 1, skipped: 1))
    #expect(report.words == ["not_overwritten muse: name, is_active"])
    let poet = try await fixture.instance.registry.model("poet", as: .olga).model
    #expect((poet.name, poet.isActive) == ("Bard", false))
    #expect(try await fixture.instance.revisions(of: "poet") == ["1 model.create", "2 model.import", "3 model.import"])
    #expect(fixture.instance.takeAnnouncements().map { "\($0.id) \($0.isActive)" } == ["poet false"])
  }

  @Test func `does not recreate users and groups that were removed here`() async throws {
    let fixture = try await ImportFixture(from: nil)
    try await fixture.holds(
      OpenWebUIDatabase.schemaOfToday + OpenWebUIDatabase.person("ada", "admin") + OpenWebUIDatabase.person("bob")
        + [
          OpenWebUIDatabase.model("alpha"), OpenWebUIDatabase.model("poet", on: "alpha", by: "bob"),
          OpenWebUIDatabase.group("g"),
          OpenWebUIDatabase.member("bob", of: "g"), OpenWebUIDatabase.grant("read", on: "poet", to: "group", "g"),
        ])
    try await fixture.run()
    try await fixture.accounts.accounts.removePerson(UserID("bob"), as: .of("ada", .admin))
    try await fixture.accounts.accounts.deleteGroup(GroupID("g"), as: .of("ada", .admin))
    let before = try await fixture.contents()
    let report = try await fixture.run()
    #expect(
      report.words == [
        "deleted_here bob@example.org", "deleted_here g", "lost_owner poet: 'bob'; owned by an administrator now",
        "lost_grant poet: read for group 'g'",
      ])
    #expect(try await fixture.contents() == before)
  }

  @Test func `leaves a model that an administrator inherited with that one, whoever imports again`() async throws {
    let fixture = try await ImportFixture(from: nil)
    _ = try await fixture.accounts.signUp("olga")
    try await fixture.holds(
      OpenWebUIDatabase.schemaOfToday + OpenWebUIDatabase.person("ada", "admin") + [
        OpenWebUIDatabase.model("alpha", by: "ghost")
      ])
    try await fixture.run(as: .of("ada", .admin))
    #expect(try await fixture.instance.registry.model("alpha", as: .olga).model.ownerID.text == "ada")
    #expect(!(try await fixture.run(as: .olga).changesAnything))
  }

  @Test func `does not recreate models that were deleted here`() async throws {
    let fixture = try await ImportFixture(from: nil)
    try await fixture.holds(
      OpenWebUIDatabase.schemaOfToday + OpenWebUIDatabase.person("ada", "admin")
        + [OpenWebUIDatabase.model("alpha"), OpenWebUIDatabase.group("g"), OpenWebUIDatabase.member("ada", of: "g")])
    try await fixture.run()
    _ = try await fixture.instance.registry.delete("alpha", reason: nil, as: .olga)
    _ = try await fixture.accounts.accounts.changeMembers(of: GroupID("g"), .remove, [UserID("ada")], as: .olga)
    let report = try await fixture.run()
    #expect(report.words == ["deleted_here alpha: It can be restored from the bin."])
    #expect(!report.changesAnything)
    #expect(try await fixture.instance.count("model") == 0)
  }
}
