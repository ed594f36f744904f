import Audit
import Domain
import Foundation
import Storage

extension Accounts {
  /// Creates an account and signs it in. The first one becomes the administrator.
  /// - Throws: `Refusal`: an invalid form, the address is taken, sign-up is closed.
  package func signUp(_ form: SignUpForm, from origin: Origin) async throws -> Session {
    let attempt = AuditLog.Attempt(.accountSignUp, entityType: "account", entityID: "new")
    if signUp == .closed, try await !isEmpty() {
      await auditLog.recordRefusal(of: attempt, because: .prohibited, as: .anonymous(origin))
      throw Refusal.prohibited
    }
    try form.check()
    let wait = throttle.admitSignUp(from: origin.address, now: now())
    if wait > 0 { try await refuse(.signUpSlowedDown(seconds: wait), attempt, as: .anonymous(origin)) }
    // Checked again when the account is created; here it saves the work of hashing.
    if try await database.read({ try Account.find(email: form.email, $0) }) != nil {
      try await refuse(.emailTaken, attempt, as: .anonymous(origin))
    }
    let password = try await passwords.hash(form.password, in: .signingUp)
    let id = UserID(Self.newID())
    let name = form.name.trimmingCharacters(in: .whitespaces)
    let caller = Caller(
      principal: Principal(id: id, name: name, email: form.email.lowercased(), role: .pending),
      origin: origin,
      authentication: .password)
    return try await auditLog.change(as: caller, attempt) { connection, journal in
      let isFirst = try !connection.exists("SELECT 1 FROM user")
      guard isFirst || signUp != .closed else { throw Refusal.prohibited }
      guard try Account.find(email: form.email, connection) == nil else { throw Refusal.emailTaken }
      let account = Account(
        id: id, name: name, email: caller.principal.email,
        role: isFirst ? .admin : signUp == .approval ? .pending : .user,
        profileImageURL: form.profileImageURL, createdAt: journal.now)
      try account.insert(connection)
      try Self.setPassword(password, of: id, connection)
      try journal.record(
        Act(
          .accountSignUp, entityType: "account", entityID: id.text,
          description:
            "Signed up\(isFirst ? " as the first user and administrator" : "")",
          changes: [FieldChange("role", before: nil, after: .string(account.role.rawValue))]))
      return try openSession(for: account, journal, connection)
    }
  }

  /// - Throws: `Refusal`: the same one, after the same time, for an unknown address and a wrong password.
  package func signIn(email: String, password: String, from origin: Origin) async throws -> Session {
    let found = try await credential(email: email, from: origin)
    let attempt = AuditLog.Attempt(
      .sessionSignIn, entityType: "account", entityID: found?.account.id.text ?? "unknown")
    let caller =
      found.map { Caller(principal: $0.account.principal, origin: origin, authentication: .none) }
      ?? .anonymous(origin)
    let pace = try await admit(email: email, isKnownAddress: found?.isKnownAddress ?? false, attempt, as: caller)
    guard try await passwords.verify(password, against: found?.password), let found else {
      var refusal = Refusal.wrongPassword
      refusal.kind = .unauthenticated
      await auditLog.recordRefusal(of: attempt, because: refusal, as: caller)
      throw Refusal.wrongPassword
    }
    throttle.succeeded(pace)
    var stronger: String?
    if passwords.isOutdated(found.password) { stronger = try await passwords.hash(password) }
    let person = Caller(principal: found.account.principal, origin: origin, authentication: .password)
    return try await auditLog.change(as: person, attempt) { [stronger] connection, journal in
      // The account may have been removed, or the password changed, during the hashing.
      guard let account = try Account.find(found.account.id, connection),
        try Self.password(of: account.id, connection) == found.password
      else { throw Refusal.wrongPassword }
      if let stronger { try Self.setPassword(stronger, of: account.id, connection) }
      return try openSession(
        for: account, journal, connection, details: stronger == nil ? [:] : ["password_rehashed": true])
    }
  }

