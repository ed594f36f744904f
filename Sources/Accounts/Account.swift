import Domain
import Storage

/// A person who may sign in.
package struct Account: Sendable, Equatable {
  package var id: UserID
  package var name: String
  package var email: String
  package var role: Role
  package var profileImageURL: String

  init(id: UserID, name: String, email: String, role: Role, profileImageURL: String) {
    self.id = id
    self.name = name
    self.email = email
    self.role = role
    self.profileImageURL = profileImageURL
  }

  init(_ row: Row) throws {
    self.init(
      id: UserID(try row.text("id")), name: try row.text("name"), email: try row.text("email"),
      role: Role(rawValue: try row.text("role")) ?? .pending,
      profileImageURL: try row.text("profile_image_url"))
  }

  var principal: Principal { Principal(id: id, name: name, email: email, role: role) }
}

/// What signing in gives.
package struct Session: Sendable, Equatable {
  package var account: Account
  package var token: String
  package var expiresAt: Timestamp
}

/// What a person fills in to get an account.
package struct SignUpForm: Sendable, Equatable {
  package static let longestPasswordBytes = 72
  package static let shortestPassword = 8

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

  /// - Throws: `Refusal` with the words that Open WebUI's clients know.
  func check() throws(Refusal) {
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
    guard password.utf8.count <= Self.longestPasswordBytes else {
      throw Refusal(
        .malformed, code: "account.password_too_long",
        detail:
          "Uh-oh! The password you entered is too long. Please make sure your password is less than 72 bytes long."
      )
    }
    guard password.count >= Self.shortestPassword else {
      throw Refusal(
        .malformed, code: "account.password_too_short",
        detail: "The password is too short. Use at least \(Self.shortestPassword) characters.")
    }
    guard !name.allSatisfy(\.isWhitespace), name.utf16.count <= 200,
      !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else {
      throw Refusal(
        .malformed, code: "account.bad_name",
        detail: "Give a name of 1 to 200 characters, without control characters.")
    }
  }
}
