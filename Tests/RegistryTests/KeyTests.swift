import Domain
import Storage
import Testing

@testable import Accounts
@testable import Registry

@Suite struct `An API key` {
  private func fixture() async throws -> (AccountsFixture, olga: Caller, ivan: Caller) {
    let fixture = try await AccountsFixture()
    let olga = try await fixture.caller(try await fixture.signUp("olga").token)
    let ivan = try await fixture.caller(try await fixture.signUp("ivan").token)
    return (fixture, olga, ivan)
  }

  @Test func `acts as its owner, within its limits`() async throws {
    let (fixture, _, ivan) = try await fixture()
    let (key, secret) = try await fixture.accounts.createKey(
      KeyForm(name: " laptop ", models: ["team/*"], isReadOnly: true), as: ivan)
    #expect(key.name == "laptop")
    let caller = try await fixture.caller(secret)
    #expect(caller.principal.id == ivan.principal.id)
    #expect(caller.principal.limits == KeyLimits(models: [ModelPattern("team/*")], isReadOnly: true))
    #expect(caller.authentication == .key)
    #expect(caller.key == .init(id: key.id, name: "laptop", ownerID: ivan.principal.id))
    #expect(caller.traits["key_owner"] == nil)
  }

  @Test func `is stored only as a hash`() async throws {
    let (fixture, olga, _) = try await fixture()
    let (key, secret) = try await fixture.accounts.createKey(KeyForm(name: "k"), as: olga)
    #expect(secret.utf8.count == 67)
    let stored = try await fixture.instance.database.read { connection in
      try connection.query(
        """
        SELECT id || name || hash || hint AS text FROM api_key
        UNION ALL SELECT description || changes || audit_metadata FROM billing_audit_log
        """
      ) { try $0.text("text") }
    }
    #expect(stored.allSatisfy { !$0.contains(secret.dropFirst(3)) })
    #expect(key.hint == "sk-…\(secret.suffix(4))")
  }

  @Test func `is rejected once it was revoked, has expired, or its owner was removed`() async throws {
    let (fixture, olga, ivan) = try await fixture()
    let (one, revoked) = try await fixture.accounts.createKey(KeyForm(name: "one"), as: ivan)
    let (_, short) = try await fixture.accounts.createKey(
      KeyForm(name: "two", expiresAt: Timestamp(seconds: 1060)), as: ivan)
    let (_, third) = try await fixture.accounts.createKey(KeyForm(name: "three"), as: ivan)
    try await fixture.accounts.revokeKey(one.id, as: olga)
    #expect(await refusal(fixture, revoked)?.code == "key.revoked")
    #expect(await refusal(fixture, short) == nil)
    fixture.pass(60)
    #expect(await refusal(fixture, short)?.code == "key.expired")
    try await fixture.accounts.removePerson(ivan.principal.id, as: olga)
    #expect(await refusal(fixture, third) == .badToken)
    #expect(await refusal(fixture, "sk-" + String(repeating: "0", count: 64)) == .badToken)
  }

  private func refusal(_ fixture: AccountsFixture, _ token: String) async -> Refusal? {
    do {
      _ = try await fixture.caller(token)
      return nil
    } catch {
      return error as? Refusal
    }
  }

