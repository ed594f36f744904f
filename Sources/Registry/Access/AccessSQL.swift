import Domain
import Storage

/// `AccessPolicy`'s rules as predicates on the table `model`, for lists and counts.
enum AccessSQL {
  /// - Parameter permission: read for those who may see and use, write for those who may change.
  static func allows(_ permission: Grant.Permission, to principal: Principal) -> SQL {
    let rule: SQL =
      switch principal.role {
      case .pending: "0"
      case .admin: "1"
      case .user: "model.id IN (\(owned(by: principal)) UNION ALL \(granted(permission, to: principal)))"
      }
    guard let patterns = principal.limits?.models else { return rule }
    return "\(rule) AND \(matches(patterns))"
  }

  private static func owned(by principal: Principal) -> SQL {
    """
    SELECT own.id FROM model AS own WHERE own.user_id = \(principal.id.text) AND own.base_model_id IS NOT NULL
    """
  }

  /// Each half of it is one search in the index of grants by grantee.
  private static func granted(_ permission: Grant.Permission, to principal: Principal) -> SQL {
    // Write includes read; and nobody but administrators writes base models.
    let counts: SQL =
      switch permission {
      case .read: "1"
      case .write:
        """
        permission = 'write' AND EXISTS (
          SELECT 1 FROM model AS preset WHERE preset.id = access_grant.model_id AND preset.base_model_id IS NOT NULL)
        """
      }
    let toPerson: SQL =
      """
      SELECT model_id FROM access_grant
      WHERE principal_type = 'user' AND principal_id IN (\(principal.id.text), '*') AND \(counts)
      """
    if principal.groups.isEmpty { return toPerson }
    return """
      \(toPerson)
      UNION ALL
      SELECT model_id FROM access_grant
      WHERE principal_type = 'group' AND principal_id IN \(in: principal.groups.map(\.text)) AND \(counts)
      """
  }

  /// In SQLite's GLOB `*` means the same as in a pattern; its other signs are put in brackets, and so mean themselves.
  static func matches(_ patterns: [ModelPattern], column: SQL = "model.id") -> SQL {
    if patterns.isEmpty { return "0" }
    let each = patterns.map { pattern -> SQL in
      let glob = pattern.text.reduce(into: "") { text, character in
        text += character == "?" || character == "[" ? "[\(character)]" : String(character)
      }
      return "\(column) GLOB \(glob)"
    }
    return "(\(SQL.joined(each, separator: " OR ")))"
  }
}
