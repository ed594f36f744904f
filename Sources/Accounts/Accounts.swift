import Audit
import Crypto
import Domain
import Foundation
import Storage

/// The people, their passwords and their sessions.
package struct Accounts: Sendable {
  package enum SignUp: String, Sendable, CaseIterable { case open, approval, closed }

  private let database: Database
  private let auditLog: AuditLog
  private let passwords: PasswordHash
  private let key: SymmetricKey
  private let sessionSeconds: Int
  package let signUp: SignUp
  private let now: @Sendable () -> Timestamp

  /// - Parameters:
  ///   - secret: signs the sessions' tokens; who knows it can forge tokens of sessions that exist.
  package init(
    database: Database, auditLog: AuditLog, passwords: PasswordHash, secret: [UInt8],
    sessionSeconds: Int,
    signUp: SignUp, now: @escaping @Sendable () -> Timestamp = AuditLog.wallClock
  ) {
    self.database = database
    self.auditLog = auditLog
    self.passwords = passwords
    self.key = SymmetricKey(data: secret)
    self.sessionSeconds = sessionSeconds
    self.signUp = signUp
    self.now = now
  }

  /// Whether nobody has signed up yet.
  package func isEmpty() async throws -> Bool {
    try await database.read { try !$0.exists("SELECT 1 FROM user") }
  }

  /// Makes an account and signs it in. The first one becomes the administrator.
  /// - Throws: `Refusal`: a bad form, an address that is taken, sign-up closed.
  package func signUp(_ form: SignUpForm, from origin: Origin) async throws -> Session {
    let attempt = AuditLog.Attempt("account.sign_up", entityType: "account", entityID: "new")
    if signUp == .closed, try await !isEmpty() {
      try await auditLog.recordRefusal(of: attempt, because: .prohibited, as: .anonymous(origin))
      throw Refusal.prohibited
    }
    try form.check()
    let password = try await passwords.hash(form.password)
    let id = UserID(UUID().uuidString.lowercased())
    let name = form.name.trimmingCharacters(in: .whitespaces)
    let caller = Caller(
      principal: Principal(id: id, name: name, email: form.email.lowercased(), role: .pending),
      origin: origin,
      authentication: .password)
    return try await auditLog.change(as: caller, attempt) { connection, journal in
      let isFirst = try !connection.exists("SELECT 1 FROM user")
      guard isFirst || signUp != .closed else { throw Refusal.prohibited }
      guard try !connection.exists("SELECT 1 FROM user WHERE email = \(caller.principal.email)")
      else {
        throw Refusal.emailTaken
      }
      let account = Account(
        id: id, name: name, email: caller.principal.email,
        role: isFirst ? .admin : signUp == .approval ? .pending : .user,
        profileImageURL: form.profileImageURL)
      try connection.execute(
        """
        INSERT INTO user (id, name, email, role, profile_image_url, created_at, updated_at)
        VALUES (\(id.text), \(name), \(account.email), \(account.role.rawValue), \(account.profileImageURL),
          \(journal.now.seconds), \(journal.now.seconds))
        """)
      try connection.execute(
        "INSERT INTO credential (user_id, password) VALUES (\(id.text), \(password))")
      try journal.record(
        Act(
          "account.sign_up", entityType: "account", entityID: id.text,
          description:
            "\(name) signed up\(isFirst ? " as the first person, and administers this house" : "")",
          changes: [FieldChange("role", before: nil, after: .string(account.role.rawValue))]))
      return try openSession(for: account, journal, connection)
    }
  }

  /// - Throws: `Refusal`: the same, in the same time, for an unknown address and a wrong password.
  package func signIn(email: String, password: String, from origin: Origin) async throws -> Session {
    let found = try await database.read { connection in
      try connection.first(
        """
        SELECT user.*, credential.password FROM user JOIN credential ON credential.user_id = user.id
        WHERE email = \(email.lowercased())
        """
      ) { (account: try Account($0), password: try $0.text("password")) }
    }
    let attempt = AuditLog.Attempt(
      "session.sign_in", entityType: "account", entityID: found?.account.id.text ?? "unknown")
    guard try await passwords.verify(password, against: found?.password),
      let account = found?.account
    else {
      let caller = found.map {
        Caller(principal: $0.account.principal, origin: origin, authentication: .none)
      }
      var refusal = Refusal.wrongPassword
      refusal.kind = .unauthenticated
      try await auditLog.recordRefusal(
        of: attempt, because: refusal, as: caller ?? .anonymous(origin))
      throw Refusal.wrongPassword
    }
    let caller = Caller(principal: account.principal, origin: origin, authentication: .password)
    return try await auditLog.change(as: caller, attempt) { connection, journal in
      try openSession(for: account, journal, connection)
    }
  }

  /// Ends the session that `token` names; from now on the token opens nothing. Without a good token nothing happens.
  package func signOut(token: String, from origin: Origin) async throws {
    guard let claims = SessionToken(token, key: key, now: now()) else { return }
    let caller: Caller
    do {
      caller = try self.caller(token: token, from: origin)
    } catch is Refusal {
      return
    }
    let attempt = AuditLog.Attempt(
      "session.sign_out", entityType: "session", entityID: claims.sessionID)
    try await auditLog.change(as: caller, attempt) { connection, journal in
      try connection.execute(
        "UPDATE session SET ended_at = \(journal.now.seconds) WHERE id = \(claims.sessionID) AND ended_at IS NULL"
      )
      try journal.record(
        Act(
          "session.sign_out", entityType: "session", entityID: claims.sessionID,
          description: "\(caller.principal.name) signed out"))
    }
  }

  /// The account behind a token, for the person themself.
  package func session(token: String?, from origin: Origin) async throws -> Session {
    let caller = try caller(token: token, from: origin)
    guard let token, let claims = SessionToken(token, key: key, now: now()) else {
      throw Refusal.invalidToken
    }
    let account = try await database.read { connection in
      try connection.first(
        "SELECT * FROM user WHERE id = \(caller.principal.id.text)", row: Account.init)
    }
    guard let account else { throw Refusal.invalidToken }
    return Session(account: account, token: token, expiresAt: claims.expiresAt)
  }

  package func caller(token: String?, from origin: Origin) throws -> Caller {
    try database.lookUp(resolver(token: token, from: origin))
  }

  /// Tells who sends a request, inside a read that may go on to ask what that person may do. The signature is checked
  /// here, the session and the role when the resolver runs.
  package func resolver(token: String?, from origin: Origin)
    -> @Sendable (Connection) throws -> Caller
  {
    guard let token else { return { _ in throw Refusal.notAuthenticated } }
    let now = now()
    guard let claims = SessionToken(token, key: key, now: now) else {
      return { _ in throw Refusal.badToken }
    }
    return { connection in
      let account = try connection.first(
        """
        SELECT user.id, user.name, user.email, user.role, user.profile_image_url
        FROM session JOIN user ON user.id = session.user_id
        WHERE session.id = \(claims.sessionID) AND session.ended_at IS NULL AND session.expires_at > \(now.seconds)
        """, row: Account.init)
      guard let account, account.id == claims.userID else { throw Refusal.invalidToken }
      return Caller(principal: account.principal, origin: origin, authentication: .session)
    }
  }

  private func openSession(
    for account: Account, _ journal: Journal, _ connection: Connection
  ) throws -> Session {
    let token = SessionToken(
      userID: account.id, sessionID: UUID().uuidString.lowercased(), issuedAt: journal.now,
      expiresAt: Timestamp(seconds: journal.now.seconds + sessionSeconds))
    // Sessions that have run out open nothing; forgetting them here keeps the table as small as its use.
    try connection.execute("DELETE FROM session WHERE expires_at <= \(journal.now.seconds)")
    try connection.execute(
      """
      INSERT INTO session (id, user_id, created_at, expires_at)
      VALUES (\(token.sessionID), \(account.id.text), \(journal.now.seconds), \(token.expiresAt.seconds))
      """)
    try journal.record(
      Act(
        "session.sign_in", entityType: "account", entityID: account.id.text,
        description: "\(account.name) signed in", details: ["session_id": .string(token.sessionID)])
    )
    return Session(account: account, token: token.signed(with: key), expiresAt: token.expiresAt)
  }
}

extension Caller {
  static func anonymous(_ origin: Origin) -> Caller {
    Caller(
      principal: Principal(id: UserID("anonymous"), name: "", email: "", role: .pending),
      origin: origin,
      authentication: .none)
  }
}

extension Refusal {
  static let emailTaken = Refusal(
    .conflict, code: "account.email_taken",
    detail:
      "Uh-oh! This email is already registered. Sign in with your existing account or choose another email to start anew."
  )
  static let wrongPassword = Refusal(
    .malformed, code: "session.wrong_password",
    detail:
      "The email or password provided is incorrect. Please check for typos and try logging in again."
  )
  static let badToken = Refusal(
    .unauthenticated, code: "session.invalid", detail: "401 Unauthorized")
}
