import Audit
import Domain
import Foundation
import Storage
import Synchronization
import Testing

@testable import Accounts

@Suite struct `Signing up` {
  @Test func `makes the first person the administrator, and the next a user`() async throws {
    let fixture = try await AccountsFixture()
    #expect(try await fixture.accounts.isEmpty())
    let first = try await fixture.signUp("olga", email: "Olga@Example.ORG")
    #expect(
      first
        == Session(
          account: Account(
            id: first.account.id, name: "olga", email: "olga@example.org", role: .admin, profileImageURL: "/olga.png",
            createdAt: Timestamp(seconds: 1000)),
          permissions: PermissionSheet.standard.withAllOfMuster, token: first.token, expiresAt: Timestamp(seconds: 4600)
        ))
    #expect(try await !fixture.accounts.isEmpty())
    let second = try await fixture.signUp("ivan")
    #expect(second.account.role == .user)
    #expect(try await fixture.caller(second.token).principal.id == second.account.id)
    let olga = first.account.id
    let ivan = second.account.id
    #expect(
      try await fixture.instance.trail() == [
        "account.sign_up \(olga) ok", "session.sign_in \(olga) ok", "account.sign_up \(ivan) ok",
        "session.sign_in \(ivan) ok",
      ])
  }

  @Test func `of many at once makes one of them the administrator`() async throws {
    let fixture = try await AccountsFixture()
    let roles = try await withThrowingTaskGroup(of: Role.self) { group in
      for number in 0..<6 { group.addTask { try await fixture.signUp("p\(number)").account.role } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(roles.count { $0 == .admin } == 1)
    #expect(roles.count { $0 == .user } == 5)
  }

  @Test func `is refused for an address that is taken, in whatever case`() async throws {
    let fixture = try await AccountsFixture()
    _ = try await fixture.signUp("olga")
    await #expect(throws: Refusal.emailTaken) { try await fixture.signUp("other", email: "OLGA@example.org") }
    #expect(try await fixture.instance.count("user") == 1)
    #expect(try await fixture.instance.trail().last == "account.sign_up new failed")
  }

  @Test func `by approval creates pending users`() async throws {
    let fixture = try await AccountsFixture(.approval)
    #expect(try await fixture.signUp("olga").account.role == .admin)
    let session = try await fixture.signUp("pia")
    #expect(session.account.role == .pending)
    #expect(try await fixture.caller(session.token).principal.role == .pending)
  }

  @Test func `that is closed is possible for the first user only`() async throws {
    let fixture = try await AccountsFixture(.closed)
    #expect(try await fixture.signUp("olga").account.role == .admin)
    await #expect(throws: Refusal.prohibited) { try await fixture.signUp("ivan") }
    #expect(try await fixture.instance.count("user") == 1)
    #expect(try await fixture.instance.trail().last == "account.sign_up new denied")
  }

  @Test(arguments: [
    ("", "a@b.c", "12345678", "account.bad_name"), (" ", "a@b.c", "12345678", "account.bad_name"),
    ("a\u{0}", "a@b.c", "12345678", "account.bad_name"), ("A", "", "12345678", "account.bad_email"),
    ("A", "a", "12345678", "account.bad_email"), ("A", "a@", "12345678", "account.bad_email"),
    ("A", "@b.c", "12345678", "account.bad_email"), ("A", "a@b", "12345678", "account.bad_email"),
    ("A", "a@b@c.d", "12345678", "account.bad_email"), ("A", "a b@c.d", "12345678", "account.bad_email"),
    ("A", "a@.c", "12345678", "account.bad_email"), ("A", "a@c.", "12345678", "account.bad_email"),
    ("A", "a@b.c\n", "12345678", "account.bad_email"), ("A", "a@b.c", "1234567", "account.password_too_short"),
    ("A", "a@b.c", String(repeating: "x", count: 73), "account.password_too_long"),
    ("A", "a@b.c", String(repeating: "é", count: 37), "account.password_too_long"),
  ])
  func `is refused for invalid fields`(_ name: String, _ email: String, _ password: String, _ code: String)
    async throws
  {
    let fixture = try await AccountsFixture()
    let refusal = await #expect(throws: Refusal.self) {
      try await fixture.signUp(name, email: email, password: password)
    }
    #expect(refusal?.code == code)
    #expect(refusal?.kind == .malformed)
    #expect(try await fixture.instance.count("user") == 0)
    #expect(try await fixture.instance.trail() == [])
  }

  @Test func `stores no password, in no table`() async throws {
    let fixture = try await AccountsFixture()
    _ = try await fixture.signUp("olga", password: "a very secret word")
    let stored = try await fixture.instance.database.read { connection in
      try connection.query("SELECT password AS text FROM credential UNION ALL SELECT changes FROM billing_audit_log") {
        try $0.text("text")
      }
    }
    #expect(stored.first?.hasPrefix("$scrypt$") == true)
    #expect(stored.allSatisfy { !$0.contains("secret word") })
  }
}

