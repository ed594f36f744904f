import Domain
import Storage

/// Whom and what entries name by their ids, so that people can be shown names instead.
package struct AuditReferences: Equatable, Sendable {
  package private(set) var users: Set<String> = []
  package private(set) var groups: Set<String> = []
  package private(set) var models: Set<String> = []

  /// The members of very large groups beyond it stay ids.
  private static let most = 5_000

  package init(_ entries: [AuditEntry]) {
    for entry in entries {
      users.insert(entry.userID.text)
      switch entry.entityType {
      case "account": users.insert(entry.entityID)
      case "group": groups.insert(entry.entityID)
      case "model", "residency": models.insert(entry.entityID)
      default: break
      }
      for name in ["owner", "models_passed_to", "key_owner", "spoken_by", "removed_user"] {
        if let id = entry.metadata[name]?.string { users.insert(id) }
      }
      for request in entry.metadata["running_requests"]?.array ?? [] {
        if let id = request["user_id"]?.string { insert(user: id) }
        if let id = request["model"]?.string { models.insert(id) }
      }
      if let id = entry.metadata["removed_group"]?.string { groups.insert(id) }
      for change in entry.changes { add(change) }
    }
    users.remove(UserID.system.text)
  }

  private mutating func add(_ change: FieldChange) {
    let members = "members."
    if change.field.hasPrefix(members) {
      insert(user: String(change.field.dropFirst(members.count)))
      return
    }
    for value in [change.before, change.after].compactMap(\.self) {
      switch change.field {
      case "user_id": if let id = value.string { insert(user: id) }
      case "parent_group_id": if let id = value.string { groups.insert(id) }
      case "base_model_id": if let id = value.string { models.insert(id) }
      case "access_grants":
        for grant in value.array ?? [] {
          guard let id = grant["principal_id"]?.string, id != "*" else { continue }
          if grant["principal_type"]?.string == "group" { groups.insert(id) } else { insert(user: id) }
        }
      default: break
      }
    }
  }

  private mutating func insert(user id: String) {
    if users.count < Self.most { users.insert(id) }
  }
}

extension AuditLog {
  /// The last known names of what was removed; of people that were erased none.
  /// - Parameter ids: of people, groups and models that are there no longer.
  package func lastNames(of ids: Set<String>, as caller: Caller) async throws -> [String: String] {
    if case .refused(let refusal) = AccessPolicy.decide(.readAudit, by: caller.principal) { throw refusal }
    if ids.isEmpty { return [:] }
    let removals = [AuditAction.accountDelete, .groupDelete, .modelDelete].map(\.rawValue)
    return try await database.read { connection in
      var names: [String: String] = [:]
      try connection.forEach(
        """
        SELECT entity_id, line, facts FROM audit_index JOIN audit_entry USING (sequence)
        WHERE entity_id IN \(in: ids.sorted()) AND action IN \(in: removals) AND outcome = 'ok'
        ORDER BY entity_id, sequence
        """
      ) { row in
        let entry = try JSON(parsing: row.text("line")).unsealed(with: EntryTable.values(in: row.text("facts")))
        if let name = entry["changes"]?["name"]?["before"]?.string { names[try row.text("entity_id")] = name }
      }
      return names
    }
  }
}
