import Audit
import Domain
import Storage
import Synchronization

/// The use of a model over a period.
package struct ModelUsage: Sendable, Equatable {
  /// `nil`: never, or before usage was recorded.
  package var lastUsedAt: Timestamp?
  /// One number for each step, oldest first.
  package var requests: [Int]
  package var errors: [Int]
}

/// A period, divided into steps.
package struct UsagePeriod: Sendable, Equatable {
  package static let longestMinutes = 1440
  package static let steps = [60, 300, 900, 3600]

  /// The start of the first step.
  package var from: Timestamp
  package var stepSeconds: Int
  package var stepCount: Int

  /// The `minutes` up to now, the step that is not over yet included.
  package init(minutes: Int, stepSeconds: Int, endingAt now: Timestamp) {
    self.stepSeconds = stepSeconds
    stepCount = max(1, (minutes * 60 + stepSeconds - 1) / stepSeconds)
    from = Timestamp(seconds: (now.seconds / stepSeconds + 1 - stepCount) * stepSeconds)
  }

  package var to: Timestamp { Timestamp(seconds: from.seconds + stepCount * stepSeconds) }
}

extension Registry {
  package static let mostUsageModels = 200
  /// Retention of the minutes; the time of the last use stays as long as the model.
  private static let retentionDays = 31

  /// Counts a request that the policy let through.
  /// - Parameter isError: the model could not answer, or not to the end.
  package func noteUse(of model: ModelID, isError: Bool) {
    usage.note(model, isError: isError, at: AuditLog.wallClock())
  }

  /// The usage of those of `ids` that the caller may read, since they were created.
  package func usage(of ids: [ModelID], _ period: UsagePeriod, as caller: Caller) async throws -> [ModelID: ModelUsage]
  {
    try Self.check(AccessPolicy.decide(.listModels, by: caller.principal))
    return try await database.read { connection in
      let empty = Array(repeating: 0, count: period.stepCount)
      var found: [ModelID: ModelUsage] = [:]
      let readable: SQL =
        """
        SELECT model.id, model.created_at,
          (SELECT used_at FROM model_last_use WHERE model_id = model.id AND used_at >= model.created_at) AS used_at
        FROM model WHERE model.id IN \(in: ids.map(\.text)) AND \(AccessSQL.allows(.read, to: caller.principal))
        """
      try connection.forEach(readable) { row in
        found[ModelID(stored: try row.text("id"))] = ModelUsage(
          lastUsedAt: try row.optionalInt("used_at").map(Timestamp.init(seconds:)), requests: empty, errors: empty)
      }
      let minutes: SQL =
        """
        SELECT model_id, minute, requests, errors FROM model_usage JOIN model ON model.id = model_id
        WHERE model_id IN \(in: found.keys.map(\.text)) AND minute >= \(period.from.seconds / 60)
          AND minute < \(period.to.seconds / 60) AND minute >= model.created_at / 60
        """
      try connection.forEach(minutes) { row in
        let id = ModelID(stored: try row.text("model_id"))
        let step = (try row.int("minute") * 60 - period.from.seconds) / period.stepSeconds
        found[id]?.requests[step] += try row.int("requests")
        found[id]?.errors[step] += try row.int("errors")
      }
      return found
    }
  }

  /// Every three seconds, until the task is cancelled.
  package func writeUsagePeriodically(log: @Sendable (any Error) -> Void) async {
    while (try? await Task.sleep(for: .seconds(3))) != nil { await writeUsage(log: log) }
  }

  /// Writes the counts since the last call.
  package func writeUsage(log: @Sendable (any Error) -> Void) async {
    let counts = usage.take()
    if counts.isEmpty { return }
    let oldest = AuditLog.wallClock().seconds / 60 - Self.retentionDays * 1440
    do {
      try await auditLog.writeWithoutEntry { connection in
        for (key, count) in counts {
          try connection.execute(
            """
            INSERT INTO model_usage (model_id, minute, requests, errors)
            VALUES (\(key.model.text), \(key.minute), \(count.requests), \(count.errors))
            ON CONFLICT DO UPDATE SET requests = requests + excluded.requests, errors = errors + excluded.errors
            """)
          try connection.execute(
            """
            INSERT INTO model_last_use (model_id, used_at) VALUES (\(key.model.text), \(count.lastUse.seconds))
            ON CONFLICT DO UPDATE SET used_at = max(used_at, excluded.used_at)
            """)
        }
        try connection.execute("DELETE FROM model_usage WHERE minute < \(oldest)")
      }
    } catch {
      usage.putBack(counts)
      // /health reports that nothing can be stored.
      if !(error is StorageFailure) { log(error) }
    }
  }
}

/// Counts requests by model and minute, in memory: a request does not wait for a disk to be counted.
package final class UsageMeter: Sendable {
  struct Count: Sendable, Equatable {
    var requests = 0
    var errors = 0
    var lastUse: Timestamp
  }

  struct Key: Hashable, Sendable {
    var model: ModelID
    /// Since 1970.
    var minute: Int
  }

  private let counts = Mutex<[Key: Count]>([:])

  /// - Parameter isError: the model could not answer, or not to the end; not: the request was a bad one.
  func note(_ model: ModelID, isError: Bool, at now: Timestamp) {
    counts.withLock { counts in
      var count = counts[Key(model: model, minute: now.seconds / 60)] ?? Count(lastUse: now)
      count.requests += 1
      if isError { count.errors += 1 }
      count.lastUse = max(now, count.lastUse)
      counts[Key(model: model, minute: now.seconds / 60)] = count
    }
  }

  /// What was counted since the last time.
  func take() -> [Key: Count] {
    counts.withLock { counts in
      defer { counts = [:] }
      return counts
    }
  }

  /// Enough for a day of 100 models in constant use.
  private static let mostCounts = 200_000

  /// Adds counts that could not be written; beyond the limit the oldest are dropped.
  func putBack(_ taken: [Key: Count]) {
    counts.withLock { counts in
      counts.merge(taken) { new, old in
        Count(
          requests: new.requests + old.requests, errors: new.errors + old.errors, lastUse: max(new.lastUse, old.lastUse)
        )
      }
      guard counts.count > Self.mostCounts else { return }
      let newest = counts.sorted { $0.key.minute > $1.key.minute }.prefix(Self.mostCounts / 2)
      counts = Dictionary(uniqueKeysWithValues: newest.map { ($0.key, $0.value) })
    }
  }
}
