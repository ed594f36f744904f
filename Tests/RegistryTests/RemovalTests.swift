import Audit
import Domain
import Storage
import Testing

@testable import Accounts
@testable import Registry

/// Removing a person or a group, and undoing it.
@Suite struct `A removal that is undone` {
  @Test(arguments: 0..<12)
  func `gives everybody the rights that they had before, in random worlds`(_ batch: Int) async throws {
    for number in 0..<5 {
      let seed = UInt64(batch * 5 + number)
      let (fixture, world) = (try await AccountsFixture(), RandomWorld(seed: seed))
      try await fixture.instance.auditLog.writeWithoutEntry { connection in
        try world.write(connection)
        try world.writeHistory(connection)
      }
      for person in world.people where isAlone(person.id.text, world.people.map(\.id.text)) {
        let before = try await rights(fixture)
        guard let undo = try await unlessLast({ try await fixture.accounts.removePerson(person.id, as: .olga) })
        else { continue }
        #expect(try await rights(fixture) != before, "seed \(seed), \(person.id)")
        let undone = try await fixture.instance.registry.undo(undo.text, reason: nil, as: .olga)
        #expect(undone.restored?.skipped == [], "seed \(seed), \(person.id)")
        #expect(try await rights(fixture) == before, "seed \(seed), \(person.id)")
      }
      for group in world.allGroups where isAlone(group.text, world.allGroups.map(\.text)) {
        let before = try await rights(fixture)
        let undo = try #require(try await fixture.accounts.deleteGroup(group, as: .olga))
        let undone = try await fixture.instance.registry.undo(undo.actID, reason: nil, as: .olga)
        #expect(undone.restored?.skipped == [], "seed \(seed), \(group)")
        #expect(try await rights(fixture) == before, "seed \(seed), \(group)")
      }
    }
  }

  /// Names that differ in nothing but case no form lets through, and no undo.
  private func isAlone(_ name: String, _ all: [String]) -> Bool {
    all.count { $0.lowercased() == name.lowercased() } == 1
  }

  private func unlessLast(_ remove: () async throws -> UndoToken?) async throws -> UndoToken? {
    do {
      return try await remove()
    } catch let refusal as Refusal where refusal == .lastAdministrator {
      return nil
    }
  }

  /// All that says who may what.
  private func rights(_ fixture: AccountsFixture) async throws -> [String] {
    let queries: [SQL] = [
      "SELECT id || ' ' || name || ' ' || email || ' ' || role AS line FROM user ORDER BY id",
      "SELECT user_id || ' ' || password AS line FROM credential ORDER BY user_id",
      "SELECT user_id || ' ' || hash || ' ' || coalesce(revoked_at, 0) AS line FROM api_key ORDER BY id",
      "SELECT id || ' ' || name || ' ' || coalesce(parent_group_id, '') || permissions || data AS line FROM user_group ORDER BY id",
      "SELECT group_id || ' ' || user_id AS line FROM group_member WHERE removed_at IS NULL ORDER BY 1",
      "SELECT id || ' ' || user_id || ' ' || is_active AS line FROM model ORDER BY id",
      """
      SELECT model_id || ' ' || principal_type || ' ' || principal_id || ' ' || permission AS line
      FROM access_grant ORDER BY 1
      """,
    ]
    return try await fixture.instance.database.read { connection in
      try queries.flatMap { query in try connection.query(query) { try $0.text("line") } }
    }
  }

