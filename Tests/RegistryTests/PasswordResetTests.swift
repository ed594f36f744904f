import Domain
import Testing

@testable import Accounts

@Suite struct `A password that is reset at the machine` {
  @Test func `works, and earlier sessions and passwords do not`() async throws {
    let fixture = try await AccountsFixture()
    let olga = try await fixture.signUp("olga")
    let account = try await fixture.accounts.resetPassword(of: "Olga@example.org", to: "another horse")
    #expect(account.id == olga.account.id)
    await #expect(throws: Refusal.invalidToken) { try await fixture.caller(olga.token) }
    await #expect(throws: Refusal.wrongPassword) { try await fixture.signIn("olga@example.org") }
    _ = try await fixture.signIn("olga@example.org", "another horse")
  }

  @Test func `leaves an entry of Muster's own`() async throws {
    let fixture = try await AccountsFixture()
    let olga = try await fixture.signUp("olga")
    _ = try await fixture.accounts.resetPassword(of: "olga@example.org", to: "another horse")
    let entry = try await fixture.instance.entries().last
    #expect(entry?.userID == .system)
    #expect(entry?.action == "account.reset_password")
    #expect(entry?.entityID == olga.account.id.text)
    #expect(entry?.metadata["sessions_ended"] == 1)
  }

  @Test func `must be valid, and its user must exist`() async throws {
    let fixture = try await AccountsFixture()
    _ = try await fixture.signUp("olga")
    for (email, password) in [("olga@example.org", "short"), ("nobody@example.org", "another horse")] {
      await #expect(throws: Refusal.self) {
        try await fixture.accounts.resetPassword(of: email, to: password)
      }
    }
    await #expect(throws: Refusal.self) { try await fixture.accounts.accountToReset("nobody@example.org") }
    _ = try await fixture.signIn("olga@example.org")
  }
}
