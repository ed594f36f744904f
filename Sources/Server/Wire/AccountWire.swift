import Accounts
import Audit
import Domain

/// People and the audit trail as the API's clients read them.
enum AccountWire {
  static func session(_ session: Session) -> JSON {
    let account = session.account
    let mayManage = JSON.bool(account.role == .admin)
    return [
      "id": .string(account.id.text), "name": .string(account.name), "role": .string(account.role.rawValue),
      "email": .string(account.email), "profile_image_url": .string(account.profileImageURL),
      "token": .string(session.token), "token_type": "Bearer", "expires_at": .int(session.expiresAt.seconds),
      "permissions": [
        "workspace": ["models": mayManage], "sharing": ["models": mayManage, "public_models": mayManage],
      ],
    ]
  }
}

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
