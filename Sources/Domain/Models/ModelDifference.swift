extension Model {
  /// The fields in which `self` and `later` differ, `params` and `meta` member by member, in the order of the wire.
  package func changes(to later: Model) -> [FieldChange] {
    var changes: [FieldChange] = []
    func compare(_ field: String, _ before: JSON?, _ after: JSON?) {
      if before != after { changes.append(FieldChange(field, before: before, after: after)) }
    }
    // Setting by setting, since the whole is hard to read.
    func compareSettings() {
      var (before, after) = (content, later.content)
      let known = changes.count
      guard let old = (before.launch ?? [:]).object, let new = (after.launch ?? [:]).object else {
        return compare("meta.muster", before.meta["muster"], after.meta["muster"])
      }
      for key in old.keys + new.keys.filter({ old[$0] == nil }) {
        compare("meta.muster.launch.\(key)", old[key], new[key])
      }
      for field in ResidencySettings.Field.allCases.map(\.rawValue) {
        compare("meta.muster.\(field)", before.residencySettings?[field], after.residencySettings?[field])
      }
      before.clearSettings()
      after.clearSettings()
      compare("meta.muster", before.meta["muster"], after.meta["muster"])
      // Empty settings and none.
      if changes.count == known { compare("meta.muster", content.meta["muster"], later.content.meta["muster"]) }
    }
    compare("name", .string(name), .string(later.name))
    compare("base_model_id", .optional(baseModelID?.text), .optional(later.baseModelID?.text))
    compare("is_active", .bool(isActive), .bool(later.isActive))
    compare("user_id", .string(ownerID.text), .string(later.ownerID.text))
    compare("access_grants", grantsAsJSON, later.grantsAsJSON)
    for (prefix, old, new) in [
      ("params", content.params, later.content.params), ("meta", content.meta, later.content.meta),
    ] {
      let (before, after) = (old.byName, new.byName)
      for key in old.keys + new.keys.filter({ before[ExactText($0)] == nil }) {
        if prefix == "meta", key == "muster" {
          compareSettings()
          continue
        }
        compare("\(prefix).\(key)", before[ExactText(key)], after[ExactText(key)])
      }
    }
    return changes
  }

  /// Every field as something that was not there before.
  package var changesOfCreation: [FieldChange] {
    fields.map { FieldChange($0.key, before: nil, after: $0.value) }
  }

  /// Every field as something that is there no longer.
  package var changesOfDeletion: [FieldChange] {
    fields.map { FieldChange($0.key, before: $0.value, after: nil) }
  }

  /// The full content of a revision.
  package var snapshot: JSON.Object { fields }

  private var fields: JSON.Object {
    [
      "name": .string(name), "base_model_id": .optional(baseModelID?.text),
      "is_active": .bool(isActive),
      "user_id": .string(ownerID.text), "params": .object(content.params),
      "meta": .object(content.meta),
      "access_grants": grantsAsJSON,
    ]
  }

  private var grantsAsJSON: JSON {
    .array(
      grants.map { grant in
        [
          "principal_type": .string(grant.grantee.type),
          "principal_id": .string(grant.grantee.principalID),
          "permission": .string(grant.permission.rawValue),
        ]
      })
  }
}

extension Grant.Grantee {
  /// As the wire and the database name it: everyone is the user `*`.
  package var type: String { if case .group = self { "group" } else { "user" } }

  package var principalID: String {
    switch self {
    case .everyone: "*"
    case .user(let id): id.text
    case .group(let id): id.text
    }
  }

  package init?(type: String, principalID: String) {
    switch (type, principalID) {
    case ("user", "*"): self = .everyone
    case ("user", let id): self = .user(UserID(id))
    case ("group", let id): self = .group(GroupID(id))
    default: return nil
    }
  }
}

extension ModelContent {
  fileprivate mutating func clearSettings() {
    setLaunch(nil)
    setResidencySettings([:])
  }
}
