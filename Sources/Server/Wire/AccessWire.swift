import Accounts
import Domain
import Registry

/// Access and its reasons as JSON (docs/api.md).
enum AccessWire {
  static func people(of model: Model, _ audience: ModelAudience) -> JSON {
    let people = audience.people.map { person, grounds -> JSON in
      [
        "user": .object(PeopleWire.brief(person.person.account)), "read": true, "write": .bool(mayWrite(grounds)),
        "reasons": .array(grounds.map { reason($0, for: person) }),
      ]
    }
    let grants = model.grants.map { grant -> JSON in
      var body = ModelWire.grant(grant, of: model.id)
      body["principal_name"] = .optional(audience.names[grant.grantee])
      return .object(body)
    }
    return [
      "id": .string(model.id.text), "revision": .int(model.revision),
      "owner": audience.owner.map { .object(PeopleWire.brief($0)) } ?? .null, "grants": .array(grants),
      "users": .array(people), "total": .int(audience.total),
    ]
  }

  static func models(_ models: [AccessibleModel], total: Int, of rights: PersonRights) -> JSON {
    let entries = models.map { model -> JSON in
      [
        "id": .string(model.id.text), "name": .string(model.name), "base_model_id": .optional(model.baseModelID?.text),
        "is_active": .bool(model.isActive), "read": true, "write": .bool(mayWrite(model.grounds)),
        "reasons": .array(model.grounds.map { reason($0, for: rights) }),
      ]
    }
    return ["user": PeopleWire.info(rights.person), "models": .array(entries), "total": .int(total)]
  }

  private static func mayWrite(_ grounds: [AccessPolicy.Ground]) -> Bool {
    grounds.contains { $0.permission == .write }
  }

  private static func reason(_ ground: AccessPolicy.Ground, for rights: PersonRights) -> JSON {
    var body: JSON.Object = ["by": "grant", "permission": .string(ground.permission.rawValue)]
    switch ground {
    case .administrator: body["by"] = "administrator"
    case .owner: body["by"] = "owner"
    case .grant(let grant):
      body["grant_id"] = .string(grant.id)
      body["principal_type"] = .string(grant.grantee.type)
      body["principal_id"] = .string(grant.grantee.principalID)
      switch grant.grantee {
      case .everyone: body["principal_name"] = "everyone"
      case .user: body["principal_name"] = .string(rights.person.account.name)
      case .group(let id):
        guard let counted = rights.groups[id] else { break }
        body["principal_name"] = .string(counted.name)
        if counted.direct.id != id { body["member_of"] = PeopleWire.groupName(counted.direct) }
      }
    }
    return .object(body)
  }
}