  @Test func `restores a user with password, keys, groups, models and grants, but signed out`() async throws {
    let (fixture, olga, ivan) = try await fixture()
    let id = ivan.account.id
    let group = try await fixture.accounts.createGroup(GroupForm(name: "team", description: ""), as: olga)
    _ = try await fixture.accounts.changeMembers(of: group.id, .add, [id], as: olga)
    _ = try await fixture.accounts.updatePerson(id, PersonForm(role: .admin), as: olga)
    let again = try await fixture.signIn("ivan@example.org")
    let caller = try await fixture.caller(again.token)
    let (_, secret) = try await fixture.accounts.createKey(KeyForm(name: "laptop"), as: caller)
    let (revoked, revokedSecret) = try await fixture.accounts.createKey(KeyForm(name: "old"), as: caller)
    try await fixture.accounts.revokeKey(revoked.id, as: caller)
    _ = try await fixture.instance.registry.create(.preset("ivans"), as: caller)
    let before = try await rights(fixture)

    let undo = try #require(try await fixture.accounts.removePerson(id, as: olga))
    await #expect(throws: Refusal.self) { try await fixture.caller(secret) }
    let undone = try await fixture.instance.registry.undo(undo.text, reason: "a slip", as: olga)

    #expect(undone.models.map(\.id) == ["ivans"])
    #expect(undone.restored == RestoredSubject(subject: .user(id), name: "ivan", skipped: []))
    #expect(try await rights(fixture) == before)
    #expect(try await fixture.caller(secret).principal.id == id)
    #expect(try await fixture.caller(secret).principal.groups == [group.id])
    await #expect(throws: Refusal.invalidToken) { try await fixture.caller(again.token) }
    await #expect(throws: Refusal.self) { try await fixture.caller(revokedSecret) }
    _ = try await fixture.signIn("ivan@example.org")
    #expect(
      try await fixture.instance.trail().suffix(5).prefix(4) == [
        "model.pass_on ivans ok", "account.delete \(id) ok", "account.restore \(id) ok", "model.undo ivans ok",
      ])
    await #expect(throws: Refusal.undoneAlready) {
      try await fixture.instance.registry.undo(undo.text, reason: nil, as: olga)
    }
  }

  @Test func `is refused when the address is taken by then, without recording the address`()
    async throws
  {
    let (fixture, olga, ivan) = try await fixture()
    let undo = try #require(try await fixture.accounts.removePerson(ivan.account.id, as: olga))
    let other = try await fixture.signUp("ivana", email: "ivan@example.org")
    let before = try await rights(fixture)
    let refusal = await #expect(throws: Refusal.self) {
      try await fixture.instance.registry.undo(undo.text, reason: nil, as: olga)
    }
    #expect(refusal?.code == "undo.address_taken")
    #expect(try await rights(fixture) == before)
    let entry = try #require(try await fixture.instance.entries().last)
    #expect("\(entry.action) \(entry.entityID) \(entry.outcome)" == "account.restore \(ivan.account.id) failed")
    #expect(!entry.description.contains("@"))
    _ = try await fixture.accounts.updatePerson(
      other.account.id, PersonForm(email: "ivana@example.org"), as: olga)
    _ = try await fixture.instance.registry.undo(undo.text, reason: nil, as: olga)
    #expect(try await fixture.signIn("ivan@example.org").account.id == ivan.account.id)
  }

  @Test func `keeps later changes of the models, and says what it skips`() async throws {
    let (fixture, olga, ivan) = try await fixture()
    let id = ivan.account.id
    var caller = try await fixture.caller(ivan.token)
    caller.principal.permissions.insert(.makeModels)
    let registry = fixture.instance.registry
    _ = try await registry.create(
      ModelForm(id: "alpha", name: "A", content: ModelContent(), grants: [.readByAll], isActive: true), as: olga)
    for name in ["edited", "deleted"] { _ = try await registry.create(.preset(ModelID(stored: name)), as: caller) }
    let group = try await fixture.accounts.createGroup(GroupForm(name: "team", description: ""), as: olga)
    _ = try await fixture.accounts.changeMembers(of: group.id, .add, [id], as: olga)

    let undo = try #require(try await fixture.accounts.removePerson(id, as: olga))
    _ = try await registry.setActive("edited", to: .off, reason: nil, as: olga)
    _ = try await registry.delete("deleted", reason: nil, as: olga)
    try await fixture.accounts.deleteGroup(group.id, as: olga)
    let undone = try await registry.undo(undo.text, reason: nil, as: olga)

    #expect(
      undone.restored?.skipped == [
        .init(type: "group", id: group.id.text, why: "the group was deleted later"),
        .init(type: "model", id: "deleted", why: "it was deleted later"),
      ])
    let edited = try await registry.model("edited", as: olga).model
    #expect(edited.ownerID == id)
    #expect(edited.isActive == false)
  }

  @Test func `restores a group under its parent, unless its name is taken`() async throws {
    let (fixture, olga, ivan) = try await fixture()
    func make(_ name: String, below parent: GroupID? = nil) async throws -> GroupID {
      try await fixture.accounts.createGroup(
        GroupForm(name: name, description: "", parentID: .some(parent)), as: olga
      ).id
    }
    let top = try await make("top")
    let middle = try await make("middle", below: top)
    let low = try await make("low", below: middle)
    _ = try await fixture.accounts.changeMembers(of: low, .add, [ivan.account.id], as: olga)
    let undo = try #require(try await fixture.accounts.deleteGroup(middle, as: olga))
    let thief = try await make("Middle")
    let refusal = await #expect(throws: Refusal.self) {
      try await fixture.instance.registry.undo(undo.text, reason: nil, as: olga)
    }
    #expect(refusal?.code == "group.taken")
    _ = try await fixture.accounts.deleteGroup(thief, as: olga)
    // By now it would stand above itself.
    _ = try await fixture.accounts.updateGroup(
      top, GroupForm(name: "top", description: "", parentID: .some(low)), as: olga)
    let undone = try await fixture.instance.registry.undo(undo.text, reason: nil, as: olga)
    #expect(undone.restored?.skipped.map(\.id) == [low.text])
    #expect(try await fixture.accounts.group(middle, as: olga).parentID == top)
  }

  @Test func `is for its author and for administrators, as long as they are`() async throws {
    let (fixture, olga, ivan) = try await fixture()
    let uma = try await fixture.signUp("uma")
    let ivans = try await fixture.caller(ivan.token)
    let undo = try #require(try await fixture.accounts.removePerson(uma.account.id, as: olga))
    await #expect(throws: Refusal.unknownUndo) {
      try await fixture.instance.registry.undo(undo.text, reason: nil, as: ivans)
    }
    var former = olga
    former.principal.role = .user
    await #expect(throws: Refusal.prohibited) {
      try await fixture.instance.registry.undo(undo.text, reason: nil, as: former)
    }
    #expect(try await fixture.instance.count("user") == 2)
  }

  @Test func `is listed for its author, newest first, until it is undone or a day has passed`() async throws {
    let (fixture, olga, ivan) = try await fixture()
    let registry = fixture.instance.registry
    for name in ["m1", "m2", "m3", "m4", "m5", "m6", "m7"] {
      _ = try await registry.create(.preset(ModelID(stored: name)), as: olga)
    }
    _ = try await registry.change(.matching(ModelListQuery()), .delete(.refuse), reason: nil, as: olga)
    let undo = try #require(try await fixture.accounts.removePerson(ivan.account.id, as: olga))
    let acts = try await registry.recentActs(as: olga)
    #expect(acts.map(\.action) == ["account.delete", "model.delete"])
    #expect(acts.map(\.state) == [.open, .open])
    #expect(acts[0].targets == [.init(type: "user", id: ivan.account.id.text, name: "ivan")])
    #expect(acts[0].id == undo.actID)
    #expect(acts[1].modelCount == 7)
    #expect(acts[1].targets.map(\.id) == ["m1", "m2", "m3", "m4", "m5"])
    #expect(acts[1].targets[0].name == "Poet")
    #expect(acts[0].expiresAt.seconds - acts[0].doneAt.seconds == 86_400)
    #expect(try await registry.recentActs(as: .of("uma", .admin)) == [])

    _ = try await registry.undo(acts[0].id, reason: nil, as: olga)
    #expect(try await registry.recentActs(as: olga).map(\.state) == [.undone, .open])
    let kept = try await fixture.instance.database.read { connection in
      try connection.first("SELECT contents FROM removal") { try $0.text("contents") }
    }
    #expect(kept == #"{"name":"ivan"}"#, "a password that was restored is not kept twice")

    try await fixture.instance.auditLog.writeWithoutEntry {
      try UndoableAct.removeExpired(at: Timestamp(seconds: 1000 + 86_400), $0)
    }
    #expect(try await registry.recentActs(as: olga) == [])
    #expect(try await fixture.instance.count("removal") == 0)
  }

  private func fixture() async throws -> (AccountsFixture, olga: Caller, ivan: Session) {
    let fixture = try await AccountsFixture()
    let olga = try await fixture.caller(try await fixture.signUp("olga").token)
    return (fixture, olga, try await fixture.signUp("ivan"))
  }
}
