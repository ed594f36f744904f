import Domain
import Storage
import Testing

@testable import Accounts
@testable import Registry

@Suite struct `People` {
  private func fixture() async throws -> (AccountsFixture, olga: Caller, ivan: Session) {
    let fixture = try await AccountsFixture()
    let olga = try await fixture.caller(try await fixture.signUp("olga").token)
    return (fixture, olga, try await fixture.signUp("ivan"))
  }

  @Test func `lose their sessions with another role or password, and not with another name`() async throws {
    let (fixture, olga, ivan) = try await fixture()
    let id = ivan.account.id
    _ = try await fixture.accounts.updatePerson(id, PersonForm(name: "Iwan", email: "Iwan@Example.org"), as: olga)
    let caller = try await fixture.caller(ivan.token)
    #expect(caller.principal.name == "Iwan")
    #expect(caller.principal.email == "iwan@example.org")
    _ = try await fixture.accounts.updatePerson(id, PersonForm(role: .admin), as: olga)
    await #expect(throws: Refusal.invalidToken) { try await fixture.caller(ivan.token) }
    let again = try await fixture.signIn("iwan@example.org")
    _ = try await fixture.accounts.updatePerson(id, PersonForm(password: "another horse"), as: olga)
    await #expect(throws: Refusal.invalidToken) { try await fixture.caller(again.token) }
    _ = try await fixture.signIn("iwan@example.org", "another horse")
  }

  @Test func `change their own password knowing the old one, which ends their sessions`() async throws {
    let (fixture, _, ivan) = try await fixture()
    let caller = try await fixture.caller(ivan.token)
    await #expect(throws: Refusal.wrongOldPassword) {
      try await fixture.accounts.changePassword(from: "wrong horse", to: "another horse", as: caller)
    }
    try await fixture.accounts.changePassword(from: "correct horse", to: "another horse", as: caller)
    await #expect(throws: Refusal.invalidToken) { try await fixture.caller(ivan.token) }
    #expect(
      try await fixture.instance.trail().suffix(2) == [
        "account.change_password \(ivan.account.id) denied", "account.change_password \(ivan.account.id) ok",
      ])
  }

  @Test func `always have an administrator`() async throws {
    let (fixture, olga, ivan) = try await fixture()
    let id = olga.principal.id
    await #expect(throws: Refusal.lastAdministrator) {
      try await fixture.accounts.updatePerson(id, PersonForm(role: .user), as: olga)
    }
    await #expect(throws: Refusal.lastAdministrator) { try await fixture.accounts.removePerson(id, as: olga) }
    _ = try await fixture.accounts.updatePerson(ivan.account.id, PersonForm(role: .admin), as: olga)
    let demotions = await withTaskGroup(of: Bool.self) { group in
      for person in [id, ivan.account.id] {
        group.addTask {
          (try? await fixture.accounts.updatePerson(person, PersonForm(role: .user), as: olga)) != nil
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(demotions.count { $0 } == 1, "of two at once")
  }

  @Test func `who are removed leave their models to the remover, and no grants`() async throws {
    let (fixture, olga, ivan) = try await fixture()
    let id = ivan.account.id
    var caller = try await fixture.caller(ivan.token)
    caller.principal.permissions.insert(.makeModels)
    let base = ModelForm(
      id: "alpha", name: "Alpha", content: ModelContent(), grants: [GrantForm.readByAll], isActive: true)
    _ = try await fixture.instance.registry.create(base, as: olga)
    _ = try await fixture.instance.registry.create(.preset("ivans"), as: caller)
    _ = try await fixture.instance.registry.create(
      .preset("olgas", grants: [GrantForm(grantee: .user(id), permission: .write)]), as: olga)
    try await fixture.accounts.removePerson(id, as: olga)
    let passed = try await fixture.instance.registry.model("ivans", as: olga)
    #expect(passed.model.ownerID == olga.principal.id)
    #expect(passed.owner?.name == "olga")
    #expect(try await fixture.instance.registry.model("olgas", as: olga).model.grants == [])
    #expect(
      try await fixture.instance.trail().suffix(3) == [
        "model.pass_on ivans ok", "model.share olgas ok", "account.delete \(id) ok",
      ])
    #expect(try await fixture.instance.revisions(of: "ivans") == ["1 model.create", "2 model.pass_on"])
    for table in ["credential", "session"] { #expect(try await fixture.instance.count(table) == 1, "\(table)") }
    await #expect(throws: Refusal.wrongPassword) { try await fixture.signIn("ivan@example.org") }
  }

  @Test func `are found by a part of name or address, in any case, by page`() async throws {
    let (fixture, olga, _) = try await fixture()
    for number in 0..<35 {
      _ = try await fixture.accounts.addPerson(newcomer("Pérson \(number)"), role: .user, as: olga)
    }
    func names(_ query: PeopleQuery) async throws -> [String] {
      try await fixture.accounts.people(query, as: olga).people.map(\.account.name)
    }
    #expect(try await names(PeopleQuery(text: "PÉRSON 3", order: .name, isAscending: true)).first == "Pérson 3")
    #expect(try await names(PeopleQuery(text: "olga@")) == ["olga"])
    #expect(try await names(PeopleQuery(text: "%")) == [])
    #expect(try await names(PeopleQuery()).count == 30)
    #expect(try await names(PeopleQuery(page: 2)).count == 7)
    #expect(try await fixture.accounts.people(PeopleQuery(text: "pérson"), as: olga).total == 35)
  }

  private func newcomer(_ name: String) -> SignUpForm {
    SignUpForm(
      name: name, email: "\(name.filter(\.isNumber))@example.com", password: "correct horse", profileImageURL: "")
  }

  @Test func `learn nothing about each other`() async throws {
    let (fixture, olga, ivan) = try await fixture()
    let caller = try await fixture.caller(ivan.token)
    for id in [olga.principal.id, UserID("nobody")] {
      await #expect(throws: Refusal.personNotFound) { try await fixture.accounts.rights(of: id, as: caller) }
      await #expect(throws: Refusal.prohibited) { try await fixture.accounts.person(id, as: caller) }
      await #expect(throws: Refusal.prohibited) {
        try await fixture.accounts.person(id, for: .findPeople, as: caller)
      }
    }
    await #expect(throws: Refusal.prohibited) { try await fixture.accounts.people(PeopleQuery(), as: caller) }
  }
}