  @Test func `of another user looks nonexistent`() async throws {
    let (fixture, olga, ivan) = try await fixture()
    let (key, _) = try await fixture.accounts.createKey(KeyForm(name: "k"), as: olga)
    await #expect(throws: Refusal.keyNotFound) { try await fixture.accounts.revokeKey(key.id, as: ivan) }
    await #expect(throws: Refusal.keyNotFound) { try await fixture.accounts.revokeKey("nothing", as: ivan) }
    await #expect(throws: Refusal.personNotFound) {
      try await fixture.accounts.keys(of: olga.principal.id, as: ivan)
    }
    #expect(try await fixture.accounts.keys(of: olga.principal.id, as: olga).map(\.id) == [key.id])
  }

  @Test func `is trusted only by administrators, and only while they are`() async throws {
    let (fixture, olga, ivan) = try await fixture()
    await #expect(throws: Refusal.prohibited) {
      try await fixture.accounts.createKey(KeyForm(name: "k", isTrusted: true), as: ivan)
    }
    let (_, secret) = try await fixture.accounts.createKey(KeyForm(name: "k", isTrusted: true), as: olga)
    let person = ForwardedUser(email: "IVAN@example.org", name: nil, role: "admin")
    let caller = try await fixture.caller(secret, for: person)
    #expect(caller.principal.id == ivan.principal.id)
    #expect(caller.principal.role == .user)
    #expect(caller.traits["key_owner"] == .string(olga.principal.id.text))
    _ = try await fixture.accounts.updatePerson(ivan.principal.id, PersonForm(role: .admin), as: olga)
    _ = try await fixture.accounts.updatePerson(olga.principal.id, PersonForm(role: .user), as: olga)
    let refusal = await #expect(throws: Refusal.self) { try await fixture.caller(secret, for: person) }
    #expect(refusal?.code == "key.trust_ended")
  }

  @Test func `that is trusted creates users only if it may, each once`() async throws {
    let (fixture, olga, _) = try await fixture()
    let (_, plain) = try await fixture.accounts.createKey(KeyForm(name: "k", isTrusted: true), as: olga)
    let (_, bringing) = try await fixture.accounts.createKey(
      KeyForm(name: "l", isTrusted: true, createsUsers: true), as: olga)
    let newcomer = ForwardedUser(email: "New@example.org", name: "Nëw", role: "admin")
    try await fixture.accounts.provision(Credentials(token: plain, onBehalfOf: newcomer), from: AccountsFixture.origin)
    await #expect(throws: Refusal.unknownPerson("New@example.org")) {
      try await fixture.caller(plain, for: newcomer)
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          try await fixture.accounts.provision(
            Credentials(token: bringing, onBehalfOf: newcomer), from: AccountsFixture.origin)
        }
      }
      try await group.waitForAll()
    }
    let caller = try await fixture.caller(bringing, for: newcomer)
    #expect(caller.principal.role == .user)
    #expect(caller.principal.name == "Nëw")
    #expect(try await fixture.instance.trail().count { $0.hasPrefix("account.provision") } == 1)
    #expect(try await fixture.instance.count("user") == 3)
    #expect(try await fixture.caller(plain, for: newcomer).principal.id == caller.principal.id)
  }

  @Test func `that is trusted requires a user to be named, and one that is not trusted ignores the name`() async throws
  {
    let (fixture, olga, ivan) = try await fixture()
    let (_, trusted) = try await fixture.accounts.createKey(KeyForm(name: "k", isTrusted: true), as: olga)
    let (_, plain) = try await fixture.accounts.createKey(KeyForm(name: "l"), as: ivan)
    let nameless = ForwardedUser(email: nil, name: "Ivan", role: nil)
    let refusal = await #expect(throws: Refusal.self) { try await fixture.caller(trusted, for: nameless) }
    #expect(refusal?.code == "key.unnamed_person")
    let other = ForwardedUser(email: "olga@example.org", name: nil, role: nil)
    #expect(try await fixture.caller(plain, for: other).principal.id == ivan.principal.id)
  }

  @Test(arguments: [
    KeyForm(name: " "), KeyForm(name: "k", expiresAt: Timestamp(seconds: 1000)), KeyForm(name: "k", models: []),
    KeyForm(name: "k", models: [""]), KeyForm(name: "k", models: Array(repeating: "x", count: 101)),
    KeyForm(name: "k", createsUsers: true),
  ])
  func `is refused for invalid fields`(_ form: KeyForm) async throws {
    let (fixture, olga, _) = try await fixture()
    let refusal = await #expect(throws: Refusal.self) { try await fixture.accounts.createKey(form, as: olga) }
    #expect(refusal?.kind == .invalid)
    #expect(try await fixture.instance.count("api_key") == 0)
  }

  @Test func `that Open WebUI's clients create replaces the one before, and no other`() async throws {
    let (fixture, olga, _) = try await fixture()
    let (own, _) = try await fixture.accounts.createKey(KeyForm(name: "API key"), as: olga)
    let (first, _) = try await fixture.accounts.createKey(KeyForm(name: "API key", isSole: true), as: olga)
    let (second, _) = try await fixture.accounts.createKey(KeyForm(name: "API key", isSole: true), as: olga)
    func keys() async throws -> Set<String> {
      Set(try await fixture.accounts.keys(of: olga.principal.id, as: olga).map(\.id))
    }
    #expect(try await keys() == [own.id, second.id])
    #expect(first.isSole && !own.isSole)
    try await fixture.accounts.revokeSoleKey(as: olga)
    try await fixture.accounts.revokeSoleKey(as: olga)
    #expect(try await keys() == [own.id])
  }

  @Test func `that is known but refused is recorded once a minute, an unknown one never`() async throws {
    let (fixture, olga, _) = try await fixture()
    let (key, secret) = try await fixture.accounts.createKey(KeyForm(name: "k"), as: olga)
    try await fixture.accounts.revokeKey(key.id, as: olga)
    for token in [secret, secret, "sk-unknown"] {
      guard let refusal = await refusal(fixture, token) else { return #expect(Bool(false), "a refusal expected") }
      try await fixture.accounts.recordRefusedKey(
        Credentials(token: token), because: refusal, from: AccountsFixture.origin)
    }
    #expect(try await fixture.instance.trail().filter { $0.hasPrefix("key.use") } == ["key.use \(key.id) denied"])
  }

  @Test func `says when it was last used`() async throws {
    let (fixture, olga, _) = try await fixture()
    let (_, secret) = try await fixture.accounts.createKey(KeyForm(name: "k"), as: olga)
    #expect(try await fixture.accounts.keys(of: olga.principal.id, as: olga).map(\.lastUsedAt) == [nil])
    fixture.pass(30)
    _ = try await fixture.caller(secret)
    #expect(
      try await fixture.accounts.keys(of: olga.principal.id, as: olga).map(\.lastUsedAt)
        == [Timestamp(seconds: 1030)])
  }

  @Test func `that is used while nothing can be stored has its use stored later, and works meanwhile`() async throws {
    let (fixture, olga, _) = try await fixture()
    let (_, secret) = try await fixture.accounts.createKey(KeyForm(name: "k"), as: olga)
    try await fixture.instance.auditLog.writeWithoutEntry { connection in
      try connection.execute(
        "CREATE TRIGGER full_disk BEFORE UPDATE ON api_key BEGIN SELECT RAISE(ABORT, 'the disk is full'); END")
    }
    _ = try await fixture.caller(secret)
    #expect(try await fixture.accounts.keys(of: olga.principal.id, as: olga).map(\.lastUsedAt) == [nil])
    try await fixture.instance.auditLog.writeWithoutEntry { try $0.execute("DROP TRIGGER full_disk") }
    #expect(
      try await fixture.accounts.keys(of: olga.principal.id, as: olga).map(\.lastUsedAt)
        == [Timestamp(seconds: 1000)])
  }
}
