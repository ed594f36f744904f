/// The record of one action, written in the transaction of the action.
package struct AuditEntry: Equatable, Sendable {
  package enum Outcome: String, Sendable, CaseIterable { case ok, denied, failed }

  package var id: String
  /// Grows in the order of the commits.
  package var sequence: Int
  /// Place in the tree, from 0; `nil` until it has one.
  package var leaf: Int?
  package var userID: UserID
  /// What the principal was called then; `nil` once it is erased.
  package var userName: String?
  /// One of `AuditAction`, as this or another version of the program has named it.
  package var action: String
  package var entityType: String
  package var entityID: String
  package var description: String
  package var changes: [FieldChange]
  package var outcome: Outcome
  package var metadata: JSON.Object
  package var createdAt: Timestamp

  package init(
    id: String, sequence: Int, leaf: Int?, userID: UserID, userName: String?, action: String, entityType: String,
    entityID: String, description: String, changes: [FieldChange], outcome: Outcome, metadata: JSON.Object,
    createdAt: Timestamp
  ) {
    self.id = id
    self.sequence = sequence
    self.leaf = leaf
    self.userID = userID
    self.userName = userName
    self.action = action
    self.entityType = entityType
    self.entityID = entityID
    self.description = description
    self.changes = changes
    self.outcome = outcome
    self.metadata = metadata
    self.createdAt = createdAt
  }

  package var reason: String? { metadata["reason"]?.string }
}

/// What was done to what, as an auditor reads it.
package struct Act: Equatable, Sendable {
  package var action: AuditAction
  package var entityType: String
  package var entityID: String
  /// For display; never with a user's name or address, which could not be erased from here.
  package var description: String
  /// Fields that changed; never a secret.
  package var changes: [FieldChange]
  /// As given by the user; for actions of the controller, the cause.
  package var reason: String?
  package var details: JSON.Object

  package init(
    _ action: AuditAction, entityType: String, entityID: String, description: String,
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
  /// Whose name or address it is: kept so that it can be erased.
  package var person: UserID?

  package init(_ field: String, before: JSON?, after: JSON?, of person: UserID? = nil) {
    self.field = field
    self.before = before
    self.after = after
    self.person = person
  }
}
