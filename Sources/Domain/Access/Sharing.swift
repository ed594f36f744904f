/// What the policy must know of a grant that somebody wants to give.
package struct ProposedGrant: Equatable, Sendable {
  package var form: GrantForm
  /// What the person or group is called, for people.
  package var name: String
  /// Of a group: who besides administrators may share with it.
  package var sharing: GroupSharing

  package init(_ form: GrantForm, name: String, sharing: GroupSharing) {
    self.form = form
    self.name = name
    self.sharing = sharing
  }
}

/// Who may give grants to a group, as `data.config.share` says it in Open WebUI's API: `"members"`, true, false.
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
  /// Decides whether `principal`, who may write the model, may also add these grants; names all that they may not.
  package static func decide(adding grants: [ProposedGrant], by principal: Principal) -> Decision {
    if principal.role == .admin { return .allowed }
    let beyond = grants.compactMap { grant in
      objection(to: grant, by: principal).map { "\(grant.name) (\($0))" }
    }
    return beyond.isEmpty ? .allowed : .refused(.beyondYours(beyond))
  }

  /// Decides whether a change of grants leaves the one who makes it able to undo it.
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
      return isOpen ? nil : "not open to you for sharing"
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
      "This would take away your own right to change the model, and you could not undo it. "
      + "Its owner or an administrator can do that.")
}
