import Audit
import Domain
import Foundation
import Storage
import Synchronization

@testable import Accounts
@testable import Registry

/// The people of a instance, with a clock that tests move.
final class AccountsFixture: Sendable {
  static let secret = Array("a secret of thirty-two bytes ....".utf8)
  let instance: TestInstance
  let accounts: Accounts
  private let time = Time()

  init(_ signUp: Accounts.SignUp = .open, secret: [UInt8] = secret, foreignSecret: String? = nil) async throws {
    instance = try await TestInstance()
    let time = time
    accounts = Accounts(
      database: instance.database, auditLog: instance.auditLog, passwords: Self.passwords, secret: secret,
      foreignSecret: foreignSecret, sessionSeconds: 3600, signUp: signUp,
      revokeGrants: { [registry = instance.registry] in try registry.revokeGrants(of: $0, newOwner: $1, $2, $3) },
      now: { time.now })
  }

  /// One for all: it holds threads. Cheap: nobody guesses here.
  private static let passwords = PasswordHash(log2Rounds: 10)

  static let origin = Origin(requestID: "r", address: nil)

  func signUp(_ name: String, email: String? = nil, password: String = "correct horse") async throws -> Session {
    try await accounts.signUp(
      SignUpForm(
        name: name, email: email ?? "\(name)@example.org", password: password, profileImageURL: "/\(name).png"),
      from: Self.origin)
  }

  func signIn(_ email: String, _ password: String = "correct horse") async throws -> Session {
    try await accounts.signIn(email: email, password: password, from: Self.origin)
  }

  func caller(_ token: String?, for person: ForwardedUser? = nil) async throws -> Caller {
    try accounts.caller(Credentials(token: token, onBehalfOf: person), from: Self.origin)
  }

  func pass(_ seconds: Int) { time.pass(seconds) }

  private final class Time: Sendable {
    // The audit trail's clock stands at the same moment.
    private let seconds = Mutex(1000)
    var now: Timestamp { Timestamp(seconds: seconds.withLock { $0 }) }
    func pass(_ more: Int) { seconds.withLock { $0 += more } }
  }
}
