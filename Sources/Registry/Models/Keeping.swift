import Audit
import Domain
import Storage

/// Which base models stay in memory although nobody uses them.
extension Registry {
  package func keptModels() async throws -> [ModelID] {
    try await database.read { connection in
      try connection.query("SELECT base_model FROM kept_model ORDER BY base_model") {
        ModelID(stored: try $0.text("base_model"))
      }
    }
  }

  /// Writes down whether `base` is to be kept; the residency controller is told by whoever calls this.
  /// - Returns: the audit trail's newest entry by then: of two words at the same time it tells which was the last.
  package func setKept(_ base: ModelID, _ isKept: Bool, as caller: Caller) async throws -> Int {
    let attempt = AuditLog.Attempt(.residencyKeep, entityType: "residency", entityID: base.text)
    return try await auditLog.change(as: caller, attempt) { connection, journal in
      try Self.check(AccessPolicy.decide(.changeResidency, by: caller.principal))
      let wasKept = try connection.exists("SELECT 1 FROM kept_model WHERE base_model = \(base.text)")
      if wasKept == isKept { return try AuditLog.newest(connection) }
      if isKept {
        try connection.execute(
          "INSERT INTO kept_model (base_model, since) VALUES (\(base.text), \(journal.now.seconds))")
      } else {
        try connection.execute("DELETE FROM kept_model WHERE base_model = \(base.text)")
      }
      return try journal.record(
        Act(
          .residencyKeep, entityType: "residency", entityID: base.text,
          description: isKept ? "\(base) is kept in memory" : "\(base) is no longer kept in memory",
          changes: [FieldChange("kept", before: .bool(wasKept), after: .bool(isKept))]))
    }
  }
}
