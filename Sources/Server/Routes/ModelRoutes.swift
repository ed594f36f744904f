import Accounts
import Domain
import HTTPTypes
import Hummingbird
import Registry
import Residency

/// The registry, with the routes of Open WebUI's API.
struct ModelRoutes {
  let accounts: Accounts
  let registry: Registry
  let runtimes: RuntimePool

  var routes: [Route] {
    let root = "/api/v1/models"
    return [
      Route(.post, "\(root)/create", .createModel, "Create a model", create),
      Route(.get, "\(root)/model", .readModel, "Get a model", show),
      Route(.get, "\(root)/list", .listModels, "List the models that you may read", list),
      Route(.get, "\(root)/", .listModels, "List the models that can be used now", open),
      Route(.get, root, .listModels, "List the models that can be used now", open),
      Route(.get, "/api/models", .listModels, "List the models that can be used now", open),
      Route(.get, "\(root)/base", .readResidency, "List base models that runtimes offer or that are registered", bases),
      Route(
        .get, "/api/models/base", .readResidency, "List base models that runtimes offer or that are registered", bases),
      Route(.get, "\(root)/tags", .listModels, "List the tags of the presets that you may read", tags),
      Route(.post, "\(root)/model/update", .updateModel, "Update a model", update),
      Route(
        .post, "\(root)/model/toggle", .switchModel, "Activate an inactive model, or deactivate an active one", toggle),
      Route(.post, "\(root)/model/activate", .switchModel, "Activate a model", activate),
      Route(.post, "\(root)/model/deactivate", .switchModel, "Deactivate a model", deactivate),
      Route(.post, "\(root)/model/delete", .deleteModel, "Delete a model", delete),
      Route(.delete, "\(root)/delete/all", .deleteAllModels, "Delete all models", deleteAll),
    ]
  }

  @Sendable private func create(_ context: RequestContext) async throws -> Response {
    let form = try ModelForm(try await context.json(), id: nil, ifMatch: nil)
    return Self.reply(try await registry.create(form, as: try context.requireCaller()))
  }

  @Sendable private func update(_ context: RequestContext) async throws -> Response {
    let form = try ModelForm(
      try await context.json(), id: context.query["id"], ifMatch: context.request.headers[.ifMatch])
    return Self.reply(try await registry.update(form, as: try context.requireCaller()))
  }

  @Sendable private func show(_ context: RequestContext) async throws -> Response {
    let seen = try await registry.model(try context.query.modelID("id"), as: try context.requireCaller())
    return Reply.json(ModelWire.seen(seen), headers: [.eTag: "\"\(seen.model.revision)\""])
  }

  @Sendable private func list(_ context: RequestContext) async throws -> Response {
    let query = context.query
    let isActive: Bool? =
      switch query["state"] {
      case "active": true
      case "inactive": false
      default: nil
      }
    let residencyState = try query.optionalChoice("residency", of: ResidencyState.self)
    let page = try await registry.list(
      ModelListQuery(
        text: query["query"], ownership: query["view_option"].flatMap(ModelListQuery.Ownership.init), tag: query["tag"],
        kind: try query.choice("kind", default: .preset), isActive: isActive,
        isHidden: try query.optionalFlag("hidden"), baseModel: query["base"].map(ModelID.init(stored:)),
        weights: weights(in: residencyState),
        order: try query.choice("order_by", default: .update), isAscending: query["direction"] == "asc",
        limit: try query.int("limit", default: 30, in: 1...ModelListQuery.largestPage),
        page: try query.int("page", default: 1, in: 1...1_000_000)), as: try context.requireCaller())
    return Reply.json(["items": .array(page.models.map(ModelWire.listed)), "total": .int(page.total)])
  }

  private func weights(in state: ResidencyState?) -> Set<ModelID>? {
    guard let state else { return nil }
    return Set(runtimes.snapshot().filter { $0.report.state == state }.map(\.report.baseModel))
  }

