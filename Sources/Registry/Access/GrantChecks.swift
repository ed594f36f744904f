import Audit
import Domain
import Foundation
import Storage

/// Checks before grants are written. The tables of users and groups are owned by `Accounts`; here they are only read.
enum GrantChecks {
  /// - Throws: `Refusal`: more than the caller may grant, an unknown grantee, or the caller would lose their own right.
  static func check(
    _ new: [Grant], of model: Model, over old: Model?, by principal: Principal, _ connection: Connection
  )
    throws
  {
    let kept = Set((old?.grants ?? []).map { GrantForm(grantee: $0.grantee, permission: $0.permission) })
    let added = new.map { GrantForm(grantee: $0.grantee, permission: $0.permission) }.filter { !kept.contains($0) }
    try checkBaseModel(model, wasPreset: old.map { $0.baseModelID != nil } ?? true, added: added)
    let proposed = try added.map { try proposal($0, by: principal, connection) }
    // Only callers who may share with a grantee learn whether it exists.
    try Registry.check(AccessPolicy.decide(adding: proposed.compactMap(\.grant), by: principal))
    let unknown = proposed.compactMap(\.problem)
    if !unknown.isEmpty { throw Refusal.invalid(unknown) }
    if let old {
      try Registry.check(AccessPolicy.decide(changingGrantsOf: ModelFacts(old), to: new, by: principal))
    }
  }

  /// In the order in which they are read again; those that were there keep their ids.
  static func grants(_ forms: [GrantForm], keeping old: [Grant], at now: Timestamp) -> [Grant] {
    var unique: [GrantForm] = []
    var seen: Set<GrantForm> = []
    for form in forms where seen.insert(form).inserted { unique.append(form) }
    let before = Dictionary(
      old.map { (GrantForm(grantee: $0.grantee, permission: $0.permission), $0) },
      uniquingKeysWith: { first, _ in first })
    let all = unique.map { form in
      before[form]
        ?? Grant(
          id: UUID().uuidString.lowercased(), grantee: form.grantee, permission: form.permission, createdAt: now)
    }
    func place(_ grant: Grant) -> String {
      [grant.grantee.type, grant.grantee.principalID, grant.permission.rawValue].joined(separator: "\0")
    }
    return all.sorted { place($0).utf8.lexicographicallyPrecedes(place($1).utf8) }
  }

  /// Separates grants to existing users and groups from grants to others.
  static func existing(
    _ grants: [GrantForm], _ connection: Connection
  ) throws -> (existing: [GrantForm], gone: [GrantForm]) {
    var (there, gone): ([GrantForm], [GrantForm]) = ([], [])
    for form in grants {
      let isThere =
        switch form.grantee {
        case .everyone: true
        case .user(let id): try connection.exists("SELECT 1 FROM user WHERE id = \(id.text)")
        case .group(let id): try connection.exists("SELECT 1 FROM user_group WHERE id = \(id.text)")
        }
      if isThere { there.append(form) } else { gone.append(form) }
    }
    return (there, gone)
  }

  /// A grant to write a base model would have no effect.
  private static func checkBaseModel(_ model: Model, wasPreset: Bool, added: [GrantForm]) throws {
    guard model.baseModelID == nil else { return }
    let writers =
      wasPreset ? model.grants.contains { $0.permission == .write } : added.contains { $0.permission == .write }
    guard writers else { return }
    throw Refusal.invalid([
      FieldProblem(
        ["body", "access_grants"], type: "value_error",
        message: "Only administrators can change base models: grant 'read' instead of 'write'.")
    ])
  }

  private static func proposal(
    _ form: GrantForm, by principal: Principal, _ connection: Connection
  ) throws -> (grant: ProposedGrant?, problem: FieldProblem?) {
    switch form.grantee {
    case .everyone: return (ProposedGrant(form, name: "everyone", sharing: .members), nil)
    case .user(let id):
      let name = try connection.first("SELECT name FROM user WHERE id = \(id.text)") { try $0.text("name") }
      // Only callers who may search users see their names.
      let mayKnow = AccessPolicy.decide(.findPeople, by: principal) == .allowed
      let shown = name.flatMap { mayKnow ? $0 : nil } ?? "user '\(id.text)'"
      return (ProposedGrant(form, name: shown, sharing: .members), name == nil ? unknown(form) : nil)
    case .group(let id):
      let group = try connection.first("SELECT name, data FROM user_group WHERE id = \(id.text)") {
        (name: try $0.text("name"), data: try JSON(parsing: try $0.text("data")))
      }
      // Callers who may not share with a group must not learn whether it exists.
      guard let group else {
        return (ProposedGrant(form, name: "group '\(id.text)'", sharing: .nobody), unknown(form))
      }
      return (ProposedGrant(form, name: "group '\(id.text)'", sharing: GroupSharing(group.data)), nil)
    }
  }

  private static func unknown(_ form: GrantForm) -> FieldProblem {
    FieldProblem(
      ["body", "access_grants"], type: "value_error",
      message: "There is no \(form.grantee.type) with the ID '\(form.grantee.principalID)'.",
      input: .string(form.grantee.principalID))
  }
}
