import Audit
import Domain
import Storage

/// Pinned base models are never unloaded when idle or to make room.
extension Registry {
  package func pinnedModels() async throws -> [ModelID] {
    try await database.read { connection in
      try connection.query("SELECT base_model FROM pinned_model ORDER BY base_model") {
        ModelID(stored: try $0.text("base_model"))
      }
    }
  }

  /// Stores the pin; `ResidencyCommands` tells the residency controller.
  /// - Returns: the number of the newest audit entry by then, which orders concurrent changes.
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
          description: "\(isPinned ? "Pinned" : "Unpinned") \(base)",
          changes: [FieldChange("pinned", before: .bool(wasPinned), after: .bool(isPinned))]))
    }
  }
}
