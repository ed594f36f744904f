/// What a revision says of a model, read back.
package struct ModelSnapshot: Equatable, Sendable {
  package var ownerID: UserID
  package var baseModelID: ModelID?
  package var name: String
  package var content: ModelContent
  package var grants: [GrantForm]
  package var isActive: Bool

  /// - Parameter fields: as `Model.snapshot` gives them; a field that is missing is empty.
  package init(_ fields: JSON.Object) {
    ownerID = UserID(fields["user_id"]?.string ?? "")
    baseModelID = (fields["base_model_id"]?.string).map(ModelID.init(stored:))
    name = fields["name"]?.string ?? ""
    content = ModelContent(params: fields["params"]?.object ?? [:], meta: fields["meta"]?.object ?? [:])
    isActive = fields["is_active"]?.bool ?? false
    grants = (fields["access_grants"]?.array ?? []).compactMap { grant in
      guard let type = grant["principal_type"]?.string, let id = grant["principal_id"]?.string,
        let grantee = Grant.Grantee(type: type, principalID: id),
        let permission = grant["permission"]?.string.flatMap(Grant.Permission.init)
      else { return nil }
      return GrantForm(grantee: grantee, permission: permission)
    }
  }

  /// For the policy, of a model that is there no longer.
  package func facts(_ id: ModelID) -> ModelFacts {
    let none = Timestamp(seconds: 0)
    return ModelFacts(
      id: id, ownerID: ownerID, isBaseModel: baseModelID == nil,
      grants: grants.map { Grant(id: "", grantee: $0.grantee, permission: $0.permission, createdAt: none) })
  }
}

extension JSON.Object {
  /// The fields in which two revisions differ, `params` and `meta` member by member, in the order of the wire.
  package func changes(toSnapshot later: JSON.Object) -> [FieldChange] {
    let (before, after) = (Model(ModelSnapshot(self)), Model(ModelSnapshot(later)))
    return before.changes(to: after)
  }
}

extension Model {
  fileprivate init(_ snapshot: ModelSnapshot) {
    let (id, none) = (ModelID(stored: ""), Timestamp(seconds: 0))
    self.init(
      id: id, ownerID: snapshot.ownerID, baseModelID: snapshot.baseModelID, name: snapshot.name,
      content: snapshot.content, grants: snapshot.facts(id).grants, isActive: snapshot.isActive, revision: 0,
      versionID: "", createdAt: none, updatedAt: none)
  }
}
