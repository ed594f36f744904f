import Accounts
import Audit
import Domain
import Hummingbird
import Registry
import Residency

/// The residency of models: state, history, events, and load, unload and pin.
struct ResidencyRoutes {
  let accounts: Accounts
  let registry: Registry
  let pool: RuntimePool
  let commands: ResidencyCommands
  let auditLog: AuditLog
  let feed: LiveFeed

  var routes: [Route] {
    [
      Route(.get, "/api/v1/residency", .followResidency, "Get the residency of all models, by runtime", show),
      Route(.get, "/api/v1/residency/events", .followResidency, "Follow changes as server-sent events", events)
        .withHead(contentType: "text/event-stream"),
      Route(.get, "/api/v1/residency/history", .readModel, "List the past states of a model's weights", history),
      Route(.get, "/api/v1/residency/plan", .readResidency, "Plan a load without running it", plan),
      Route(.get, "/api/v1/residency/devices", .readResidency, "Get the memory of this system and its GPUs", devices),
      Route(.post, "/api/v1/residency/pin", .changeResidency, "Pin or unpin a model", pin),
      Route(.post, "/api/v1/residency/load", .changeResidency, "Load a model now", load),
      Route(.post, "/api/v1/residency/unload", .changeResidency, "Unload a model now", unload),
      Route(.post, "/ollama/api/unload", .changeResidency, "Unload a model now", unload),
      Route(.post, "/api/models/unload", .changeResidency, "Unload a model now", unload),
    ]
  }

  @Sendable private func show(_ context: RequestContext) async throws -> Response {
    var view = LiveView(registry: registry)
    return Reply.json(try await view.snapshot(of: pool, for: try context.requireCaller()))
  }

  private static let maxHistoryHours = 24 * 31

  @Sendable private func history(_ context: RequestContext) async throws -> Response {
    let caller = try context.requireCaller()
    let base = try await registry.visibleWeights(of: try context.query.modelID("model"), as: caller)
    let hours = try context.query.int("hours", default: 24, in: 1...Self.maxHistoryHours)
    let now = AuditLog.wallClock()
    let from = Timestamp(seconds: now.seconds - hours * 3600)
    let moments = try await auditLog.residencyHistory(of: base, since: from)
    let isAdmin = caller.principal.seesEverything
    return Reply.json([
      "base_model": .string(base.text), "from": .int(from.seconds), "to": .int(now.seconds),
      "items": .array(moments.map { ResidencyWire.moment($0, isForAdministrators: isAdmin) }),
    ])
  }

  @Sendable private func plan(_ context: RequestContext) async throws -> Response {
    let model = try context.query.modelID("model")
    let (runtime, plan) = try await commands.plan(model, as: try context.requireCaller())
    return Reply.json(ResidencyWire.plan(plan, for: model, on: runtime))
  }

  @Sendable private func devices(_ context: RequestContext) async throws -> Response {
    let devices = try await commands.devices(as: try context.requireCaller())
    return Reply.json(["items": .array(devices.map(ResidencyWire.device))])
  }

  @Sendable private func pin(_ context: RequestContext) async throws -> Response {
    let caller = try context.requireCaller()
    var reader = try FormReader(try await context.json())
    let text = reader.text("model")
    let isPinned = reader.bool("pinned")
    try reader.finish()
    let live = try await commands.pin(try ModelID(text), isPinned, as: caller)
    return Reply.json(ResidencyWire.residency(live, isForAdministrators: true))
  }

  @Sendable private func load(_ context: RequestContext) async throws -> Response {
    let caller = try context.requireCaller()
    let model = try Self.model(in: try await context.json())
    return Self.reply(model, try await commands.load(model, as: caller), bytes: "bytes")
  }

  @Sendable private func unload(_ context: RequestContext) async throws -> Response {
    let caller = try context.requireCaller()
    let model = try Self.model(in: try await context.json())
    return Self.reply(model, try await commands.unload(model, as: caller), bytes: "freed_bytes")
  }

  static func model(in body: JSON) throws -> ModelID {
    guard let text = body["model"]?.string ?? body["name"]?.string, !text.isEmpty else {
      throw Refusal(
        .malformed, code: "residency.no_model",
        detail: "Name the model to load or unload: send {\"model\": \"…\"}.")
    }
    return try ModelID(text)
  }

  static func reply(_ model: ModelID, _ outcome: ResidencyCommands.Outcome, bytes: String) -> Response {
    var body: JSON.Object = [
      "status": true, "model": .string(model.text), "base_model": .string(outcome.baseModel.text),
    ]
    body["state"] = .optional(outcome.state?.rawValue)
    body[bytes] = .optional(outcome.bytes)
    return Reply.json(.object(body))
  }

  // MARK: - Events

  @Sendable private func events(_ context: RequestContext) async throws -> Response {
    let caller = try context.requireCaller()
    let stream = LiveEventStream(
      feed, after: context.request.headers[.lastEventID] ?? context.query["last_event_id"], to: context.disconnect,
      registry: registry)
    return try await stream.response(
      for: caller, snapshot: { [pool] in try await $0.snapshot(of: pool, for: $1) },
      currentCaller: { [accounts] in
        guard let caller = try? accounts.caller(context.credentials, from: context.origin),
          AccessPolicy.decide(entering: .followResidency, by: caller) == .allowed
        else { return nil }
        return caller
      })
  }
}
