/// The record of one act, written in the transaction of the act.
package struct AuditEntry: Equatable, Sendable {
  package enum Outcome: String, Sendable, CaseIterable { case ok, denied, failed }

  package var id: String
  /// Position in the log, from 1, in the order of the commits.
  package var sequence: Int
  package var userID: UserID
  /// What the principal was called then.
  package var userName: String
  package var act: Act
  package var outcome: Outcome
  package var metadata: JSON.Object
  package var createdAt: Timestamp

  package init(
    id: String, sequence: Int, userID: UserID, userName: String, act: Act, outcome: Outcome,
    metadata: JSON.Object,
    createdAt: Timestamp
  ) {
    self.id = id
    self.sequence = sequence
    self.userID = userID
    self.userName = userName
    self.act = act
    self.outcome = outcome
    self.metadata = metadata
    self.createdAt = createdAt
  }
}

/// What was done to what, as an auditor reads it.
package struct Act: Equatable, Sendable {
  /// `<entity type>.<verb>`, e.g. `model.activate`.
  package var action: String
  package var entityType: String
  package var entityID: String
  package var description: String
  /// Fields that changed; never a secret.
  package var changes: [FieldChange]
  /// Why, in the words of whoever acted; what led to it, for acts of the controller.
  package var reason: String?
  package var details: JSON.Object

  package init(
    _ action: String, entityType: String, entityID: String, description: String,
    changes: [FieldChange] = [],
    reason: String? = nil, details: JSON.Object = [:]
  ) {
    self.action = action
    self.entityType = entityType
    self.entityID = entityID
    self.description = description
    self.changes = changes
    self.reason = reason
    self.details = details
  }
}

/// One field before and after a change; `nil` where there was, or is, nothing.
package struct FieldChange: Equatable, Sendable {
  package var field: String
  package var before: JSON?
  package var after: JSON?

  package init(_ field: String, before: JSON?, after: JSON?) {
    self.field = field
    self.before = before
    self.after = after
  }
}
