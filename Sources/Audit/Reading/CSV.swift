import Domain

/// Entries as a table for spreadsheets (RFC 4180).
enum CSV {
  private static let columns: [(name: String, value: @Sendable (AuditEntry) -> String)] = [
    ("index", { $0.leaf.map(String.init) ?? "" }), ("id", { $0.id }), ("time", { $0.createdAt.rfc3339 }),
    ("user_id", { $0.userID.text }), ("user_name", { $0.userName ?? "" }), ("action", { $0.action }),
    ("entity_type", { $0.entityType }), ("entity_id", { $0.entityID }), ("outcome", { $0.outcome.rawValue }),
    ("description", { $0.description }), ("reason", { $0.reason ?? "" }),
    ("address", { $0.metadata["address"]?.string ?? "" }), ("request_id", { $0.metadata["request_id"]?.string ?? "" }),
    ("changes", { JSON.object(JSON.Object($0.changes.map(\.member))).serialized() }),
    ("metadata", { JSON.object($0.metadata).serialized() }),
  ]

  static let heading = columns.map(\.name).joined(separator: ",") + "\r\n"

  static func line(_ entry: AuditEntry) -> String {
    columns.map { cell($0.value(entry)) }.joined(separator: ",") + "\r\n"
  }

  private static let dangerous: Set<Character> = ["=", "+", "-", "@", "\t", "\r"]

  private static func cell(_ text: String) -> String {
    // A spreadsheet would run it as a formula.
    let harmless = text.first.map(dangerous.contains) ?? false ? "'" + text : text
    guard harmless.utf8.contains(where: { [0x2C, 0x22, 0x0A, 0x0D].contains($0) }) else { return harmless }
    return "\"" + harmless.replacing("\"", with: "\"\"") + "\""
  }
}

extension FieldChange {
  /// As the API and the log have it: the field's name with what was before and after.
  package var member: (key: String, value: JSON) {
    (key: field, value: ["before": before ?? .null, "after": after ?? .null])
  }
}
