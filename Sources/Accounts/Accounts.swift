import Audit
import Crypto
import Domain
import Foundation
import Storage
import Synchronization

/// Users: their passwords, sessions, groups, permissions and keys.
package struct Accounts: Sendable {
  package enum SignUp: String, Sendable, CaseIterable { case open, approval, closed }

  /// Work to do once a transaction is durable, before it is answered.
  package typealias Aftermath = @Sendable () async -> Void
  /// Revokes the grants of a removed user or group within the same transaction; models of a user get the new owner.
  ///
  /// Returns the token that undoes the removal; `nil`: it cannot be undone.
  package typealias GrantRevoker =
    @Sendable (_ removed: Grant.Grantee, _ newOwner: UserID?, Connection, Journal) throws -> (
      undo: UndoToken?, aftermath: Aftermath
    )

  let database: Database
  let auditLog: AuditLog
  let passwords: PasswordHash
  let key: SymmetricKey
  /// Verifies tokens of the Open WebUI instance that users came from.
  let foreignKey: SymmetricKey?
  let sessionSeconds: Int
  package let signUp: SignUp
  let revokeGrants: GrantRevoker
  let now: @Sendable () -> Timestamp
  let lastSeen = LastSeen()
  let throttle = SharedThrottle()

  /// - Parameters:
  ///   - secret: signs the sessions' tokens; whoever knows it can forge tokens of existing sessions.
  ///   - foreignSecret: the secret of the Open WebUI instance that users came from (its WEBUI_SECRET_KEY), if its tokens
  ///     should stay valid.
  package init(
    database: Database, auditLog: AuditLog, passwords: PasswordHash, secret: [UInt8],
    foreignSecret: String? = nil, sessionSeconds: Int, signUp: SignUp, revokeGrants: @escaping GrantRevoker,
    now: @escaping @Sendable () -> Timestamp = AuditLog.wallClock
  ) {
    self.database = database
    self.auditLog = auditLog
    self.passwords = passwords
    self.key = SymmetricKey(data: secret)
    foreignKey = foreignSecret.map { SymmetricKey(data: Data($0.utf8)) }
    self.sessionSeconds = sessionSeconds
    self.signUp = signUp
    self.revokeGrants = revokeGrants
    self.now = now
  }

  /// Unique for each instance; changes when all sessions become invalid.
  package var instanceID: String {
    let code = HMAC<SHA256>.authenticationCode(for: Data("cookie name".utf8), using: key)
    return BytesAsText.hex(Array(code.prefix(4)))
  }

  /// Whether nobody has signed up yet.
  package func isEmpty() async throws -> Bool {
    try await database.read { try !$0.exists("SELECT 1 FROM user") }
  }

  static func check(_ decision: AccessPolicy.Decision) throws {
    if case .refused(let refusal) = decision { throw refusal }
  }

  static func newID() -> String { UUID().uuidString.lowercased() }
}

/// The throttle, for all requests at once.
final class SharedThrottle: Sendable {
  private let throttle = Mutex(SignInThrottle())

  func admit(_ attempt: SignInThrottle.Attempt, isKnownAddress: Bool, now: Timestamp) -> Int {
    throttle.withLock { $0.admit(attempt, isKnownAddress: isKnownAddress, now: now) }
  }

  func admitSignUp(from address: String?, now: Timestamp) -> Int {
    throttle.withLock { $0.admitSignUp(from: address, now: now) }
  }

  func succeeded(_ attempt: SignInThrottle.Attempt) { throttle.withLock { $0.succeeded(attempt) } }
}

extension Caller {
  static func anonymous(_ origin: Origin) -> Caller {
    Caller(
      principal: Principal(id: UserID("anonymous"), name: "", email: "", role: .pending),
      origin: origin,
      authentication: .none)
  }
}
