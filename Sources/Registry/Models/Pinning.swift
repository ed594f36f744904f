import Audit
import Domain
import Storage

/// Pinned base models stay in memory when nobody uses them.
extension Registry {
  package func pinnedModels() async throws -> [ModelID] {
    try await database.read { connection in
      try connection.query("SELECT base_model FROM pinned_model ORDER BY base_model") {
        ModelID(stored: try $0.text("base_model"))
      }
    }
  }

  /// Pins or unpins `base`; the caller tells the residency controller.
  /// - Returns: the audit trail's newest entry by then: of two concurrent changes it tells which came last.
  package func setPinned(_ base: ModelID, _ isPinned: Bool, as caller: Caller) async throws -> Int {
    let attempt = AuditLog.Attempt(.residencyPin, entityType: "residency", entityID: base.text)
    return try await auditLog.change(as: caller, attempt) { connection, journal in
      try Self.check(AccessPolicy.decide(.changeResidency, by: caller.principal))
      let wasPinned = try connection.exists("SELECT 1 FROM pinned_model WHERE base_model = \(base.text)")
      if wasPinned == isPinned { return try AuditLog.newest(connection) }
      if isPinned {
        try connection.execute(
          "INSERT INTO pinned_model (base_model, since) VALUES (\(base.text), \(journal.now.seconds))")
      } else {
        try connection.execute("DELETE FROM pinned_model WHERE base_model = \(base.text)")
      }
      return try journal.record(
        Act(
          .residencyPin, entityType: "residency", entityID: base.text,
          description: isPinned ? "\(base) is pinned in memory" : "\(base) is no longer pinned",
          changes: [FieldChange("pinned", before: .bool(wasPinned), after: .bool(isPinned))]))
    }
  }
}
