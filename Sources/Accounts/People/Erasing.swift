import Audit
import Domain
import Storage

extension Accounts {
  /// Erases what the audit trail knows of the names and addresses of somebody whose account is removed, and what is
  /// kept of them so that the removal can be undone.
  /// - Returns: in how many entries something was erased.
  /// - Throws: `Refusal`: not allowed, the account is there, nothing is known of such a person.
  package func erase(_ id: UserID, from trail: AuditTrail, reason: String?, as caller: Caller) async throws -> Int {
    try await trail.erase(id, reason: reason, as: caller) {
      guard try Account.find($0, $1) == nil else { return false }
      // From now on the removal cannot be undone.
      try Removal.forget($0, $1)
      return true
    }
  }
}
