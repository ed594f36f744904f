import Domain
import Storage

/// A user's account.
package struct Account: Sendable, Equatable {
  package var id: UserID
  package var name: String
  package var email: String
  package var role: Role
  package var profileImageURL: String
  package var createdAt: Timestamp
  package var updatedAt: Timestamp
  /// When the user's session or key was last used, to the minute.
  package var lastActiveAt: Timestamp?

  static let columns: SQL =
    """
    user.id, user.name, user.email, user.role, user.profile_image_url, user.created_at, user.updated_at,
    user.last_active_at
    """

  init(_ row: Row) throws {
    id = UserID(try row.text("id"))
    name = try row.text("name")
    email = try row.text("email")
    role = Role(rawValue: try row.text("role")) ?? .pending
    profileImageURL = try row.text("profile_image_url")
    createdAt = Timestamp(seconds: try row.int("created_at"))
    updatedAt = Timestamp(seconds: try row.int("updated_at"))
    lastActiveAt = try row.optionalInt("last_active_at").map(Timestamp.init(seconds:))
  }

  init(id: UserID, name: String, email: String, role: Role, profileImageURL: String, createdAt: Timestamp) {
    self.id = id
    self.name = name
    self.email = email
    self.role = role
    self.profileImageURL = profileImageURL
    self.createdAt = createdAt
    updatedAt = createdAt
  }

  /// Without groups and permissions: for entries of the audit trail.
  var principal: Principal { Principal(id: id, name: name, email: email, role: role) }

  static func find(_ id: UserID, _ connection: Connection) throws -> Account? {
    try connection.first("SELECT \(columns) FROM user WHERE id = \(id.text)", row: Account.init)
  }

  static func find(email: String, _ connection: Connection) throws -> Account? {
    try connection.first("SELECT \(columns) FROM user WHERE email = \(email.lowercased())", row: Account.init)
  }

  func insert(_ connection: Connection) throws {
    try connection.execute(
      """
      INSERT INTO user (id, name, email, role, profile_image_url, search_text, created_at, updated_at)
      VALUES (\(id.text), \(name), \(email), \(role.rawValue), \(profileImageURL), \(searchText),
        \(createdAt.seconds), \(updatedAt.seconds))
      """)
  }

  func update(_ connection: Connection) throws {
    try connection.execute(
      """
      UPDATE user SET name = \(name), email = \(email), role = \(role.rawValue),
        profile_image_url = \(profileImageURL), search_text = \(searchText), updated_at = \(updatedAt.seconds)
      WHERE id = \(id.text)
      """)
  }

  private var searchText: String { "\(name)\n\(email)".lowercased() }
}

/// The form for a new account.
package struct SignUpForm: Sendable, Equatable {
  package var name: String
  package var email: String
  package var password: String
  package var profileImageURL: String

  package init(name: String, email: String, password: String, profileImageURL: String) {
    self.name = name
    self.email = email
    self.password = password
    self.profileImageURL = profileImageURL
  }

  /// - Throws: `Refusal` with Open WebUI's texts, which clients know.
  func check() throws(Refusal) {
    try AccountRules.check(email: email)
    try AccountRules.check(password: password)
    try AccountRules.check(name: name)
    try AccountRules.check(profileImageURL: profileImageURL)
  }
}

/// Valid values of an account.
enum AccountRules {
  static let longestPasswordBytes = 72
  static let shortestPassword = 8
  static let longestImageBytes = 1 << 20

  static func check(email: String) throws(Refusal) {
    let parts = email.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, parts[1].contains("."), !parts[1].hasPrefix("."),
      !parts[1].hasSuffix("."), email.utf8.count <= 254,
      !email.unicodeScalars.contains(where: {
        $0.properties.isWhitespace || $0.properties.generalCategory == .control
      })
    else {
      throw Refusal(
        .malformed, code: "account.bad_email",
        detail:
          "The email format you entered is invalid. Please double-check and make sure you're using a valid email address (e.g., yourname@example.com)."
      )
    }
  }

  static func check(password: String) throws(Refusal) {
    guard password.utf8.count <= longestPasswordBytes else {
      throw Refusal(
        .malformed, code: "account.password_too_long",
        detail:
          "Uh-oh! The password you entered is too long. Please make sure your password is less than 72 bytes long."
      )
    }
    guard password.count >= shortestPassword else {
      throw Refusal(
        .malformed, code: "account.password_too_short",
        detail: "The password is too short. Use at least \(shortestPassword) characters.")
    }
  }

  static func check(name: String) throws(Refusal) {
    guard !name.allSatisfy(\.isWhitespace), name.utf16.count <= 200,
      !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else {
      throw Refusal(
        .malformed, code: "account.bad_name",
        detail: "The name must have 1 to 200 characters and no control characters.")
    }
  }

  static func check(profileImageURL: String) throws(Refusal) {
    guard profileImageURL.utf8.count <= longestImageBytes else {
      throw Refusal(
        .malformed, code: "account.image_too_large", detail: "The image is larger than 1 MiB. Use a smaller one.")
    }
    let kinds = ["data:image/png", "data:image/jpeg", "data:image/gif", "data:image/webp", "/", "https://", "http://"]
    guard profileImageURL.isEmpty || kinds.contains(where: { profileImageURL.hasPrefix($0) }) else {
      throw Refusal(
        .malformed, code: "account.bad_image",
        detail: "The image must be a PNG, JPEG, GIF or WebP file, or the URL of one.")
    }
  }
}

extension Refusal {
  static let emailTaken = Refusal(
    .conflict, code: "account.email_taken",
    detail:
      "Uh-oh! This email is already registered. Sign in with your existing account or choose another email to start anew."
  )
  /// For administrators, who change the accounts of others: signing in is no advice for them.
  static func emailTakenByAnother(_ email: String) -> Refusal {
    Refusal(
      .conflict, code: "account.email_taken",
      detail: "Another account already uses \(email.lowercased()). Choose another email address.")
  }
  static let lastAdministrator = Refusal(
    .forbidden, code: "account.last_admin",
    detail:
      "The requested action has been restricted as a security measure. This is the last administrator: "
      + "make another user an administrator first.")
}
