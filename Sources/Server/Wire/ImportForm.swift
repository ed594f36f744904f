import Domain
import Registry

/// A list of models as Muster and Open WebUI (0.12, and older ones with `access_control`) export it: bare, or as
/// `{"models": […]}`; an entry of Open WebUI's list of usable models holds the model as `info`.
struct ImportForm {
  var lines: [ImportLine]
  var reason: String?
  var isRehearsal = false

  init(_ body: JSON) throws(Refusal) {
    if let list = body.array {
      lines = list.map(Self.line)
      return
    }
    var reader = try FormReader(body)
    let list = reader.list("models")
    reason = reader.optionalText("reason")
    isRehearsal = reader.optionalBool("dry_run") ?? false
    try reader.finish()
    lines = list.map(Self.line)
  }

  private static func line(_ item: JSON) -> ImportLine {
    let said = item["info"].flatMap { $0.object == nil ? nil : $0 } ?? item
    let id = said["id"]?.string
    do throws(Refusal) {
      return ImportLine(id: id, draft: .success(try draft(said)))
    } catch {
      return ImportLine(id: id, draft: .failure(error))
    }
  }

  private static func draft(_ item: JSON) throws(Refusal) -> ModelDraft {
    var reader = try FormReader(item)
    let text = reader.text("id")
    let id = try text.isEmpty && !reader.problems.isEmpty ? ModelID(stored: "") : reader.modelID("id", text: text)
    var base: ModelID?? = nil
    if reader.has("base_model_id") {
      let text = reader.optionalText("base_model_id")
      base = .some(try text.map { text throws(Refusal) in try reader.modelID("base_model_id", text: text) })
    }
    let draft = ModelDraft(
      id: id, name: reader.optionalText("name"), baseModelID: base, params: reader.optionalObject("params"),
      meta: reader.optionalObject("meta"),
      grants: reader.has("access_grants") ? reader.grants("access_grants") : oldGrants(item),
      isActive: reader.optionalBool("is_active"))
    try reader.finish()
    return draft
  }

  private static func oldGrants(_ item: JSON) -> [GrantForm]? {
    item["access_control"].map(GrantForm.list(accessControl:))
  }
}