@Suite struct `A password from another instance` {
  /// Of "horse from afar", by bcrypt at its least cost.
  private static let hash = "$2b$04$OLzcN7nYpDC0gaU8h1siL.06/wAd.DsAIRcSBtq1hZtxpxu8N8Ow."

  @Test func `is accepted, and hashed more strongly at the first sign-in`() async throws {
    let fixture = try await AccountsFixture()
    let olga = try await fixture.signUp("olga").account.id
    try await fixture.instance.auditLog.writeWithoutEntry { connection in
      try Accounts.setPassword(Self.hash, of: olga, connection)
    }
    await #expect(throws: Refusal.wrongPassword) { try await fixture.signIn("olga@example.org", "correct horse") }
    await #expect(throws: Refusal.wrongPassword) {
      try await fixture.signIn("olga@example.org", "horse from afar\u{0}")
    }
    _ = try await fixture.signIn("olga@example.org", "horse from afar")
    let stored = try await fixture.instance.database.read { connection in
      try connection.first("SELECT password FROM credential") { try $0.text("password") }
    }
    #expect(stored?.hasPrefix("$scrypt$") == true)
    #expect(try await fixture.instance.entries().last?.metadata["password_rehashed"] == true)
    _ = try await fixture.signIn("olga@example.org", "horse from afar")
    #expect(try await fixture.instance.entries().last?.metadata["password_rehashed"] == nil)
  }

  @Test(arguments: [
    "$2b$12$short", "$2b$99$OLzcN7nYpDC0gaU8h1siL.06/wAd.DsAIRcSBtq1hZtxpxu8N8Ow.", "$argon2id$x", "", "plain",
  ])
  func `in an unknown form is rejected`(_ stored: String) async throws {
    let fixture = try await AccountsFixture()
    let olga = try await fixture.signUp("olga").account.id
    try await fixture.instance.auditLog.writeWithoutEntry { connection in
      try Accounts.setPassword(stored, of: olga, connection)
    }
    for password in ["correct horse", stored, ""] {
      await #expect(throws: Refusal.wrongPassword) { try await fixture.signIn("olga@example.org", password) }
    }
  }
}