  @Sendable private func open(_ context: RequestContext) async throws -> Response {
    if let moment = context.query["at"] { return try await past(moment, context) }
    let loaded = Set(runtimes.snapshot().filter { $0.report.state == .loaded }.map(\.report.baseModel))
    let models = try await registry.openModels(as: try context.requireCaller())
    return Reply.json([
      "data": .array(models.map { ModelWire.entry($0, isLoaded: loaded.contains($0.model.weights)) })
    ])
  }

  /// All models as they were at `moment`: seconds since 1970, or ISO 8601.
  private func past(_ moment: String, _ context: RequestContext) async throws -> Response {
    let caller = try context.requireCaller()
    guard let time = Int(moment).map(Timestamp.init(seconds:)) ?? Timestamp(rfc3339: moment) else {
      throw Refusal.invalid([
        FieldProblem(
          ["query", "at"], type: "datetime_parsing", message: "a time such as 2026-11-24T10:00:00Z expected",
          input: .string(moment))
      ])
    }
    let person = try await accounts.principal(asOf: time, of: context.query["user_id"].map { UserID($0) }, as: caller)
    let models = try await registry.models(asOf: time, by: person, as: caller)
    return Reply.json(["data": .array(models.map(ModelWire.seen)), "at": .int(time.seconds)])
  }

  /// Base models that a runtime offers or that are registered, by id.
  @Sendable private func bases(_ context: RequestContext) async throws -> Response {
    let registered = try await registry.baseModels(as: try context.requireCaller())
    let available = Dictionary(
      runtimes.scan.weights.map { ($0.baseModel, $0) }, uniquingKeysWith: { first, _ in first })
    let ids = Set(available.keys).union(registered.map(\.id)).sorted()
    let byID = Dictionary(registered.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return Reply.json(.array(ids.map { ModelWire.baseModel(available[$0], byID[$0], runtimes.state(of: $0)) }))
  }

  @Sendable private func tags(_ context: RequestContext) async throws -> Response {
    Reply.json(.array(try await registry.tags(as: try context.requireCaller()).map(JSON.string)))
  }

  @Sendable private func toggle(_ context: RequestContext) async throws -> Response {
    try await turn(.flipped, context)
  }

  @Sendable private func activate(_ context: RequestContext) async throws -> Response { try await turn(.on, context) }

  @Sendable private func deactivate(_ context: RequestContext) async throws -> Response {
    try await turn(.off, context)
  }

  private func turn(_ position: Registry.SwitchPosition, _ context: RequestContext) async throws -> Response {
    let id = try context.query.modelID("id")
    let reason = try await Self.reason(try await context.json())
    let model = try await registry.setActive(id, to: position, reason: reason, as: try context.requireCaller())
    guard registry.hasUnsavedDeactivation(id) else { return Self.reply(model) }
    var body = ModelWire.model(model)
    body["warning"] = .string(Registry.unsavedDeactivationWarning)
    return Reply.json(.object(body))
  }

  @Sendable private func delete(_ context: RequestContext) async throws -> Response {
    let body = try await context.json()
    var reader = try FormReader(body.isNull ? ["id": .optional(context.query["id"])] : body)
    let text = reader.text("id")
    let reason = reader.optionalText("reason")
    let dependents = reader.optionalChoice("dependents", of: Dependents.self) ?? .refuse
    try reader.finish()
    let token = try await registry.delete(
      try ModelID(text), dependents: dependents, reason: reason, as: try context.requireCaller())
    return HistoryWire.gone(token)
  }

  @Sendable private func deleteAll(_ context: RequestContext) async throws -> Response {
    let reason = try await Self.reason(try await context.json())
    let token = try await registry.deleteAll(reason: reason, as: try context.requireCaller())
    return HistoryWire.done([:], token)
  }

  private static func reason(_ body: JSON) async throws -> String? {
    if body.isNull { return nil }
    var reader = try FormReader(body)
    let reason = reader.optionalText("reason")
    try reader.finish()
    return reason
  }

  static func reply(_ model: Model) -> Response {
    Reply.json(.object(ModelWire.model(model)), headers: [.eTag: "\"\(model.revision)\""])
  }
}
