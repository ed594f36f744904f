import Domain
import Foundation
import Storage

/// The audit trail, and with it the one way to change anything: an action and its entry are one transaction.
package struct AuditLog: Sendable {
  let database: Database
  private let softwareVersion: String
  package let now: @Sendable () -> Timestamp
  private let committed: @Sendable () -> Void
  private let log: @Sendable (String) -> Void
  let reads = ReadCoalescing()
  private let refusals = RefusalRateLimit()

  /// - Parameters:
  ///   - committed: called after each commit that added entries, which are not in the tree yet.
  ///   - log: called with what could not be recorded.
  package init(
    database: Database, softwareVersion: String,
    now: @escaping @Sendable () -> Timestamp = Self.wallClock, committed: @escaping @Sendable () -> Void = {},
    log: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.database = database
    self.softwareVersion = softwareVersion
    self.now = now
    self.committed = committed
    self.log = log
  }

  package static let wallClock: @Sendable () -> Timestamp = {
    Timestamp(seconds: Int(Date().timeIntervalSince1970))
  }

  /// What the caller wanted to do, for the entry that is written when it is refused.
  package struct Attempt: Sendable {
    package var action: AuditAction
    package var entityType: String
    package var entityID: String
    package var reason: String?

    package init(_ action: AuditAction, entityType: String, entityID: String, reason: String? = nil) {
      self.action = action
      self.entityType = entityType
      self.entityID = entityID
      self.reason = reason
    }
  }

  /// A block changed rows without recording an entry: a defect; the transaction is rolled back.
  package struct UnauditedChange: Error {}

  /// Runs `block` as one transaction together with the entries that it records.
  ///
  /// A refusal rolls the transaction back and leaves an entry of its own, so that attempts can be seen. Cancelling the
  /// task does not stop the change: a client that disconnects must not leave half of it.
  /// - Throws: what `block` throws; `UnauditedChange`.
  package func change<Value: Sendable>(
    as caller: Caller, _ attempt: Attempt,
    _ block: @escaping @Sendable (Connection, Journal) throws -> Value
  ) async throws -> Value {
    do {
      return try await write(as: caller) { connection, journal in
        let before = connection.totalChanges
        let value = try block(connection, journal)
        if connection.totalChanges != before, journal.entries.isEmpty { throw UnauditedChange() }
        return value
      }
    } catch let refusal as Refusal {
      await recordRefusal(of: attempt, because: refusal, as: caller)
      throw refusal
    }
  }

  /// Writes bookkeeping that is no action of a user, e.g. when a key was last used; leaves no audit entry.
  package func writeWithoutEntry(_ block: @escaping @Sendable (Connection) throws -> Void) async throws {
    try await database.write(block)
  }

  /// Records an action that changes no row, e.g. a load.
  /// - Returns: the entry's sequence number.
  @discardableResult
  package func record(_ act: Act, outcome: AuditEntry.Outcome = .ok, as caller: Caller) async throws
    -> Int
  {
    try await write(as: caller) { _, journal in try journal.record(act, outcome: outcome) }
  }

  private func write<Value: Sendable>(
    as caller: Caller, _ block: @escaping @Sendable (Connection, Journal) throws -> Value
  ) async throws -> Value {
    let (value, entries) = try await database.writeToTheEnd { connection in
      let journal = Journal(connection: connection, caller: caller, now: now(), softwareVersion: softwareVersion)
      return (try block(connection, journal), journal.entries)
    }
    if !entries.isEmpty {
      Receipts.current?.add(entries)
      committed()
    }
    return value
  }

  /// Records an action that cannot be taken back; a failure to store the entry is logged.
  /// - Returns: whether it was recorded.
  @discardableResult
  package func recordIfPossible(_ act: Act, outcome: AuditEntry.Outcome = .ok, as caller: Caller) async -> Bool {
    do {
      try await record(act, outcome: outcome, as: caller)
      return true
    } catch {
      log("not recorded in the audit trail: \(act.action.rawValue) of \(act.entityID): \(error)")
      return false
    }
  }

  // MARK: - Refusals

  /// Leaves an entry for a refusal, unless the request was malformed.
  ///
  /// At a limited rate (`RefusalRateLimit`); the others are counted.
  /// - Parameter repeated: names what needs one entry a minute at most.
  package func recordRefusal(
    of attempt: Attempt, because refusal: Refusal, as caller: Caller, repeated: String? = nil
  ) async {
    guard let outcome = refusal.kind.outcome else { return }
    let isAnonymous = caller.authentication == .none && caller.principal.name.isEmpty
    let who = isAnonymous ? "address \(caller.origin.address ?? "")" : caller.principal.id.text
    let now = now()
    let counted = RefusalRateLimit.Skipped(
      kind: .init(who: who, action: attempt.action, code: refusal.code), entityType: attempt.entityType,
      outcome: outcome, caller: caller, count: 1, since: now)
    guard refusals.admits(counted, repeated: repeated, now: now) else { return }
    // A mistyped id may be somebody's name or address, which could not be erased.
    let isUnknownPerson = refusal.kind == .notFound && ["account", "key"].contains(attempt.entityType)
    let isRecorded = await recordIfPossible(
      Act(
        attempt.action, entityType: attempt.entityType, entityID: isUnknownPerson ? "unknown" : attempt.entityID,
        description: refusal.recorded ?? refusal.detail,
        reason: attempt.reason, details: ["code": .string(refusal.code)]),
      outcome: outcome, as: caller)
    if !isRecorded { refusals.skip(counted) }
  }

  /// Records how many refusals were not recorded one by one.
  package func recordSkippedRefusals() async {
    for skipped in refusals.takeSkipped() {
      let isRecorded = await recordIfPossible(
        Act(
          skipped.kind.action, entityType: skipped.entityType, entityID: "*",
          description: "Refused \(skipped.count.grouped) more times for the same reason, not recorded one by one",
          details: [
            "code": .string(skipped.kind.code), "skipped": .int(skipped.count), "since": .int(skipped.since.seconds),
          ]),
        outcome: skipped.outcome, as: skipped.caller)
      if !isRecorded { refusals.skip(skipped) }
    }
  }

  /// Every minute, until the task is cancelled.
  package func recordSkippedRefusalsPeriodically() async {
    while (try? await Task.sleep(for: .seconds(60))) != nil { await recordSkippedRefusals() }
  }
}

extension Refusal.Kind {
  /// The outcome that the trail records; `nil`: no entry, the request was malformed.
  fileprivate var outcome: AuditEntry.Outcome? {
    switch self {
    case .forbidden, .notFound, .unauthenticated: .denied
    case .conflict, .unavailable, .busy, .outOfStorage: .failed
    case .malformed, .invalid, .tooLarge: nil
    }
  }
}
