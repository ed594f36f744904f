import Domain
import Storage

/// `AccessPolicy`'s rules as predicates, for lists and counts. A test draws random worlds and shows that both agree.
enum AccessSQL {
  /// On the table `model`.
  /// - Parameter permission: read for those who may see and use, write for those who may change.
  static func allows(_ permission: Grant.Permission, to principal: Principal) -> SQL {
    rule(for: principal, id: "model.id") {
      "model.id IN (\(owned(by: principal)) UNION ALL \(granted(permission, to: principal)))"
    }
  }

  /// On the table `model_bin`: deleted models that `principal` could change, by what their last revision says.
  static func allowsRestoring(to principal: Principal) -> SQL {
    rule(for: principal, id: "model_bin.model_id") {
      """
      EXISTS (
        SELECT 1 FROM model_revision AS r
        WHERE r.model_id = model_bin.model_id AND r.revision = model_bin.revision
          AND json_extract(r.snapshot, '$.base_model_id') IS NOT NULL
          AND (json_extract(r.snapshot, '$.user_id') = \(principal.id.text) OR EXISTS (
            SELECT 1 FROM json_each(r.snapshot, '$.access_grants') AS g
            WHERE json_extract(g.value, '$.permission') = 'write' AND (
              json_extract(g.value, '$.principal_type') = 'user'
                AND json_extract(g.value, '$.principal_id') IN (\(principal.id.text), '*')
              OR json_extract(g.value, '$.principal_type') = 'group'
                AND json_extract(g.value, '$.principal_id') IN \(in: principal.groups.map(\.text))))))
      """
    }
  }

  /// What holds for every model, present or deleted.
  private static func rule(for principal: Principal, id: SQL, ofUser: () -> SQL) -> SQL {
    let rule: SQL =
      switch principal.role {
      case .pending: "0"
      case .admin: "1"
      case .user: ofUser()
      }
    guard let patterns = principal.limits?.models else { return rule }
    return "\(rule) AND \(matches(patterns, id))"
  }

  /// `AccessPolicy.decide(opening:)`, on the table `model`.
  /// - Parameters:
  ///   - weights: the model's weights, where the statement names them already.
  ///   - off: models that count as inactive, whatever is stored.
  static func isOpen(on weights: SQL = "model.weights", besides off: [String] = []) -> SQL {
    """
    \(isActive("model", besides: off)) AND NOT EXISTS (
      SELECT 1 FROM model AS base WHERE base.id = \(weights) AND base.base_model_id IS NULL
        AND NOT \(isActive("base", besides: off)))
    """
  }

  /// Whether a model on weights is open: the same rule, with the base model's entry looked up once and not for each
  /// model on it.
  /// - Parameters:
  ///   - weights: names them.
  ///   - base: the base model's row, all NULL if it has none.
  static func hasOpenModel(on weights: SQL, base: SQL, besides off: [String] = []) -> SQL {
    """
    (\(base).id IS NULL OR \(isActive(base, besides: off))) AND EXISTS (
      SELECT 1 FROM model WHERE model.weights = \(weights) AND \(isActive("model", besides: off)))
    """
  }

  private static func isActive(_ model: SQL, besides off: [String]) -> SQL {
    "(\(model).is_active = 1 AND \(model).id NOT IN \(in: off))"
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
  private static func matches(_ patterns: [ModelPattern], _ column: SQL) -> SQL {
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
