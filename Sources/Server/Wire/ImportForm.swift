import Domain
import Registry

/// A list of models as exported by Muster or Open WebUI (0.12, or older with `access_control`), in any form that
/// `ImportText` reads. An entry of Open WebUI's list of usable models has the model in `info`.
struct ImportForm {
  var lines: [ImportLine]
  var reason: String?
  var isDryRun = false

  /// - Throws: `Refusal` if it is not a list, or only contains things other than models.
  init(_ body: [UInt8]) throws(Refusal) { try self.init(ImportText.json(body)) }

  init(_ body: JSON) throws(Refusal) {
    guard let list = ImportText.models(in: body) else {
      var reader = try FormReader(body)
      _ = reader.list("models")
      try reader.finish()
      lines = []
      return
    }
    let things = list.compactMap { $0.object.flatMap(NonModelKind.init) }
    if !things.isEmpty, things.count == list.count { throw NonModelKind.refusal(of: things) }
    lines = list.map(Self.line)
    guard body["models"] != nil else { return }
    var reader = try FormReader(body)
    reason = reader.optionalText("reason")
    isDryRun = reader.optionalBool("dry_run") ?? false
    try reader.finish()
  }

  private static func line(_ item: JSON) -> ImportLine {
    guard let entry = item.object else { return ImportLine(id: nil, draft: .failure(notAnObject)) }
    let (model, notes) = unwrapped(entry)
    let id = model["id"]?.string
    if let thing = NonModelKind(entry) { return ImportLine(id: id, draft: .failure(thing.refusal)) }
    do throws(Refusal) {
      return ImportLine(id: id, draft: .success(try draft(plain(model), notes)))
    } catch {
      return ImportLine(id: id, draft: .failure(error))
    }
  }

  private static let notAnObject = Refusal.invalid([
    FieldProblem(["body"], type: "model_attributes_type", message: "a JSON object expected")
  ])

  /// Of an entry with `info`, only that, with the id in it, as Open WebUI does.
  private static func unwrapped(_ entry: JSON.Object) -> (model: JSON.Object, notes: [ImportReport.Note]) {
    guard var model = entry["info"]?.object else { return (entry, []) }
    for field in ["id", "name"] where model[field]?.string == nil { model[field] = entry[field] }
    guard let id = model["id"]?.string, let outer = entry["id"]?.string, !outer.hasSameBytes(as: id) else {
      return (model, [])
    }
    return (model, [ImportReport.Note(.otherID, id, "'\(outer)'", about: outer)])
  }

  /// Accepts rows exported by database tools: objects as text, booleans as numbers, null as an empty text.
  private static func plain(_ model: JSON.Object) -> JSON.Object {
    var model = model
    for field in ["params", "meta", "access_control", "access_grants"] {
      guard let text = model[field]?.string else { continue }
      if text.isEmpty { model[field] = .null }
      if let value = try? JSON(parsing: text) { model[field] = value }
    }
    if model["base_model_id"]?.string == "" { model["base_model_id"] = .null }
    if let number = model["is_active"]?.int, number == 0 || number == 1 { model["is_active"] = .bool(number == 1) }
    return model
  }

  private static func draft(_ model: JSON.Object, _ notes: [ImportReport.Note]) throws(Refusal) -> ModelDraft {
    var reader = try FormReader(.object(model))
    let text = reader.text("id")
    let id = try text.isEmpty && !reader.problems.isEmpty ? ModelID(stored: "") : reader.modelID("id", text: text)
    var base: ModelID?? = nil
    if reader.has("base_model_id") {
      let text = reader.optionalText("base_model_id")
      base = .some(try text.map { text throws(Refusal) in try reader.modelID("base_model_id", text: text) })
    }
    var notes = notes
    var grants = reader.grants("access_grants")
    if model["access_grants"].map(\.isNull) ?? true, let rules = model["access_control"] {
      let (list, isSound) = GrantForm.list(accessControl: rules)
      grants = list
      if !isSound { notes.append(ImportReport.Note(.unreadableAccess, text)) }
    }
    let draft = ModelDraft(
      id: id, name: reader.optionalText("name"), baseModelID: base, params: reader.optionalObject("params"),
      meta: reader.optionalObject("meta"), grants: grants, isActive: reader.optionalBool("is_active"), notes: notes)
    try reader.finish()
    return draft
  }
}
