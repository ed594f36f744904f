import Crypto
import Domain
import Foundation
import Testing

@testable import Accounts
@testable import Registry

@Suite struct `A token of the Open WebUI that users were imported from` {
  private static let secret = "muster-test-secret-0123456789abcdef"
  private static let olga = "6d12cbf2-52d7-4a08-9cda-79aa782ba86a"
  private static let stamp = "ba32f502-29ae-44f3-a7e1-7301e32827c7"
  private static let claims: JSON.Object = ["id": .string(olga), "session_stamp": .string(stamp)]

  private static func token(
    _ claims: JSON.Object, header: String = #"{"typ":"JWT","alg":"HS256"}"#, secret: String = secret
  ) -> String {
    func encoded(_ bytes: [UInt8]) -> String {
      Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
    let content = encoded(Array(header.utf8)) + "." + encoded(JSON.object(claims).bytes())
    let key = SymmetricKey(data: Data(secret.utf8))
    return content + "." + encoded(Array(HMAC<SHA256>.authenticationCode(for: Data(content.utf8), using: key)))
  }

  private static func with(_ more: JSON.Object) -> JSON.Object {
    var all = claims
    for (name, value) in more { all[name] = value }
    return all
  }

  @Test(arguments: [
    claims, with(["typ": "session"]), with(["typ": nil, "exp": nil]), with(["exp": 1001, "iat": 1000]),
    with(["jti": "x", "mfa_verified": false, "auth_method": "password"]),
  ])
  func `is valid here`(_ claims: JSON.Object) async throws {
    let fixture = try await ImportFixture(from: ImportFixture.sample)
    try await fixture.run()
    let token = Self.token(claims)
    let caller = try await fixture.accounts.caller(token)
    #expect(caller.principal.id.text == Self.olga)
    #expect(caller.authentication == .session)
    let session = try await fixture.accounts.accounts.session(token: token, from: AccountsFixture.origin)
    #expect(session.account.email == "olga@example.org")
    #expect(session.expiresAt.seconds > 1000)
  }

  @Test(arguments: [
    token(with(["session_stamp": "62e48704-23a9-4df3-a459-bb63f35f3889"])), token(with(["session_stamp": ""])),
    token(with(["session_stamp": nil])), token(with(["session_stamp": 7])), token(["id": .string(olga)]),
    token(with(["id": "nobody"])), token(with(["exp": 1000])), token(with(["exp": "never"])),
    token(with(["iat": 2000])), token(with(["nbf": 2000])), token(with(["exp": .number("1e300")])),
    token(with(["typ": "automation"])), token(with(["typ": 1])), token(claims, secret: "another"),
    token(claims, header: #"{"alg":"HS512","typ":"JWT"}"#), token(claims, header: #"{"alg":"none"}"#),
    token(claims) + "x", String(token(claims).dropLast(5)), "a.b.c",
  ])
  func `is refused when anything about it is wrong`(_ token: String) async throws {
    let fixture = try await ImportFixture(from: ImportFixture.sample)
    try await fixture.run()
    await #expect(throws: Refusal.self) { try await fixture.accounts.caller(token) }
  }

  @Test func `is refused without the secret, and for people who did not come from there`() async throws {
    let fixture = try await AccountsFixture()
    let ada = try await fixture.signUp("ada").account
    await #expect(throws: Refusal.badToken) { try await fixture.caller(Self.token(["id": .string(ada.id.text)])) }
    let imported = try await ImportFixture(from: ImportFixture.sample)
    let bob = try await imported.accounts.signUp("bob").account
    await #expect(throws: Refusal.invalidToken) {
      try await imported.accounts.caller(Self.token(["id": .string(bob.id.text)]))
    }
  }

  @Test func `ends with every other session of the person`() async throws {
    let fixture = try await ImportFixture(from: ImportFixture.sample)
    try await fixture.run()
    let token = Self.token(Self.claims)
    _ = try await fixture.accounts.caller(token)
    try await fixture.accounts.accounts.endSessions(of: UserID(Self.olga), as: .olga)
    await #expect(throws: Refusal.invalidToken) { try await fixture.accounts.caller(token) }
    let before = try await fixture.contents()
    try await fixture.run()
    #expect(try await fixture.contents() == before, "a later import does not make it good again")
  }

  @Test func `ends when the person signs out with it`() async throws {
    let fixture = try await ImportFixture(from: ImportFixture.sample)
    try await fixture.run()
    let token = Self.token(Self.claims)
    try await fixture.accounts.accounts.signOut(token: token, from: AccountsFixture.origin)
    await #expect(throws: Refusal.invalidToken) { try await fixture.accounts.caller(token) }
  }

  @Test func `stays good when the person signs in here and the password is hashed anew`() async throws {
    let fixture = try await ImportFixture(from: ImportFixture.sample)
    try await fixture.run()
    _ = try await fixture.accounts.signIn("olga@example.org", "correct horse olga")
    #expect(try await fixture.accounts.caller(Self.token(Self.claims)).principal.id.text == Self.olga)
    let before = try await fixture.contents()
    try await fixture.run()
    #expect(try await fixture.contents() == before)
  }
}
