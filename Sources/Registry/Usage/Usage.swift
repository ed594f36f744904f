import Audit
import Domain
import Storage

/// How a model was used over a while.
package struct ModelUsage: Sendable, Equatable {
  /// `nil`: never, as far as is known.
  package var lastUsedAt: Timestamp?
  /// One number for each step, oldest first.
  package var requests: [Int]
  package var errors: [Int]
}

/// A while, cut into steps.
package struct UsagePeriod: Sendable, Equatable {
  package static let longestMinutes = 1440
  package static let steps = [60, 300, 900, 3600]

  /// The beginning of the first step.
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
  /// For how many days the minutes are kept; when a model was last used is kept for as long as it is there.
  private static let daysKept = 31

  /// Counts a request that the policy let through.
  /// - Parameter isError: the model could not answer, or not to the end.
  package func noteUse(of model: ModelID, isError: Bool) {
    usage.note(model, isError: isError, at: AuditLog.wallClock())
  }

  /// How those of `ids` that the caller may read were used since they were made; what they may not read is left out.
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

  /// Writes what was counted, every few seconds, until it is cancelled.
  package func keepUsage(log: @Sendable (any Error) -> Void) async {
    while (try? await Task.sleep(for: .seconds(3))) != nil { await writeUsage(log: log) }
  }

  /// Writes what was counted and is not written yet.
  package func writeUsage(log: @Sendable (any Error) -> Void) async {
    let counts = usage.take()
    if counts.isEmpty { return }
    let oldest = AuditLog.wallClock().seconds / 60 - Self.daysKept * 1440
    do {
      try await auditLog.keepBooks { connection in
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
      // That nothing can be stored, /health says.
      if !(error is StorageFailure) { log(error) }
    }
  }
}
