import Domain
import Storage
import Testing

@testable import Accounts
@testable import Registry

@Suite struct `A group` {
  private func form(_ name: String, parent: GroupID? = nil, permissions: PermissionSheet? = nil) -> GroupForm {
    GroupForm(name: name, description: "", parentID: .some(parent), permissions: .some(permissions))
  }

  @Test func `gives its members the permissions and grants of all groups above`() async throws {
    let fixture = try await AccountsFixture()
    _ = try await fixture.signUp("olga")
    let ivan = try await fixture.signUp("ivan")
    let top = try await fixture.accounts.createGroup(
      form("top", permissions: PermissionSheet(["workspace": ["models": true]])), as: .olga)
    let middle = try await fixture.accounts.createGroup(form("middle", parent: top.id), as: .olga)
    let low = try await fixture.accounts.createGroup(form("low", parent: middle.id), as: .olga)
    let changed = try await fixture.accounts.changeMembers(of: low.id, .add, [ivan.account.id], as: .olga)
    #expect(changed.memberCount == 1)
    let principal = try await fixture.caller(ivan.token).principal
    #expect(Set(principal.groups) == [top.id, middle.id, low.id])
    #expect(principal.permissions.contains(.makeModels))
    _ = try await fixture.accounts.changeMembers(of: low.id, .remove, [ivan.account.id], as: .olga)
    #expect(try await fixture.caller(ivan.token).principal.groups == [])
  }

  @Test func `takes all people or none, and says who is unknown`() async throws {
    let fixture = try await AccountsFixture()
    let olga = try await fixture.signUp("olga")
    let group = try await fixture.accounts.createGroup(form("team"), as: .olga)
    let refusal = await #expect(throws: Refusal.self) {
      try await fixture.accounts.changeMembers(of: group.id, .add, [olga.account.id, UserID("nobody")], as: .olga)
    }
    #expect(refusal?.fields.map(\.message) == ["There is no user with the ID 'nobody'."])
    #expect(try await fixture.instance.count("group_member") == 0)
  }

  @Test func `records the intervals of membership, and counts a repeated addition once`() async throws {
    let fixture = try await AccountsFixture()
    let olga = try await fixture.signUp("olga").account.id
    let group = try await fixture.accounts.createGroup(form("team"), as: .olga)
    for change in [Accounts.MembershipChange.add, .add, .remove, .remove, .add] {
      _ = try await fixture.accounts.changeMembers(of: group.id, change, [olga], as: .olga)
    }
    let intervals = try await fixture.instance.database.read { connection in
      try connection.query("SELECT removed_at FROM group_member ORDER BY rowid") { try $0.optionalInt("removed_at") }
    }
    #expect(intervals == [1000, nil])
    #expect(
      try await fixture.instance.trail().filter { $0.contains("_members") } == [
        "group.add_members \(group.id) ok", "group.remove_members \(group.id) ok", "group.add_members \(group.id) ok",
      ])
  }

  @Test func `cannot be its own parent`() async throws {
    let fixture = try await AccountsFixture()
    _ = try await fixture.signUp("olga")
    let top = try await fixture.accounts.createGroup(form("top"), as: .olga)
    let low = try await fixture.accounts.createGroup(form("low", parent: top.id), as: .olga)
    for parent in [top.id, low.id] {
      await #expect(throws: Refusal.groupCycle) {
        try await fixture.accounts.updateGroup(top.id, form("top", parent: parent), as: .olga)
      }
    }
    await #expect(throws: Refusal.parentNotFound) {
      try await fixture.accounts.updateGroup(low.id, form("low", parent: GroupID("nowhere")), as: .olga)
    }
  }

  @Test func `has a name of its own, in whatever case`() async throws {
    let fixture = try await AccountsFixture()
    _ = try await fixture.accounts.createGroup(form("Équipe"), as: .olga)
    await #expect(throws: Refusal.groupTaken("éQUIPE")) {
      try await fixture.accounts.createGroup(form("éQUIPE"), as: .olga)
    }
  }

  @Test func `that is deleted loses its grants in the same transaction`() async throws {
    let fixture = try await AccountsFixture()
    _ = try await fixture.signUp("olga")
    let ivan = try await fixture.signUp("ivan")
    let top = try await fixture.accounts.createGroup(form("top"), as: .olga)
    let low = try await fixture.accounts.createGroup(form("low", parent: top.id), as: .olga)
    _ = try await fixture.accounts.changeMembers(of: low.id, .add, [ivan.account.id], as: .olga)
    let grant = GrantForm(grantee: .group(top.id), permission: .read)
    _ = try await fixture.instance.registry.create(.preset(grants: [grant, .readByAll]), as: .olga)
    _ = fixture.instance.takeAnnouncements()
    try await fixture.accounts.deleteGroup(top.id, as: .olga)
    let model = try await fixture.instance.registry.model("poet", as: .olga).model
    #expect(model.grants.map(\.grantee) == [.everyone])
    #expect(model.revision == 2)
    #expect(fixture.instance.takeAnnouncements().map(\.revision) == [2])
    #expect(try await fixture.instance.trail().suffix(2) == ["model.share poet ok", "group.delete \(top.id) ok"])
    #expect(try await fixture.accounts.group(low.id, as: .olga).parentID == nil)
    #expect(try await fixture.caller(ivan.token).principal.groups == [low.id])
  }

  @Test func `can be changed by administrators only`() async throws {
    let fixture = try await AccountsFixture()
    let group = try await fixture.accounts.createGroup(form("team"), as: .olga)
    await #expect(throws: Refusal.prohibited) { try await fixture.accounts.createGroup(form("x"), as: .ivan) }
    await #expect(throws: Refusal.prohibited) { try await fixture.accounts.deleteGroup(group.id, as: .ivan) }
    await #expect(throws: Refusal.groupNotFound) { try await fixture.accounts.group(group.id, as: .ivan) }
    await #expect(throws: Refusal.groupNotFound) {
      try await fixture.accounts.group(GroupID("nowhere"), as: .ivan)
    }
  }

  @Test func `and the defaults give the most permissive combination`() async throws {
    let fixture = try await AccountsFixture()
    _ = try await fixture.signUp("olga")
    let ivan = try await fixture.signUp("ivan")
    _ = try await fixture.accounts.setDefaultPermissions(
      PermissionSheet(["features": ["api_keys": false], "own": ["kept": true]]), as: .olga)
    let caller = try await fixture.caller(ivan.token)
    #expect(!caller.principal.permissions.contains(.makeKeys))
    let group = try await fixture.accounts.createGroup(
      form("makers", permissions: PermissionSheet(["features": ["api_keys": true, "notes": false]])), as: .olga)
    _ = try await fixture.accounts.changeMembers(of: group.id, .add, [ivan.account.id], as: .olga)
    #expect(try await fixture.caller(ivan.token).principal.permissions.contains(.makeKeys))
    let sheet = try await fixture.accounts.permissions(as: caller).sections
    #expect(sheet["features"]?["api_keys"] == true)
    #expect(sheet["features"]?["notes"] == true)
    #expect(sheet["own"]?["kept"] == true)
    #expect(try await fixture.instance.trail().contains("permissions.update default ok"))
  }
}
