import Domain
import Storage

/// `AccessPolicy`'s rule for reading as a predicate on the table `model`, for lists and counts.
enum AccessSQL {
  static func readable(by principal: Principal) -> SQL {
    switch principal.role {
    case .admin: "1"
    case .pending: "0"
    case .user:
      """
      model.id IN (
        SELECT model_id FROM access_grant
        WHERE principal_type = 'user' AND principal_id IN (\(principal.id.text), '*') AND permission = 'read'
        UNION ALL
        SELECT model_id FROM access_grant
        WHERE principal_type = 'group' AND principal_id IN \(in: principal.groups) AND permission = 'read')
      """
    }
  }
}