@Suite struct `Signing in` {
  @Test func `begins a new session each time`() async throws {
    let fixture = try await AccountsFixture()
    let first = try await fixture.signUp("olga")
    let second = try await fixture.signIn("OLGA@example.org")
    #expect(second.account == first.account)
    #expect(second.token != first.token)
    #expect(try await fixture.accounts.session(token: second.token, from: AccountsFixture.origin) == second)
    #expect(try await fixture.instance.count("session") == 2)
  }

  @Test func `with a wrong password and with an unknown address is refused alike, and recorded`() async throws {
    let fixture = try await AccountsFixture()
    let olga = try await fixture.signUp("olga").account.id
    for (email, password) in [
      ("olga@example.org", "wrong horse"), ("nobody@example.org", "correct horse"), ("", ""),
      ("olga@example.org\u{0}", "correct horse"), ("olga@example.org", ""), ("'--", "correct horse"),
    ] {
      await #expect(throws: Refusal.wrongPassword) { try await fixture.signIn(email, password) }
    }
    let trail = try await fixture.instance.trail().dropFirst(2)
    #expect(trail.first == "session.sign_in \(olga) denied")
    #expect(trail.count == 6)
    #expect(trail.allSatisfy { $0.hasSuffix("denied") })
    #expect(try await fixture.instance.count("session") == 1)
  }
}

@Suite struct `A token` {
  @Test func `is rejected after signing out, and signing out again does nothing`() async throws {
    let fixture = try await AccountsFixture()
    let session = try await fixture.signUp("olga")
    let other = try await fixture.signIn("olga@example.org")
    try await fixture.accounts.signOut(token: session.token, from: AccountsFixture.origin)
    await #expect(throws: Refusal.invalidToken) { try await fixture.caller(session.token) }
    #expect(try await fixture.caller(other.token).principal.name == "olga", "the other session goes on")
    let trail = try await fixture.instance.trail()
    try await fixture.accounts.signOut(token: session.token, from: AccountsFixture.origin)
    try await fixture.accounts.signOut(token: "nonsense", from: AccountsFixture.origin)
    #expect(try await fixture.instance.trail() == trail)
    #expect(trail.last?.hasPrefix("session.sign_out ") == true)
  }

  @Test func `is rejected once it has expired`() async throws {
    let fixture = try await AccountsFixture()
    let session = try await fixture.signUp("olga")
    fixture.pass(3599)
    #expect(try await fixture.caller(session.token).principal.name == "olga")
    fixture.pass(1)
    await #expect(throws: Refusal.badToken) { try await fixture.caller(session.token) }
  }

  @Test func `is rejected when its account is removed`() async throws {
    let fixture = try await AccountsFixture()
    let session = try await fixture.signUp("olga")
    _ = try await fixture.instance.database.write { try $0.execute("DELETE FROM user") }
    await #expect(throws: Refusal.invalidToken) { try await fixture.caller(session.token) }
  }

  @Test func `shows the role that the account has now`() async throws {
    let fixture = try await AccountsFixture()
    let session = try await fixture.signUp("olga")
    _ = try await fixture.instance.database.write { try $0.execute("UPDATE user SET role = 'pending'") }
    #expect(try await fixture.caller(session.token).principal.role == .pending)
  }

