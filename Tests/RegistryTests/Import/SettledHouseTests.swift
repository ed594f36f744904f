import Domain
import Storage
import Testing

@testable import Accounts
@testable import Registry

@Suite struct `A house that people live in already` {
  @Test func `keeps its accounts: who has the same address takes over what is theirs`() async throws {
    let move = try await Move(from: nil)
    let ours = try await move.reception.signUp("bob").account
    try await move.holds(
      OldHouse.schemaOfToday + OldHouse.person("ada", "admin") + OldHouse.person("b2", email: "BOB@example.org"))
    try await move.holds([
      OldHouse.group("g"), OldHouse.member("b2", of: "g"), OldHouse.model("alpha"),
      OldHouse.model("poet", on: "alpha", by: "b2"), OldHouse.model("muse", on: "alpha"),
      OldHouse.grant("write", on: "muse", "b2"),
    ])
    let report = try await move.run()
    #expect(report.words.first == "address_taken bob@example.org: b2 there is \(ours.id) here")
    #expect(report.counts[.people] == .init(new: 1, skipped: 1))
    let poet = try await move.house.registry.model("poet", as: .olga).model
    #expect(poet.ownerID == ours.id)
    let muse = try await move.house.registry.model("muse", as: .olga).model
    #expect(muse.grants.map(\.grantee) == [.user(ours.id)])
    let session = try await move.reception.signIn("bob@example.org")
    #expect(try await move.reception.caller(session.token).principal.groups.map(\.text) == ["g"])
    await #expect(throws: Refusal.wrongPassword) {
      try await move.reception.signIn("bob@example.org", "correct horse walt")
    }
  }

  @Test func `gives a group another name that has the name of one of its own`() async throws {
    let move = try await Move(from: nil)
    try await move.house.has(groups: ["class"])
    try await move.holds(OldHouse.schemaOfToday + OldHouse.person("ada", "admin") + [OldHouse.group("g", "Class")])
    #expect(try await move.run().words == ["group_renamed Class: is 'Class (2)' here"])
    #expect(try await move.run().counts[.groups] == .init(unchanged: 1))
  }

  @Test func `keeps its models, and says so`() async throws {
    let move = try await Move(from: nil)
    _ = try await move.house.registry.create(.base("alpha", name: "Ours"), as: .olga)
    try await move.holds(OldHouse.schemaOfToday + OldHouse.person("ada", "admin") + [OldHouse.model("alpha")])
    #expect(try await move.run().words == ["kept_as_here alpha: name, user_id"])
    #expect(try await move.house.registry.model("alpha", as: .olga).model.name == "Ours")
  }

  @Test func `follows what has changed over there since, unless it was changed here`() async throws {
    let move = try await Move(from: nil)
    try await move.holds(
      OldHouse.schemaOfToday + OldHouse.person("ada", "admin")
        + [
          OldHouse.model("alpha"), OldHouse.model("poet", on: "alpha"), OldHouse.model("muse", on: "alpha"),
          OldHouse.version("a", of: "poet", at: 20, name: "Poet"),
        ])
    try await move.run()
    _ = try await move.house.registry.setSwitch(of: "muse", to: .off, reason: nil, as: .olga)
    _ = move.house.takeAnnouncements()
    try await move.holds([
      "UPDATE model SET name = 'Bard', version_id = 'b', is_active = 0 WHERE id = 'poet'",
      OldHouse.version("b", of: "poet", after: "a", at: 30, name: "Bard"),
      "UPDATE model SET name = 'Erato' WHERE id = 'muse'",
    ])
    let report = try await move.run()
    #expect(report.counts[.models] == .init(changed: 1, unchanged: 1, skipped: 1))
    #expect(report.words == ["kept_as_here muse: name, is_active"])
    let poet = try await move.house.registry.model("poet", as: .olga).model
    #expect((poet.name, poet.isActive) == ("Bard", false))
    #expect(try await move.house.revisions(of: "poet") == ["1 model.create", "2 model.import", "3 model.import"])
    #expect(move.house.takeAnnouncements().map { "\($0.id) \($0.isActive)" } == ["poet false"])
  }

  @Test func `does not get back people and groups that it has removed`() async throws {
    let move = try await Move(from: nil)
    try await move.holds(
      OldHouse.schemaOfToday + OldHouse.person("ada", "admin") + OldHouse.person("bob")
        + [
          OldHouse.model("alpha"), OldHouse.model("poet", on: "alpha", by: "bob"), OldHouse.group("g"),
          OldHouse.member("bob", of: "g"), OldHouse.grant("read", on: "poet", to: "group", "g"),
        ])
    try await move.run()
    try await move.reception.accounts.removePerson(UserID("bob"), as: .of("ada", .admin))
    try await move.reception.accounts.deleteGroup(GroupID("g"), as: .of("ada", .admin))
    let before = try await move.contents()
    let report = try await move.run()
    #expect(
      report.words == [
        "deleted_here bob@example.org", "deleted_here g", "lost_owner poet: 'bob'; an administrator owns it now",
        "lost_grant poet: read for group 'g'",
      ])
    #expect(try await move.contents() == before)
  }

  @Test func `leaves a model that fell to an administrator with that one, whoever imports again`() async throws {
    let move = try await Move(from: nil)
    _ = try await move.reception.signUp("olga")
    try await move.holds(
      OldHouse.schemaOfToday + OldHouse.person("ada", "admin") + [OldHouse.model("alpha", by: "ghost")])
    try await move.run(as: .of("ada", .admin))
    #expect(try await move.house.registry.model("alpha", as: .olga).model.ownerID.text == "ada")
    #expect(!(try await move.run(as: .olga).changesAnything))
  }

  @Test func `does not get back what it has deleted`() async throws {
    let move = try await Move(from: nil)
    try await move.holds(
      OldHouse.schemaOfToday + OldHouse.person("ada", "admin")
        + [OldHouse.model("alpha"), OldHouse.group("g"), OldHouse.member("ada", of: "g")])
    try await move.run()
    _ = try await move.house.registry.delete("alpha", reason: nil, as: .olga)
    _ = try await move.reception.accounts.changeMembers(of: GroupID("g"), .remove, [UserID("ada")], as: .olga)
    let report = try await move.run()
    #expect(report.words == ["deleted_here alpha: It can be restored from the bin."])
    #expect(!report.changesAnything)
    #expect(try await move.house.count("model") == 0)
  }
}
