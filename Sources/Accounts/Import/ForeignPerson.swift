import Domain
import Foundation
import Storage

/// A user in an Open WebUI database: the tables `user` and `auth` (0.12.4, revision 0bd252b206fb, and older).
struct ForeignPerson {
  var id: UserID
  var name: String
  var email: String
  var role: String
  var profileImageURL: String
  var createdAt: Int?
  var updatedAt: Int?
  /// The stored hash; `nil` when there is none.
  var password: String?
  /// Whether they may sign in with the password.
  var isActive: Bool
  /// Contained in tokens; a new one ends all of them.
  var sessionStamp: String?

  /// In the order of the table.
  static func all(in source: ForeignDatabase) throws -> [ForeignPerson] {
    let hasActiveColumn = source.has("auth", "active")
    var credentials: [String: ForeignRow] = [:]
    for row in try source.rows(of: "auth", ["id", "password", "active", "session_stamp"]) {
      if let id = row.text("id") { credentials[id] = row }
    }
    let rows = try source.rows(
      of: "user", ["id", "name", "email", "role", "profile_image_url", "created_at", "updated_at"])
    return rows.compactMap { row in
      guard let id = row.text("id"), !id.isEmpty else { return nil }
      let credential = credentials[id]
      return ForeignPerson(
        id: UserID(id), name: row.text("name") ?? "", email: (row.text("email") ?? "").lowercased(),
        role: row.text("role") ?? "", profileImageURL: row.text("profile_image_url") ?? "",
        createdAt: row.int("created_at"), updatedAt: row.int("updated_at"),
        password: credential?.text("password").flatMap { $0.isEmpty ? nil : $0 },
        isActive: credential?.bool("active") ?? !hasActiveColumn, sessionStamp: credential?.text("session_stamp"))
    }
  }

  /// - Parameter now: for missing dates.
  func account(at now: Timestamp) -> Account {
    let image: String
    do throws(Refusal) {
      try AccountRules.check(profileImageURL: profileImageURL)
      image = profileImageURL
    } catch {
      image = "/user.png"
    }
    var account = Account(
      id: id, name: name.allSatisfy(\.isWhitespace) ? email : name, email: email,
      role: Role(rawValue: role) ?? .pending,
      profileImageURL: image, createdAt: createdAt.map(Timestamp.init(seconds:)) ?? now)
    account.updatedAt = updatedAt.map(Timestamp.init(seconds:)) ?? account.createdAt
    return account
  }
}

/// A group in an Open WebUI database: the tables `group` and `group_member`, in older ones `group.user_ids`.
struct ForeignGroup {
  var id: GroupID
  var creator: UserID
  var name: String
  var description: String
  var parent: GroupID?
  var data: JSON
  var permissions: PermissionSheet?
  var createdAt: Int?
  var members: [UserID]

  static func all(in source: ForeignDatabase) throws -> [ForeignGroup] {
    var members: [String: [UserID]] = [:]
    for row in try source.rows(of: "group_member", ["group_id", "user_id"]) {
      if let group = row.text("group_id"), let person = row.text("user_id") {
        members[group, default: []].append(UserID(person))
      }
    }
    let rows = try source.rows(
      of: "group",
      ["id", "user_id", "name", "description", "parent_group_id", "data", "permissions", "created_at", "user_ids"])
    return rows.compactMap { row in
      guard let id = row.text("id"), !id.isEmpty else { return nil }
      let listed = row.json("user_ids")?.array?.compactMap(\.string).map(UserID.init) ?? []
      return ForeignGroup(
        id: GroupID(id), creator: UserID(row.text("user_id") ?? ""), name: row.text("name") ?? "",
        description: row.text("description") ?? "",
        parent: row.text("parent_group_id").flatMap { $0.isEmpty ? nil : GroupID($0) },
        data: row.json("data").flatMap { $0.object == nil ? nil : $0 } ?? Group.defaultData,
        permissions: row.json("permissions")?.object.map(PermissionSheet.init), createdAt: row.int("created_at"),
        members: (members[id] ?? []) + listed)
    }
  }
}

/// The default permissions: a row of `config`, in older databases a member of its one document.
enum ForeignPermissions {
  static func sheet(in source: ForeignDatabase) throws -> PermissionSheet? {
    let found: JSON?
    if source.has("config", "key") {
      let rows = try source.rows(of: "config", ["value"], where: ("key", "user.permissions"))
      found = rows.first?.json("value")
    } else {
      found = try source.rows(of: "config", ["data"]).last?.json("data")?["user"]?["permissions"]
    }
    return found?.object.map(PermissionSheet.init)
  }
}

extension ForeignRow {
  /// `nil` also for invalid JSON.
  func json(_ column: String) -> JSON? { text(column).flatMap { try? JSON(parsing: $0) } }
}