  /// Changes the caller's own password, and ends all their sessions.
  /// - Throws: `Refusal`: the old password is wrong, the new one is bad.
  package func changePassword(from old: String, to new: String, as caller: Caller) async throws {
    let id = caller.principal.id
    let attempt = AuditLog.Attempt(.accountChangePassword, entityType: "account", entityID: id.text)
    try Self.check(AccessPolicy.decide(.changePassword, by: caller.principal))
    try AccountRules.check(password: new)
    let stored = try await database.read { try Self.password(of: id, $0) }
    let pace = try await admit(email: caller.principal.email, isKnownAddress: true, attempt, as: caller)
    guard try await passwords.verify(old, against: stored) else {
      var refusal = Refusal.wrongOldPassword
      refusal.kind = .unauthenticated
      await auditLog.recordRefusal(of: attempt, because: refusal, as: caller)
      throw Refusal.wrongOldPassword
    }
    throttle.succeeded(pace)
    let hash = try await passwords.hash(new)
    try await auditLog.change(as: caller, attempt) { connection, journal in
      guard try Self.password(of: id, connection) == stored else { throw Refusal.wrongOldPassword }
      try Self.setPassword(hash, of: id, connection)
      let count = try Self.endSessions(of: id, journal, connection)
      try journal.record(
        Act(
          .accountChangePassword, entityType: "account", entityID: id.text,
          description: "Changed their own password", details: ["sessions_ended": .int(count)]))
    }
  }

  static func setPassword(_ hash: String, of id: UserID, _ connection: Connection) throws {
    try connection.execute(
      """
      INSERT INTO credential (user_id, password) VALUES (\(id.text), \(hash))
      ON CONFLICT (user_id) DO UPDATE SET password = excluded.password
      """)
  }

  private static func password(of id: UserID, _ connection: Connection) throws -> String? {
    try connection.first("SELECT password FROM credential WHERE user_id = \(id.text)") { try $0.text("password") }
  }

  private struct Credential: Sendable {
    var account: Account
    var password: String
    /// Whether the user has a session from the same address.
    var isKnownAddress: Bool
  }

  private func credential(email: String, from origin: Origin) async throws -> Credential? {
    try await database.read { connection in
      guard let account = try Account.find(email: email, connection),
        let password = try Self.password(of: account.id, connection)
      else { return nil }
      let isKnownAddress = try connection.exists(
        """
        SELECT 1 FROM session
        WHERE user_id = \(account.id.text) AND address = \(origin.address) AND ended_at IS NULL
          AND expires_at > \(now().seconds)
        """)
      return Credential(account: account, password: password, isKnownAddress: isKnownAddress)
    }
  }

  /// - Throws: `Refusal` after too many attempts, before the password is checked.
  private func admit(
    email: String, isKnownAddress: Bool, _ attempt: AuditLog.Attempt, as caller: Caller
  ) async throws -> SignInThrottle.Attempt {
    let pace = SignInThrottle.Attempt(account: email, address: caller.origin.address)
    let wait = throttle.admit(pace, isKnownAddress: isKnownAddress, now: now())
    guard wait > 0 else { return pace }
    try await refuse(.slowedDown(seconds: wait), attempt, as: caller)
    return pace
  }

  /// - Throws: `refusal`, always; recorded at most once a minute.
  private func refuse(_ refusal: Refusal, _ attempt: AuditLog.Attempt, as caller: Caller) async throws {
    let who = "\(attempt.entityID) \(caller.origin.address ?? "")"
    await auditLog.recordRefusal(of: attempt, because: refusal, as: caller, repeated: who)
    throw refusal
  }
}

extension Refusal {
  static let wrongPassword = Refusal(
    .malformed, code: "session.wrong_password",
    detail:
      "The email or password provided is incorrect. Please check for typos and try logging in again."
  )
  static let wrongOldPassword = Refusal(
    .malformed, code: "session.wrong_password",
    detail: "The password provided is incorrect. Please check for typos and try again.")
  static let badToken = Refusal(
    .unauthenticated, code: "session.invalid", detail: "401 Unauthorized")

  static func slowedDown(seconds: Int) -> Refusal {
    Refusal(
      .busy, code: "session.slowed_down",
      detail: "Too many attempts to sign in. Try again in \(seconds) second\(seconds == 1 ? "" : "s").",
      retryAfterSeconds: seconds)
  }

  static func signUpSlowedDown(seconds: Int) -> Refusal {
    Refusal(
      .busy, code: "session.slowed_down",
      detail: "Too many sign-ups from your address. Try again in \(seconds) second\(seconds == 1 ? "" : "s").",
      retryAfterSeconds: seconds)
  }
}