  @Test func `that is missing is refused differently from one that is wrong`() async throws {
    let fixture = try await AccountsFixture()
    await #expect(throws: Refusal.notAuthenticated) { try await fixture.caller(nil) }
    await #expect(throws: Refusal.badToken) { try await fixture.caller("") }
  }

  @Test func `that was forged or altered is rejected`() async throws {
    let fixture = try await AccountsFixture()
    let good = try await fixture.signUp("olga").token
    let parts = good.split(separator: ".").map(String.init)
    let claims = try #require(decoded(parts[1]))
    let other = encoded(claims.replacing(#""typ":"session""#, with: #""typ":"sessiom""#))
    let forged = try await AccountsFixture(secret: Array("another secret".utf8)).signUp("olga").token
    for token in [
      // No algorithm, another algorithm, the same header in another form.
      encoded(#"{"alg":"none","typ":"JWT"}"#) + "." + parts[1] + ".",
      encoded(#"{"alg":"none","typ":"JWT"}"#) + "." + parts[1] + "." + parts[2],
      encoded(#"{"alg":"HS512","typ":"JWT"}"#) + "." + parts[1] + "." + parts[2],
      encoded(#"{"typ":"JWT","alg":"HS256"}"#) + "." + parts[1] + "." + parts[2],
      // Without, with half and with somebody else's signature.
      parts[0] + "." + parts[1] + ".", parts[0] + "." + parts[1],
      String(good.dropLast(4)), good + "AAAA", parts[0] + "." + parts[1] + "." + forged.split(separator: ".")[2],
      // Other claims under the old signature; another instance's token.
      parts[0] + "." + other + "." + parts[2], forged, "\(good).\(parts[2])", ".\(good)", "..", "a.b.c",
    ] {
      await #expect(throws: Refusal.badToken, "\(token)") { try await fixture.caller(token) }
    }
    #expect(try await fixture.caller(good).principal.name == "olga")
  }

  private func encoded(_ text: String) -> String {
    Data(text.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  private func decoded(_ text: String) -> String? {
    let padded = text.replacing("-", with: "+").replacing("_", with: "/")
    let data = Data(base64Encoded: padded + String(repeating: "=", count: (4 - padded.count % 4) % 4))
    return data.map { String(decoding: $0, as: UTF8.self) }
  }
}

@Suite struct `A password's hash` {
  private static let hashing = PasswordHash(log2Rounds: 10)

  @Test func `costs as much to guess as documented, unless configured otherwise`() async throws {
    #expect(try await PasswordHash().hash("password").hasPrefix("$scrypt$ln=15,r=8,p=3$"))
  }

  @Test func `matches its password only, and differs each time`() async throws {
    let hash = try await Self.hashing.hash("pässword")
    #expect(try await Self.hashing.hash("pässword") != hash)
    #expect(try await Self.hashing.verify("pässword", against: hash))
    for other in ["password", "pässword ", "Pässword", "pa\u{308}ssword", ""] {
      #expect(try await !Self.hashing.verify(other, against: hash), "\(other)")
    }
  }

  @Test(arguments: [
    nil, "", "plain", "$scrypt$$$", "$scrypt$ln=15,r=8,p=3$AAAA$", "$scrypt$ln=99,r=8,p=3$AAAA$AAAA",
    "$scrypt$ln=15,r=8$AAAA$AAAA", "$bcrypt$ln=15,r=8,p=3$AAAA$AAAA", "$scrypt$ln=15,r=8,p=3$*$*",
  ])
  func `that is malformed matches nothing`(_ stored: String?) async throws {
    #expect(try await !Self.hashing.verify("", against: stored))
  }

  /// RFC 7914, section 12: the vector whose cost is within the bounds that are accepted.
  @Test func `is scrypt`() async throws {
    let salt = Data("SodiumChloride".utf8).base64EncodedString()
    let expected = "cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofI="
    #expect(
      try await Self.hashing.verify("pleaseletmein", against: "$scrypt$ln=14,r=8,p=1$\(salt)$\(expected)"))
  }
}
