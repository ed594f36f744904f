import Audit
import Domain

/// Names for the ids in audit entries, by kind and id.
struct AuditNames: Equatable {
  var users: [String: String]
  var groups: [String: String]
  var models: [String: String]

  func missing(of references: AuditReferences) -> Set<String> {
    references.users.subtracting(users.keys).union(references.groups.subtracting(groups.keys))
      .union(references.models.subtracting(models.keys))
  }

  /// Adds the last names of what is deleted; a current name takes precedence.
  mutating func add(_ deleted: [String: String], of references: AuditReferences) {
    func added(_ known: [String: String], _ ids: Set<String>) -> [String: String] {
      known.merging(deleted.filter { ids.contains($0.key) }) { known, _ in known }
    }
    users = added(users, references.users)
    groups = added(groups, references.groups)
    models = added(models, references.models)
  }

  var json: JSON {
    func object(_ names: [String: String]) -> JSON {
      .object(JSON.Object(names.sorted { $0.key < $1.key }.map { (key: $0.key, value: JSON.string($0.value)) }))
    }
    return ["users": object(users), "groups": object(groups), "models": object(models)]
  }
}
