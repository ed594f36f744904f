/// An entry that users see: a base model, or a preset on one.
package struct Model: Equatable, Sendable {
  package var id: ModelID
  package var ownerID: UserID
  /// The base model of a preset; `nil` for a base model, whose id names weights on a runtime.
  package var baseModelID: ModelID?
  package var name: String
  package var content: ModelContent
  package var grants: [Grant]
  /// The switch: on means open for use.
  package var isActive: Bool
  /// The newest revision, numbered from 1. Continues after a deletion.
  package var revision: Int
  /// The first revision since the id was last created: an id can be reused, and earlier revisions are of another model.
  package var life: Int
  /// The id of the newest revision for Open WebUI's clients.
  package var versionID: String
  package var createdAt: Timestamp
  package var updatedAt: Timestamp

  package init(
    id: ModelID, ownerID: UserID, baseModelID: ModelID?, name: String, content: ModelContent,
    grants: [Grant],
    isActive: Bool, revision: Int, life: Int = 1, versionID: String, createdAt: Timestamp, updatedAt: Timestamp
  ) {
    self.id = id
    self.ownerID = ownerID
    self.baseModelID = baseModelID
    self.name = name
    self.content = content
    self.grants = grants
    self.isActive = isActive
    self.revision = revision
    self.life = life
    self.versionID = versionID
    self.createdAt = createdAt
    self.updatedAt = updatedAt
  }

  /// Whose weights answer for this model.
  package var weights: ModelID { baseModelID ?? id }
}

/// The two open objects of a model, given back exactly as they were stored.
package struct ModelContent: Equatable, Sendable {
  /// System prompt, temperature and the like: what a preset adds to a request.
  package var params: JSON.Object
  /// Description, tags, capabilities and everything else.
  package var meta: JSON.Object

  package init(params: JSON.Object = [:], meta: JSON.Object = [:]) {
    self.params = params
    self.meta = meta
  }
}

/// A user or group may read (see and use) or write (change, switch, delete) one model.
package struct Grant: Hashable, Sendable {
  package enum Grantee: Hashable, Sendable {
    case everyone
    case user(UserID)
    case group(GroupID)
  }
  package enum Permission: String, Sendable, CaseIterable { case read, write }

  package var id: String
  package var grantee: Grantee
  package var permission: Permission
  package var createdAt: Timestamp

  package init(id: String, grantee: Grantee, permission: Permission, createdAt: Timestamp) {
    self.id = id
    self.grantee = grantee
    self.permission = permission
    self.createdAt = createdAt
  }
}

/// Whole seconds since 1970, UTC: the unit of every time that leaves Muster.
package struct Timestamp: Hashable, Comparable, Sendable {
  package var seconds: Int
  package init(seconds: Int) { self.seconds = seconds }
  package static func < (left: Timestamp, right: Timestamp) -> Bool { left.seconds < right.seconds }
}
