import Domain
import Foundation
import Storage

/// The audit trail, and with it the one way to change anything: an act and its entry are one transaction.
package struct AuditLog: Sendable {
  let database: Database
  private let softwareVersion: String
  private let now: @Sendable () -> Timestamp

  package init(
    database: Database, softwareVersion: String,
    now: @escaping @Sendable () -> Timestamp = Self.wallClock
  ) {
    self.database = database
    self.softwareVersion = softwareVersion
    self.now = now
  }

  package static let wallClock: @Sendable () -> Timestamp = {
    Timestamp(seconds: Int(Date().timeIntervalSince1970))
  }

  /// What somebody set out to do, for the entry that is written when it is refused.
  package struct Attempt: Sendable {
    package var action: String
    package var entityType: String
    package var entityID: String
    package var reason: String?

    package init(_ action: String, entityType: String, entityID: String, reason: String? = nil) {
      self.action = action
      self.entityType = entityType
      self.entityID = entityID
      self.reason = reason
    }
  }

  /// A block changed rows and told the journal nothing: a defect; the transaction is rolled back.
  package struct UnauditedChange: Error {}

  /// Runs `block` as one transaction together with the entries that it records.
  ///
  /// A refusal rolls the transaction back and leaves an entry of its own, so that attempts can be seen. The change
  /// goes on to its end when the task is cancelled: a client that leaves does not undo half of it.
  /// - Throws: what `block` throws; `UnauditedChange`.
  package func change<Value: Sendable>(
    as caller: Caller, _ attempt: Attempt,
    _ block: @escaping @Sendable (Connection, Journal) throws -> Value
  ) async throws -> Value {
    // Not a child task, on purpose: it must not inherit the cancellation. It is awaited here and nowhere else.
    try await Task {
      do {
        return try await database.write { connection in
          let before = connection.totalChanges
          let journal = Journal(
            connection: connection, caller: caller, now: now(), softwareVersion: softwareVersion)
          let value = try block(connection, journal)
          if connection.totalChanges != before, journal.entries == 0 { throw UnauditedChange() }
          return value
        }
      } catch let refusal as Refusal {
        try await recordRefusal(of: attempt, because: refusal, as: caller)
        throw refusal
      }
    }.value
  }

  /// Writes down what is nobody's act, e.g. when a key was last used; leaves no entry.
  package func keepBooks(_ block: @escaping @Sendable (Connection) throws -> Void) async throws {
    try await database.write(block)
  }

  /// Records an act that changes no row of ours, e.g. a model that was loaded.
  /// - Returns: the entry's sequence number.
  @discardableResult
  package func record(_ act: Act, outcome: AuditEntry.Outcome = .ok, as caller: Caller) async throws
    -> Int
  {
    try await database.write { connection in
      try Journal(
        connection: connection, caller: caller, now: now(), softwareVersion: softwareVersion
      )
      .record(act, outcome: outcome)
    }
  }

  /// Leaves an entry for what was refused, unless it was merely misspelt.
  package func recordRefusal(of attempt: Attempt, because refusal: Refusal, as caller: Caller)
    async throws
  {
    let outcome: AuditEntry.Outcome
    switch refusal.kind {
    case .forbidden, .notFound, .unauthenticated: outcome = .denied
    case .conflict, .unavailable, .busy: outcome = .failed
    case .malformed, .invalid, .tooLarge: return
    }
    try await record(
      Act(
        attempt.action, entityType: attempt.entityType, entityID: attempt.entityID,
        description: refusal.detail,
        reason: attempt.reason, details: ["code": .string(refusal.code)]),
      outcome: outcome, as: caller)
  }
}

/// Takes down what a transaction does; valid only inside it.
package final class Journal {
  private let connection: Connection
  package let caller: Caller
  package let now: Timestamp
  private let softwareVersion: String
  private(set) var entries = 0

  init(connection: Connection, caller: Caller, now: Timestamp, softwareVersion: String) {
    self.connection = connection
    self.caller = caller
    self.now = now
    self.softwareVersion = softwareVersion
  }

  /// - Returns: the entry's sequence number, which grows in the order of the commits.
  @discardableResult
  package func record(_ act: Act, outcome: AuditEntry.Outcome = .ok) throws -> Int {
    let changes = JSON.Object(
      act.changes.map {
        (key: $0.field, value: ["before": $0.before ?? .null, "after": $0.after ?? .null])
      })
    var metadata = act.details
    for (name, value) in caller.traits { metadata[name] = value }
    metadata["reason"] = act.reason.map(JSON.string)
    metadata["software_version"] = .string(softwareVersion)
    let sequence = try connection.first(
      """
      INSERT INTO billing_audit_log
        (id, user_id, user_name, action, entity_type, entity_id, description, changes, audit_metadata, outcome, created_at)
      VALUES
        (\(UUID().uuidString.lowercased()), \(caller.principal.id.text), \(caller.principal.name), \(act.action),
         \(act.entityType), \(act.entityID), \(act.description), \(JSON.object(changes).serialized()),
         \(JSON.object(metadata).serialized()), \(outcome.rawValue), \(now.seconds))
      RETURNING sequence
      """
    ) { try $0.int("sequence") }
    guard let sequence else { throw AuditLog.UnauditedChange() }
    entries += 1
    return sequence
  }
}
