/// What the policy knows of a grant that a user wants to add.
package struct ProposedGrant: Equatable, Sendable {
  package var form: GrantForm
  /// The name of the user or group, for messages.
  package var name: String
  /// For a group: who besides administrators may share with it.
  package var sharing: GroupSharing

  package init(_ form: GrantForm, name: String, sharing: GroupSharing) {
    self.form = form
    self.name = name
    self.sharing = sharing
  }
}

/// Who may give grants to a group: `data.config.share` in Open WebUI's API, `"members"`, true or false.
package enum GroupSharing: Equatable, Sendable {
  case members, everyone, nobody

  package init(_ data: JSON?) {
    switch data?["config"]?["share"] {
    case .bool(true): self = .everyone
    case .bool(false): self = .nobody
    default: self = .members
    }
  }
}

extension AccessPolicy {
  /// Decides whether `principal`, who may write the model, may add these grants; the refusal names all others.
  package static func decide(adding grants: [ProposedGrant], by principal: Principal) -> Decision {
    if principal.role == .admin { return .allowed }
    let beyond = grants.compactMap { grant in
      objection(to: grant, by: principal).map { "\(grant.name) (\($0))" }
    }
    return beyond.isEmpty ? .allowed : .refused(.beyondYours(beyond))
  }

  /// Decides whether the user who changes grants could still change them afterwards.
  package static func decide(
    changingGrantsOf model: ModelFacts, to grants: [Grant], by principal: Principal
  ) -> Decision {
    var changed = model
    changed.grants = grants
    return mayWrite(model, principal) && !mayWrite(changed, principal) ? .refused(.locksYouOut) : .allowed
  }

  private static func objection(to grant: ProposedGrant, by principal: Principal) -> String? {
    func missing(_ needed: [Permission]) -> String? {
      let missing = needed.filter { !principal.permissions.contains($0) }.map(\.rawValue)
      return missing.isEmpty ? nil : "needs \(missing.joined(separator: " and "))"
    }
    switch grant.form.grantee {
    case .everyone: return missing([.sharePublicly])
    case .user: return missing([.shareModels, .grantToUsers])
    case .group(let id):
      if let missing = missing([.shareModels, .grantToGroups]) { return missing }
      let isOpen =
        switch grant.sharing {
        case .everyone: true
        case .members: principal.groups.contains(id)
        case .nobody: false
        }
      return isOpen ? nil : "you cannot share with this group"
    }
  }
}

extension Refusal {
  static func beyondYours(_ names: [String]) -> Refusal {
    Refusal(
      .forbidden, code: "access.beyond_yours",
      detail: "You do not have permission to share with the requested audience: \(names.joined(separator: ", ")).")
  }
  static let locksYouOut = Refusal(
    .forbidden, code: "access.locks_you_out",
    detail:
      "This would remove your own write access to the model, and you could not undo it. "
      + "Ask its owner or an administrator.")
}
