import Accounts
import Domain
import Foundation

/// Users as JSON (docs/api.md).
enum PeopleWire {
  static func session(_ session: Session) -> JSON {
    let account = session.account
    var body: JSON.Object = [
      "id": .string(account.id.text), "name": .string(account.name), "role": .string(account.role.rawValue),
      "email": .string(account.email), "profile_image_url": .string(account.profileImageURL),
      "token": .string(session.token), "token_type": "Bearer", "expires_at": .int(session.expiresAt.seconds),
      "permissions": .object(session.permissions.sections),
    ]
    for field in ["bio", "gender", "date_of_birth", "status_emoji", "status_message", "status_expires_at"] {
      body[field] = .null
    }
    return .object(body)
  }

  /// Without a token: an administrator does not get a session of the new user.
  static func added(_ account: Account) -> JSON {
    var body = brief(account)
    body["profile_image_url"] = .string(account.profileImageURL)
    body["token"] = .null
    body["token_type"] = "Bearer"
    return .object(body)
  }

  static func brief(_ account: Account) -> JSON.Object {
    [
      "id": .string(account.id.text), "name": .string(account.name), "email": .string(account.email),
      "role": .string(account.role.rawValue),
    ]
  }

  /// With all columns of Open WebUI's table of users; those that Muster does not have are null.
  static func user(_ account: Account) -> JSON.Object {
    var body = brief(account)
    body["profile_image_url"] = .string(account.profileImageURL)
    for field in [
      "username", "profile_banner_image_url", "bio", "gender", "date_of_birth", "timezone", "presence_state",
      "status_emoji", "status_message", "status_expires_at", "info", "settings", "oauth", "scim",
    ] { body[field] = .null }
    body["last_active_at"] = .optional(account.lastActiveAt?.seconds)
    body["updated_at"] = .int(account.updatedAt.seconds)
    body["created_at"] = .int(account.createdAt.seconds)
    return body
  }

  static func userWithGroups(_ person: Person) -> JSON {
    var body = user(person.account)
    body["group_ids"] = .array(person.groups.map { .string($0.id.text) })
    return .object(body)
  }

  /// A user who was active within this time counts as online.
  private static let onlineSeconds = 180

  static func info(_ person: Person) -> JSON {
    var body = brief(person.account)
    for field in ["bio", "timezone", "status_emoji", "status_message", "status_expires_at"] { body[field] = .null }
    let seen = person.account.lastActiveAt?.seconds
    body["last_active_at"] = .optional(seen)
    body["groups"] = .array(person.groups.map(groupName))
    body["is_active"] = .bool(seen.map { Int(Date().timeIntervalSince1970) - $0 < onlineSeconds } ?? false)
    return .object(body)
  }

  static func infos(_ page: Accounts.PeoplePage) -> JSON {
    ["users": .array(page.people.map(info)), "total": .int(page.total)]
  }

  static func groupName(_ group: Person.GroupName) -> JSON {
    ["id": .string(group.id.text), "name": .string(group.name)]
  }
}

enum GroupWire {
  static func group(_ group: Group) -> JSON.Object {
    [
      "parent_group_id": .optional(group.parentID?.text), "id": .string(group.id.text),
      "user_id": .string(group.creatorID.text), "name": .string(group.name), "description": .string(group.description),
      "data": group.data, "meta": .null, "permissions": group.permissionsAsJSON,
      "created_at": .int(group.createdAt.seconds), "updated_at": .int(group.updatedAt.seconds),
      "member_count": .int(group.memberCount),
    ]
  }

  static func info(_ group: Group) -> JSON {
    let whole = self.group(group)
    return .object(JSON.Object(whole.filter { !["data", "meta", "permissions"].contains($0.key) }))
  }

  static func membership(_ membership: Membership, saysWhich: Bool) -> JSON {
    var body = group(membership.group)
    if saysWhich { body["membership_type"] = membership.isDirect ? "direct" : "inherited" }
    return .object(body)
  }
}

enum KeyWire {
  static func key(_ key: APIKey) -> JSON {
    [
      "id": .string(key.id), "user_id": .string(key.ownerID.text), "name": .string(key.name),
      "hint": .string(key.hint), "models": key.patternsAsJSON ?? .null, "read_only": .bool(key.limits.isReadOnly),
      "trusted": .bool(key.isTrusted), "creates_users": .bool(key.createsUsers),
      "created_at": .int(key.createdAt.seconds), "expires_at": .optional(key.expiresAt?.seconds),
      "last_used_at": .optional(key.lastUsedAt?.seconds), "revoked_at": .optional(key.revokedAt?.seconds),
    ]
  }
}
