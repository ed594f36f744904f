import Audit
import Domain
import Foundation
import Storage

/// Changes to an account; `nil` keeps the current value.
package struct PersonForm: Sendable, Equatable {
  package var name: String?
  package var email: String?
  package var role: Role?
  package var profileImageURL: String?
  package var password: String?

  package init(
    name: String? = nil, email: String? = nil, role: Role? = nil, profileImageURL: String? = nil,
    password: String? = nil
  ) {
    self.name = name
    self.email = email
    self.role = role
    self.profileImageURL = profileImageURL
    self.password = password
  }

  func check() throws(Refusal) {
    if let name { try AccountRules.check(name: name) }
    if let email { try AccountRules.check(email: email) }
    if let password { try AccountRules.check(password: password) }
    if let profileImageURL { try AccountRules.check(profileImageURL: profileImageURL) }
  }
}

/// Changes to accounts by administrators, and to their own profile by users.
extension Accounts {
  /// - Throws: `Refusal`: not allowed, an invalid form, the address is taken.
  package func addPerson(_ form: SignUpForm, role: Role, as caller: Caller) async throws -> Account {
    let attempt = AuditLog.Attempt(.accountCreate, entityType: "account", entityID: "new")
    try Self.check(AccessPolicy.decide(.changePeople, by: caller.principal))
    try form.check()
    let password = try await passwords.hash(form.password)
    return try await auditLog.change(as: caller, attempt) { connection, journal in
      try Self.check(AccessPolicy.decide(.changePeople, by: caller.principal))
      guard try Account.find(email: form.email, connection) == nil else {
        throw Refusal.emailTakenByAnother(form.email)
      }
      let account = Account(
        id: UserID(Self.newID()), name: form.name.trimmingCharacters(in: .whitespaces),
        email: form.email.lowercased(), role: role, profileImageURL: form.profileImageURL, createdAt: journal.now)
      try account.insert(connection)
      try Self.setPassword(password, of: account.id, connection)
      try journal.record(
        Act(
          .accountCreate, entityType: "account", entityID: account.id.text,
          description: "Created an account", changes: account.changesOfCreation))
      return account
    }
  }

  /// A new role or password ends the user's sessions.
  /// - Throws: `Refusal`: unknown, not allowed, an invalid form, the address is taken, the last administrator.
  package func updatePerson(_ id: UserID, _ form: PersonForm, as caller: Caller) async throws -> Account {
    let attempt = AuditLog.Attempt(.accountUpdate, entityType: "account", entityID: id.text)
    try Self.check(AccessPolicy.decide(.changePeople, by: caller.principal))
    // A leaked key must not be enough to set a password, which outlives the key.
    if form.password != nil, caller.authentication == .key { throw Refusal.needsSession }
    try form.check()
    var password: String?
    if let plain = form.password { password = try await passwords.hash(plain) }
    return try await auditLog.change(as: caller, attempt) { [password] connection, journal in
      try Self.check(AccessPolicy.decide(.changePeople, by: caller.principal))
      guard let old = try Account.find(id, connection) else { throw Refusal.personNotFound }
      var new = old
      if let name = form.name { new.name = name.trimmingCharacters(in: .whitespaces) }
      if let email = form.email { new.email = email.lowercased() }
      if let role = form.role { new.role = role }
      if let image = form.profileImageURL { new.profileImageURL = image }
      let changes = old.changes(to: new)
      if changes.isEmpty, password == nil { return old }
      if new.email != old.email, try Account.find(email: new.email, connection) != nil {
        throw Refusal.emailTakenByAnother(new.email)
      }
      if old.role == .admin, new.role != .admin { try Self.checkNotLast(id, connection) }
      new.updatedAt = journal.now
      try new.update(connection)
      var details: JSON.Object = [:]
      if let password {
        try Self.setPassword(password, of: id, connection)
        details["password_changed"] = true
      }
      if password != nil || new.role != old.role {
        details["sessions_ended"] = .int(try Self.endSessions(of: id, journal, connection))
      }
      try journal.record(
        Act(
          .accountUpdate, entityType: "account", entityID: id.text, description: "Updated an account",
          changes: changes, details: details))
      return new
    }
  }

