@testable import Domain

extension Model {
  /// A preset of Olga's that everybody may read, unless a test says otherwise.
  static func of(
    _ id: ModelID = "poet", owner: UserID = "olga", base: ModelID? = "alpha",
    name: String = "Poet", params: JSON.Object = [:], meta: JSON.Object = [:],
    grants: [Grant] = [], isActive: Bool = true
  ) -> Model {
    Model(
      id: id, ownerID: owner, baseModelID: base, name: name,
      content: ModelContent(params: params, meta: meta), grants: grants, isActive: isActive,
      revision: 1, versionID: "first", createdAt: Timestamp(seconds: 1),
      updatedAt: Timestamp(seconds: 2))
  }
}

extension UserID: ExpressibleByStringLiteral {
  public init(stringLiteral value: String) { self.init(value) }
}

extension Grant {
  static func of(_ grantee: Grantee, _ permission: Permission = .read) -> Grant {
    Grant(
      id: "\(grantee) \(permission)", grantee: grantee, permission: permission,
      createdAt: Timestamp(seconds: 1))
  }
}
