import Domain
import Foundation
import Registry
import Residency

/// Models as JSON (docs/api.md).
enum ModelWire {
  static func model(_ model: Model) -> JSON.Object {
    [
      "id": .string(model.id.text), "user_id": .string(model.ownerID.text),
      "base_model_id": .optional(model.baseModelID?.text), "name": .string(model.name),
      "params": .object(model.content.params), "meta": .object(model.content.meta),
      "access_grants": .array(model.grants.map { .object(grant($0, of: model.id)) }),
      "is_active": .bool(model.isActive),
      "revision": .int(model.revision), "version_id": .string(model.versionID),
      "updated_at": .int(model.updatedAt.seconds), "created_at": .int(model.createdAt.seconds),
    ]
  }

  static func seen(_ seen: SeenModel) -> JSON {
    var object = model(seen.model)
    object["user"] =
      seen.owner.map { owner in
        [
          "id": .string(owner.id.text), "name": .string(owner.name), "role": .string(owner.role),
          "email": .string(owner.email),
        ]
      } ?? .null
    object["write_access"] = .bool(seen.mayWrite)
    object["image"] = .optional(imageURL(of: seen))
    return .object(object)
  }

  /// For a list: without `meta.profile_image_url`, which may hold a whole image.
  static func listed(_ seen: SeenModel) -> JSON {
    var brief = seen
    brief.model.content.meta["profile_image_url"] = nil
    return Self.seen(brief)
  }

  /// Each revision has a URL of its own, so that clients can cache the image forever.
  private static func imageURL(of seen: SeenModel) -> String? {
    guard seen.hasImage else { return nil }
    let model = seen.model
    let unreserved = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-._~"))
    let id = model.id.text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    return "\(ModelPaths.image)?id=\(id)&v=\(model.versionID)"
  }

  /// In the format in which Open WebUI's clients list the models that can be used.
  static func entry(_ seen: SeenModel, isLoaded: Bool) -> JSON {
    let shown = seen.model
    var info = model(shown)
    info["params"] = [:]
    var entry: JSON.Object = [
      "id": .string(shown.id.text), "name": .string(shown.name), "object": "model",
      "created": .int(shown.createdAt.seconds), "owned_by": "muster", "connection_type": "local",
    ]
    if shown.baseModelID != nil { entry["preset"] = true }
    entry["loaded"] = .bool(isLoaded)
    entry["info"] = .object(info)
    entry["actions"] = []
    entry["filters"] = []
    entry["tags"] = .array(shown.content.tags.map { ["name": .string($0)] })
    return .object(entry)
  }

  /// A base model that a runtime offers, that is registered, or both.
  static func baseModel(_ weights: AvailableWeights?, _ registered: Model?, _ residency: LiveResidency?) -> JSON {
    let id = weights?.baseModel ?? registered?.id
    return [
      "id": .optional(id?.text), "name": .optional(registered?.name ?? id?.text),
      "runtime": .optional(weights?.runtime.text), "file_bytes": .optional(weights?.fileBytes),
      "clashes_with": .optional(weights?.clashesWith?.text),
      "registered": .bool(registered != nil), "is_active": .bool(registered?.isActive ?? false),
      "model": registered.map { .object(model($0)) } ?? .null,
      "residency": residency.map { ResidencyWire.residency($0, isForAdministrators: true) } ?? .null,
    ]
  }

  static func grant(_ grant: Grant, of id: ModelID) -> JSON.Object {
    [
      "id": .string(grant.id), "resource_type": "model", "resource_id": .string(id.text),
      "principal_type": .string(grant.grantee.type), "principal_id": .string(grant.grantee.principalID),
      "permission": .string(grant.permission.rawValue), "created_at": .int(grant.createdAt.seconds),
    ]
  }
}