  /// Changes the caller's own name or image; `nil` keeps the current value.
  /// - Throws: `Refusal`: an invalid form.
  package func changeProfile(name: String?, image: String?, as caller: Caller) async throws {
    let id = caller.principal.id
    let attempt = AuditLog.Attempt(.accountChangeProfile, entityType: "account", entityID: id.text)
    try PersonForm(name: name, profileImageURL: image).check()
    try await auditLog.change(as: caller, attempt) { connection, journal in
      try Self.check(AccessPolicy.decide(.changeProfile, on: id, by: caller.principal))
      guard let old = try Account.find(id, connection) else { throw Refusal.personNotFound }
      var new = old
      if let name { new.name = name.trimmingCharacters(in: .whitespaces) }
      if let image { new.profileImageURL = image }
      let changes = old.changes(to: new)
      // The trail records only the size of an image.
      if changes.isEmpty, old.profileImageURL == new.profileImageURL { return }
      new.updatedAt = journal.now
      try new.update(connection)
      try journal.record(
        Act(
          .accountChangeProfile, entityType: "account", entityID: id.text, description: "Changed their own profile",
          changes: changes))
    }
  }

  /// Removes a user with their sessions, keys, memberships and grants; the caller becomes the owner of their models.
  /// - Returns: how to undo it. Everything but the sessions can be restored.
  /// - Throws: `Refusal`: unknown, not allowed, the last administrator.
  @discardableResult
  package func removePerson(_ id: UserID, as caller: Caller) async throws -> UndoToken? {
    let attempt = AuditLog.Attempt(.accountDelete, entityType: "account", entityID: id.text)
    let (undo, aftermath) = try await auditLog.change(as: caller, attempt) { connection, journal in
      try Self.check(AccessPolicy.decide(.changePeople, by: caller.principal))
      guard let account = try Account.find(id, connection) else { throw Refusal.personNotFound }
      if account.role == .admin { try Self.checkNotLast(id, connection) }
      let newOwner = try Self.newOwner(of: account, removedBy: caller, connection)
      let contents = try Removal.contents(ofPerson: id, connection)
      try connection.execute(
        """
        UPDATE group_member SET removed_at = \(journal.now.seconds)
        WHERE user_id = \(id.text) AND removed_at IS NULL
        """)
      let left = try revokeGrants(.user(id), newOwner, connection, journal)
      if let undo = left.undo { try Removal.insert(.user(id), contents, under: undo.actID, connection) }
      // Sessions, keys and the password are deleted with it (ON DELETE CASCADE).
      try connection.execute("DELETE FROM user WHERE id = \(id.text)")
      try journal.record(
        Act(
          .accountDelete, entityType: "account", entityID: id.text, description: "Removed an account",
          changes: account.changesOfDeletion, details: ["models_passed_to": .string(newOwner.text)]))
      return left
    }
    await Task { await aftermath() }.value
    return undo
  }

  /// Administrators who remove themselves leave their models to another administrator.
  private static func newOwner(of account: Account, removedBy caller: Caller, _ connection: Connection) throws -> UserID
  {
    if caller.principal.id != account.id { return caller.principal.id }
    let other = try connection.first(
      "SELECT id FROM user WHERE role = 'admin' AND id <> \(account.id.text) ORDER BY created_at, id"
    ) { UserID(try $0.text("id")) }
    guard let other else { throw Refusal.lastAdministrator }
    return other
  }

  private static func checkNotLast(_ id: UserID, _ connection: Connection) throws {
    guard try connection.exists("SELECT 1 FROM user WHERE role = 'admin' AND id <> \(id.text)") else {
      throw Refusal.lastAdministrator
    }
  }
}

extension Account {
  fileprivate var fields: [(String, JSON)] {
    // An image may be a megabyte; its size shows that it has changed.
    let image = profileImageURL.utf8.count > 200 ? "(\(profileImageURL.utf8.count) bytes)" : profileImageURL
    return [
      ("name", .string(name)), ("email", .string(email)), ("role", .string(role.rawValue)),
      ("profile_image_url", .string(image)),
    ]
  }

  fileprivate func changes(to later: Account) -> [FieldChange] {
    zip(fields, later.fields).compactMap { mine, theirs in
      mine.1 == theirs.1 ? nil : change(mine.0, before: mine.1, after: theirs.1)
    }
  }

  var changesOfCreation: [FieldChange] { fields.map { change($0.0, before: nil, after: $0.1) } }

  fileprivate var changesOfDeletion: [FieldChange] { fields.map { change($0.0, before: $0.1, after: nil) } }

  /// All but the role is personal data.
  private func change(_ field: String, before: JSON?, after: JSON?) -> FieldChange {
    FieldChange(field, before: before, after: after, of: field == "role" ? nil : id)
  }
}
