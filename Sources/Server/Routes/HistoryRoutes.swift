import Accounts
import Domain
import Hummingbird
import Registry

/// Revisions of models, the bin, and bulk changes.
struct HistoryRoutes {
  let registry: Registry
  let binRetention: Duration

  var routes: [Route] {
    let root = "/api/v1/models"
    let history = "\(root)/model/history"
    return [
      Route(.get, history, .readModelHistory, "List the revisions of a model, newest first", list),
      Route(.get, "\(history)/diff", .readModelHistory, "Compare two revisions of a model", difference),
      Route(.get, "\(history)/{revision}", .readModelHistory, "Get a revision of a model", show),
      Route(.delete, "\(history)/{revision}", .readModelHistory, "Always refused: revisions cannot be deleted", refuse),
      Route(.post, "\(root)/model/update/version", .updateModel, "Roll a model back to a revision", rollBack),
      Route(.get, "\(root)/bin", .readBin, "List deleted models that can be restored", bin),
      Route(.post, "\(root)/bin/restore", .restoreModel, "Restore a deleted model", restore),
      Route(.post, "\(root)/bin/purge", .purgeModel, "Delete a model in the bin permanently", purge),
      Route(.post, "\(root)/bulk", .changeModels, "Change many models at once", bulk),
    ]
  }

  // MARK: - History

  @Sendable private func list(_ context: RequestContext) async throws -> Response {
    let before = context.query["before"] == nil ? nil : try context.query.int("before", default: 0, in: 0...Int.max)
    let entries = try await registry.history(
      of: try context.query.modelID("id"), before: before,
      page: try context.query.int("page", default: 1, in: 1...1_000_000), as: try context.requireCaller())
    return Reply.json(.array(entries.map { .object(HistoryWire.entry($0)) }))
  }

  @Sendable private func show(_ context: RequestContext) async throws -> Response {
    let (entry, snapshot) = try await registry.revision(
      Self.revision(context.parameters["revision"] ?? ""), of: try context.query.modelID("id"),
      as: try context.requireCaller())
    var body = HistoryWire.entry(entry)
    body["snapshot"] = .object(snapshot)
    return Reply.json(.object(body))
  }

  @Sendable private func difference(_ context: RequestContext) async throws -> Response {
    guard let from = context.query["from"], let to = context.query["to"] else {
      throw Refusal.invalid(
        ["from", "to"].filter { context.query[$0] == nil }.map {
          FieldProblem(["query", $0], type: "missing", message: "Field required")
        })
    }
    let found = try await registry.difference(
      from: Self.revision(from), to: Self.revision(to), of: try context.query.modelID("id"),
      as: try context.requireCaller())
    return Reply.json([
      "from": .object(HistoryWire.entry(found.from)), "to": .object(HistoryWire.entry(found.to)),
      "changes": HistoryWire.changes(found.changes),
    ])
  }

  /// A caller who may not read the revision is told that it does not exist.
  @Sendable private func refuse(_ context: RequestContext) async throws -> Response {
    _ = try await registry.revision(
      Self.revision(context.parameters["revision"] ?? ""), of: try context.query.modelID("id"),
      as: try context.requireCaller())
    throw Refusal.revisionsStay
  }

  @Sendable private func rollBack(_ context: RequestContext) async throws -> Response {
    var reader = try FormReader(try await context.json())
    let revision = reader.optionalInt("revision").map(SeenRevision.number) ?? .versionID(reader.text("version_id"))
    let withGrants = reader.optionalBool("access_grants") ?? false
    let reason = reader.optionalText("reason") ?? reader.optionalText("commit_message")
    try reader.finish()
    return ModelRoutes.reply(
      try await registry.rollBack(
        try context.query.modelID("id"), to: revision, withGrants: withGrants, reason: reason,
        as: try context.requireCaller()))
  }

  /// A revision number, or the version ID that Open WebUI's clients use.
  private static func revision(_ text: String) -> SeenRevision {
    Int(text).map(SeenRevision.number) ?? .versionID(text)
  }

  // MARK: - Bin

  @Sendable private func bin(_ context: RequestContext) async throws -> Response {
    let (entries, total) = try await registry.bin(
      page: try context.query.int("page", default: 1, in: 1...1_000_000), as: try context.requireCaller())
    return Reply.json([
      "items": .array(entries.map { HistoryWire.binEntry($0, retention: binRetention) }), "total": .int(total),
    ])
  }

  @Sendable private func restore(_ context: RequestContext) async throws -> Response {
    var reader = try FormReader(try await context.json())
    let choice = try Self.choice(&reader)
    let newID = try reader.optionalText("as").map { text in try ModelID(text) }
    let reason = reader.optionalText("reason")
    try reader.finish()
    return ModelRoutes.reply(
      try await registry.restore(choice, as: newID, reason: reason, by: try context.requireCaller()))
  }

  @Sendable private func purge(_ context: RequestContext) async throws -> Response {
    var reader = try FormReader(try await context.json())
    let choice = try Self.choice(&reader)
    let name = reader.text("confirm")
    let reason = reader.optionalText("reason")
    try reader.finish()
    try await registry.purge(choice, confirming: name, reason: reason, as: try context.requireCaller())
    return Reply.json(true)
  }

  private static func choice(_ reader: inout FormReader) throws -> Registry.BinChoice {
    if let version = reader.optionalText("version_id") { return .version(version) }
    return .id(ModelID(stored: reader.text("id")))
  }

  // MARK: - Many at once

  @Sendable private func bulk(_ context: RequestContext) async throws -> Response {
    let form = try BulkForm(try await context.json())
    let changed = try await registry.change(
      form.target, form.change, reason: form.reason, as: try context.requireCaller())
    let isUnstored = changed.models.contains { registry.hasUnsavedDeactivation($0.id) }
    return HistoryWire.many(changed, warning: isUnstored ? Registry.unsavedDeactivationWarning : nil)
  }
}
