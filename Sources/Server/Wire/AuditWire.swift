import Audit
import Domain

/// The audit trail as JSON (docs/api.md).
enum AuditWire {
  static func page(_ page: AuditLog.Page, _ names: AuditNames) -> JSON {
    [
      "names": names.json,
      "items": .array(page.entries.map(entry)), "total": .int(min(page.total, AuditQuery.largestTotal)),
      "is_total_exact": .bool(page.total <= AuditQuery.largestTotal), "next": .optional(page.next?.text),
    ]
  }

  /// - Parameter line: the text whose hash is the entry's leaf.
  static func entry(_ entry: AuditEntry, provenBy line: String, _ names: AuditNames) -> JSON {
    [
      "names": names.json, "entry": Self.entry(entry), "line": .string(line),
      "leaf_hash": .string(MerkleHash.leaf(line).base64),
    ]
  }

  static func path(_ path: [MerkleHash]) -> JSON { .array(path.map { .string($0.base64) }) }

  private static func entry(_ entry: AuditEntry) -> JSON {
    [
      "id": .string(entry.id), "sequence": .int(entry.sequence), "index": .optional(entry.leaf),
      "user_id": .string(entry.userID.text), "user_name": .optional(entry.userName), "action": .string(entry.action),
      "entity_type": .string(entry.entityType), "entity_id": .string(entry.entityID),
      "description": .string(entry.description), "changes": .object(JSON.Object(entry.changes.map(\.member))),
      "audit_metadata": .object(entry.metadata), "outcome": .string(entry.outcome.rawValue),
      "created_at": .int(entry.createdAt.seconds),
    ]
  }
}
