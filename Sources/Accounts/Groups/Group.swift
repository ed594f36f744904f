import Domain
import Storage

/// Users who share grants and permissions.
package struct Group: Sendable, Equatable {
  package var id: GroupID
  /// The user who created it.
  package var creatorID: UserID
  package var name: String
  package var description: String
  /// Members inherit the grants of the parent, and of its parents.
  package var parentID: GroupID?
  /// Arbitrary object, stored as given; `config.share` says who may share with the group.
  package var data: JSON
  /// `nil` when the group sets none.
  package var permissions: PermissionSheet?
  package var createdAt: Timestamp
  package var updatedAt: Timestamp
  package var memberCount: Int

  static let defaultData: JSON = ["config": ["share": "members"]]

  static let columns: SQL =
    """
    user_group.*, (SELECT count(*) FROM group_member
      WHERE group_member.group_id = user_group.id AND group_member.removed_at IS NULL) AS member_count
    """

  init(_ row: Row) throws {
    id = GroupID(try row.text("id"))
    creatorID = UserID(try row.text("user_id"))
    name = try row.text("name")
    description = try row.text("description")
    parentID = try row.optionalText("parent_group_id").map(GroupID.init)
    data = try JSON(parsing: row.text("data"))
    permissions = try JSON(parsing: row.text("permissions")).object.map(PermissionSheet.init)
    createdAt = Timestamp(seconds: try row.int("created_at"))
    updatedAt = Timestamp(seconds: try row.int("updated_at"))
    memberCount = try row.int("member_count")
  }

  init(
    id: GroupID, creatorID: UserID, name: String, description: String, parentID: GroupID?, data: JSON,
    permissions: PermissionSheet?, createdAt: Timestamp
  ) {
    self.id = id
    self.creatorID = creatorID
    self.name = name
    self.description = description
    self.parentID = parentID
    self.data = data
    self.permissions = permissions
    self.createdAt = createdAt
    updatedAt = createdAt
    memberCount = 0
  }

  static func find(_ id: GroupID, _ connection: Connection) throws -> Group? {
    try connection.first("SELECT \(columns) FROM user_group WHERE id = \(id.text)", row: Group.init)
  }

  func insert(_ connection: Connection) throws {
    try connection.execute(
      """
      INSERT INTO user_group (id, user_id, name, name_key, description, parent_group_id, data, permissions, allowed,
        created_at, updated_at)
      VALUES (\(id.text), \(creatorID.text), \(name), \(name.lowercased()), \(description), \(parentID?.text),
        \(data.serialized()), \(permissionsAsJSON.serialized()), \(allowed), \(createdAt.seconds), \(updatedAt.seconds))
      """)
  }

  func update(_ connection: Connection) throws {
    try connection.execute(
      """
      UPDATE user_group SET name = \(name), name_key = \(name.lowercased()), description = \(description),
        parent_group_id = \(parentID?.text), data = \(data.serialized()),
        permissions = \(permissionsAsJSON.serialized()), allowed = \(allowed), updated_at = \(updatedAt.seconds)
      WHERE id = \(id.text)
      """)
  }

  package var permissionsAsJSON: JSON { permissions.map { .object($0.sections) } ?? .null }

  private var allowed: String { Accounts.column(permissions?.allowed ?? []) }

  /// The fields in which `self` and `later` differ.
  func changes(to later: Group?) -> [FieldChange] {
    zip(fields, later?.fields ?? fields.map { ($0.0, JSON.null) }).compactMap { mine, theirs in
      mine.1 == theirs.1 ? nil : FieldChange(mine.0, before: mine.1, after: theirs.1)
    }
  }

  var changesOfCreation: [FieldChange] {
    fields.filter { !$0.1.isNull }.map { FieldChange($0.0, before: nil, after: $0.1) }
  }

  private var fields: [(String, JSON)] {
    [
      ("name", .string(name)), ("description", .string(description)), ("parent_group_id", .optional(parentID?.text)),
      ("permissions", permissionsAsJSON), ("data", data),
    ]
  }
}

/// `nil` keeps the current value.
package struct GroupForm: Sendable, Equatable {
  package var name: String
  package var description: String
  package var parentID: GroupID??
  package var data: JSON?
  package var permissions: PermissionSheet??

  package init(
    name: String, description: String, parentID: GroupID?? = nil, data: JSON? = nil,
    permissions: PermissionSheet?? = nil
  ) {
    self.name = name
    self.description = description
    self.parentID = parentID
    self.data = data
    self.permissions = permissions
  }

  func check() throws(Refusal) {
    func refuse(_ field: String, _ message: String) -> Refusal {
      .invalid([FieldProblem(["body", field], type: "value_error", message: message)])
    }
    guard !name.allSatisfy(\.isWhitespace), name.utf16.count <= 200,
      !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else { throw refuse("name", "Give the group a name of 1 to 200 characters, without control characters.") }
    guard description.utf16.count <= 10_000 else {
      throw refuse("description", "The description is longer than 10000 characters.")
    }
    if let data, data.object == nil { throw refuse("data", "Input should be a valid dictionary") }
  }
}

extension Refusal {
  static let groupNotFound = Refusal(.notFound, code: "group.not_found", detail: "Group not found.")
  static let parentNotFound = Refusal(.notFound, code: "group.parent_not_found", detail: "Parent group not found.")
  static let groupCycle = Refusal(
    .malformed, code: "group.cycle", detail: "A group cannot be its own parent or a descendant of itself.")

  static func groupTaken(_ name: String) -> Refusal {
    Refusal(.conflict, code: "group.taken", detail: "A group named '\(name)' already exists. Choose another name.")
  }
}
