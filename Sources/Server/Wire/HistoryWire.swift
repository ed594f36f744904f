import Domain
import HTTPTypes
import Hummingbird
import Registry

/// Revisions, the bin and undo as JSON (docs/api.md).
enum HistoryWire {
  static func entry(_ entry: RevisionEntry) -> JSON.Object {
    [
      "id": .string(entry.versionID), "model_id": .string(entry.id.text), "parent_id": .optional(entry.parentID),
      "revision": .int(entry.revision), "action": .string(entry.action), "user_id": .string(entry.userID.text),
      "user": entry.userName.map { ["name": .string($0)] } ?? .null, "commit_message": .optional(entry.reason),
      "created_at": .int(entry.createdAt.seconds),
    ]
  }

  static func changes(_ changes: [FieldChange]) -> JSON {
    .object(
      JSON.Object(
        changes.map { change in
          (key: change.field, value: ["before": change.before ?? .null, "after": change.after ?? .null])
        }))
  }

  /// - Parameter retention: how long models stay in the bin.
  static func binEntry(_ entry: BinEntry, retention: Duration) -> JSON {
    [
      "id": .string(entry.id.text), "version_id": .string(entry.versionID), "revision": .int(entry.revision),
      "name": .string(entry.snapshot.name), "base_model_id": .optional(entry.snapshot.baseModelID?.text),
      "owner_id": .string(entry.snapshot.ownerID.text), "deleted_at": .int(entry.deletedAt.seconds),
      "deleted_by": ["id": .string(entry.deletedBy.text), "name": .string(entry.deletedByName)],
      "reason": .optional(entry.reason),
      "purge_at": .int(entry.deletedAt.seconds + retention.wholeSeconds),
    ]
  }

  /// The changed and deleted models, a restored user or group, and the undo token.
  static func many(_ changed: ManyChanged, warning: String? = nil) -> Response {
    var body: JSON.Object = [
      "models": .array(changed.models.map { .object(ModelWire.model($0)) }),
      "deleted": .array(changed.deleted.map { .string($0.text) }),
    ]
    body["warning"] = warning.map(JSON.string)
    if let back = changed.restored {
      body["restored"] = [
        "type": .string(back.subject.type), "id": .string(back.subject.principalID), "name": .string(back.name),
        "skipped": .array(
          back.skipped.map { ["type": .string($0.type), "id": .string($0.id), "reason": .string($0.why)] }),
      ]
    }
    return done(body, changed.undo)
  }

  /// Open WebUI's clients expect `true`, so the token is in a header.
  static func gone(_ token: UndoToken?) -> Response {
    var headers: HTTPFields = [:]
    if let token { headers[.undoToken] = token.text }
    return Reply.json(true, headers: headers)
  }

  static func recentAct(_ act: RecentAct) -> JSON {
    [
      "id": .string(act.id), "action": .string(act.action), "done_at": .int(act.doneAt.seconds),
      "undo_until": .int(act.expiresAt.seconds), "undone_at": .optional(act.undoneAt?.seconds),
      "state": .string(act.state.rawValue), "model_count": .int(act.modelCount),
      "targets": .array(
        act.targets.map { ["type": .string($0.type), "id": .string($0.id), "name": .optional($0.name)] }),
    ]
  }

  static func done(_ body: JSON.Object, _ token: UndoToken?) -> Response {
    var whole: JSON.Object = ["status": true]
    for (name, value) in body { whole[name] = value }
    whole["undo_token"] = .optional(token?.text)
    whole["undo_until"] = .optional(token?.expiresAt.seconds)
    var headers: HTTPFields = [:]
    if let token { headers[.undoToken] = token.text }
    return Reply.json(.object(whole), headers: headers)
  }
}

/// A request to change many models.
struct BulkForm {
  var target: BulkTarget
  var change: BulkChange
  var reason: String?

  private enum Verb: String, CaseIterable { case activate, deactivate, delete, tag, untag, grant, ungrant }

  init(_ body: JSON) throws(Refusal) {
    var reader = try FormReader(body)
    let verb = reader.choice("action", of: Verb.self)
    let ids = reader.has("filter") ? [] : reader.texts("ids")
    if reader.has("filter"), reader.has("ids") { reader.refuse("filter", "Give ids or a filter, not both.") }
    reason = reader.optionalText("reason")
    let change: BulkChange? =
      switch verb {
      case .activate: .edit(.activate)
      case .deactivate: .edit(.deactivate)
      case .delete: .delete(reader.optionalChoice("dependents", of: Dependents.self) ?? .refuse)
      case .tag: .edit(.addTags(reader.texts("tags")))
      case .untag: .edit(.removeTags(reader.texts("tags")))
      case .grant: .edit(.addGrants(reader.requiredGrants("access_grants")))
      case .ungrant: .edit(.removeGrants(reader.requiredGrants("access_grants")))
      case nil: nil
      }
    try reader.finish()
    guard let change else { throw Refusal.invalid(reader.problems) }
    self.change = change
    target = try body["filter"].map(Self.filter) ?? .ids(ids.map(ModelID.init(stored:)))
  }

  private enum State: String, CaseIterable { case active, inactive }

  /// An unknown field is refused: ignoring it would select more models than intended.
  private static func filter(_ json: JSON) throws(Refusal) -> BulkTarget {
    var reader = try FormReader(json, at: ["body", "filter"])
    reader.allowOnly(["query", "view_option", "tag", "kind", "state", "hidden", "base"])
    let query = ModelListQuery(
      text: reader.optionalText("query"),
      ownership: reader.optionalChoice("view_option", of: ModelListQuery.Ownership.self),
      tag: reader.optionalText("tag"), kind: reader.optionalChoice("kind", of: ModelListQuery.Kind.self) ?? .preset,
      isActive: reader.optionalChoice("state", of: State.self).map { $0 == .active },
      isHidden: reader.optionalBool("hidden"), baseModel: reader.optionalText("base").map(ModelID.init(stored:)))
    try reader.finish()
    return .matching(query)
  }
}

extension HTTPField.Name {
  static let undoToken = Self("X-Undo-Token") ?? .via
}
