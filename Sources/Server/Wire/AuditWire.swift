import Audit
import Domain

/// The audit trail as the API's clients read it.
enum AuditWire {
  static func page(_ page: AuditLog.Page) -> JSON {
    ["items": .array(page.entries.map(entry)), "total": .int(page.total)]
  }

  private static func entry(_ entry: AuditEntry) -> JSON {
    let changes = entry.act.changes.map { change in
      (key: change.field, value: ["before": change.before ?? .null, "after": change.after ?? .null] as JSON)
    }
    return [
      "id": .string(entry.id), "sequence": .int(entry.sequence), "user_id": .string(entry.userID.text),
      "user_name": .string(entry.userName), "action": .string(entry.act.action),
      "entity_type": .string(entry.act.entityType), "entity_id": .string(entry.act.entityID),
      "description": .string(entry.act.description), "changes": .object(JSON.Object(changes)),
      "audit_metadata": .object(entry.metadata), "outcome": .string(entry.outcome.rawValue),
      "created_at": .int(entry.createdAt.seconds),
    ]
  }
}
