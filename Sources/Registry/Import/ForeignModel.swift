import Domain
import Storage

/// A model in an Open WebUI database: its row in `model` with its grants (0.12.4, revision 0bd252b206fb, and older).
struct ForeignModel {
  var id: String
  var ownerID: UserID
  /// `nil` for a base model; in Open WebUI, one may also name itself as its base.
  var baseModelID: String?
  var name: String
  var content: ModelContent
  /// Whether both were JSON objects.
  var isContentValid: Bool
  var isActive: Bool
  /// The entry of its history that is current.
  var versionID: String?
  var createdAt: Int?
  var updatedAt: Int?
  /// Including those to users and groups that do not exist.
  var grants: [GrantForm]
  /// Grants that Muster cannot represent, as texts.
  var unknownGrants: [String]
  /// Whether its access rules were valid; if not, it has no grants.
  var isAccessValid: Bool

  /// In the order in which they were made.
  static func all(in source: ForeignDatabase) throws -> [ForeignModel] {
    let grants = try grantsByModel(in: source)
    let rows = try source.rows(
      of: "model",
      [
        "id", "user_id", "base_model_id", "name", "params", "meta", "is_active", "version_id", "created_at",
        "updated_at", "access_control",
      ])
    return rows.map { row in
      let id = row.text("id") ?? ""
      let (params, meta) = (row.json("params")?.object, row.json("meta")?.object)
      let base = row.text("base_model_id")
      let access = grants.map { $0[id] ?? Access() } ?? oldAccess(row, in: source)
      return ForeignModel(
        id: id, ownerID: UserID(row.text("user_id") ?? ""),
        baseModelID: base.flatMap { $0.isEmpty || $0.hasSameBytes(as: id) ? nil : $0 }, name: row.text("name") ?? "",
        content: ModelContent(params: params ?? [:], meta: meta ?? [:]), isContentValid: params != nil && meta != nil,
        isActive: row.bool("is_active") ?? true, versionID: row.text("version_id"), createdAt: row.int("created_at"),
        updatedAt: row.int("updated_at"),
        grants: access.grants, unknownGrants: access.odd, isAccessValid: access.isValid)
    }
  }

  private struct Access {
    var grants: [GrantForm] = []
    var odd: [String] = []
    var isValid = true
  }

  /// `nil` when the database has no such table.
  private static func grantsByModel(in source: ForeignDatabase) throws -> [String: Access]? {
    guard source.has("access_grant") else { return nil }
    let rows = try source.rows(
      of: "access_grant", ["resource_id", "principal_type", "principal_id", "permission"],
      where: ("resource_type", "model"))
    var grants: [String: Access] = [:]
    for row in rows {
      guard let model = row.text("resource_id") else { continue }
      let (type, principal) = (row.text("principal_type") ?? "", row.text("principal_id") ?? "")
      let permission = row.text("permission") ?? ""
      if let grantee = Grant.Grantee(type: type, principalID: principal), !principal.isEmpty,
        let right = Grant.Permission(rawValue: permission)
      {
        grants[model, default: Access()].grants.append(GrantForm(grantee: grantee, permission: right))
      } else {
        grants[model, default: Access()].odd.append("'\(permission)' for \(type) '\(principal)'")
      }
    }
    return grants
  }

  /// Without that column either, models are private.
  private static func oldAccess(_ row: ForeignRow, in source: ForeignDatabase) -> Access {
    guard source.has("model", "access_control") else { return Access() }
    guard let text = row.text("access_control"), !text.isEmpty else {
      return Access(grants: GrantForm.list(accessControl: .null).grants)
    }
    // Unreadable rules grant nothing.
    guard let rules = try? JSON(parsing: text) else { return Access(isValid: false) }
    let (grants, isValid) = GrantForm.list(accessControl: rules)
    return Access(grants: grants, isValid: isValid)
  }
}

/// One entry of a model's history: the table `model_history`.
struct ForeignVersion {
  var id: String
  var parentID: String?
  var snapshot: JSON.Object
  var authorID: UserID
  var message: String?
  var createdAt: Int

  /// Parents before children, else by age.
  static func all(of model: String, in source: ForeignDatabase) throws -> [ForeignVersion] {
    let rows = try source.rows(
      of: "model_history", ["id", "parent_id", "snapshot", "user_id", "commit_message", "created_at"],
      where: ("model_id", model))
    let versions = rows.compactMap { row -> ForeignVersion? in
      guard let id = row.text("id"), let snapshot = row.json("snapshot")?.object else { return nil }
      return ForeignVersion(
        id: id, parentID: row.text("parent_id"), snapshot: snapshot, authorID: UserID(row.text("user_id") ?? ""),
        message: row.text("commit_message").flatMap { $0.isEmpty ? nil : $0 }, createdAt: row.int("created_at") ?? 0)
    }
    return inOrder(versions)
  }

  static func inOrder(_ versions: [ForeignVersion]) -> [ForeignVersion] {
    var waiting = versions.enumerated().sorted { ($0.element.createdAt, $0.offset) < ($1.element.createdAt, $1.offset) }
      .map(\.element)
    var missing = Set(waiting.map(\.id))
    var ordered: [ForeignVersion] = []
    while !waiting.isEmpty {
      // In a cycle of parents the oldest goes first.
      let next = waiting.firstIndex { version in version.parentID.map { !missing.contains($0) } ?? true } ?? 0
      let version = waiting.remove(at: next)
      missing.remove(version.id)
      ordered.append(version)
    }
    return ordered
  }
}

extension ForeignRow {
  /// `nil` also for what is no JSON.
  fileprivate func json(_ column: String) -> JSON? { text(column).flatMap { try? JSON(parsing: $0) } }
}
