import Domain
import Hummingbird
import Residency

/// The runtimes: list, add, change, drain and remove them while Muster runs.
struct RuntimeRoutes {
  let commands: RuntimeCommands

  var routes: [Route] {
    let root = "/api/v1/runtimes"
    let one = "\(root)/id/{id}"
    return [
      Route(.get, root, .readRuntimes, "List runtimes", list),
      Route(.post, "\(root)/create", .changeRuntimes, "Add a runtime", add),
      Route(.post, "\(root)/probe", .changeRuntimes, "Ask a server for its models without adding it", probe),
      Route(.get, one, .readRuntimes, "Get a runtime", show),
      Route(.post, "\(one)/update", .changeRuntimes, "Change the settings that are given", update),
      Route(.post, "\(one)/drain", .changeRuntimes, "Take no more requests, and unload all models", setDrained(true)),
      Route(.post, "\(one)/resume", .changeRuntimes, "Take requests again", setDrained(false)),
      Route(.post, "\(one)/pull", .changeRuntimes, "Have a runtime fetch a model from its registry", pull),
      Route(.post, "\(one)/pull/cancel", .changeRuntimes, "Cancel a pull", cancelPull),
      Route(.delete, "\(one)/delete", .changeRuntimes, "Remove a runtime", remove),
    ]
  }

  private static func id(_ context: RequestContext) -> RuntimeID { RuntimeID(context.parameters["id"] ?? "") }

  private static func settings(_ context: RequestContext) async throws -> JSON.Object {
    let body = try await context.json()
    _ = try FormReader(body)
    return body.object ?? [:]
  }

  @Sendable private func list(_ context: RequestContext) async throws -> Response {
    let views = try await commands.list(as: try context.requireCaller())
    return Reply.json(["items": .array(views.map(Self.view))])
  }

  @Sendable private func show(_ context: RequestContext) async throws -> Response {
    Reply.json(Self.view(try await commands.show(Self.id(context), as: try context.requireCaller())))
  }

  @Sendable private func add(_ context: RequestContext) async throws -> Response {
    let settings = try await Self.settings(context)
    return Reply.json(Self.view(try await commands.add(settings, as: try context.requireCaller())))
  }

  @Sendable private func probe(_ context: RequestContext) async throws -> Response {
    let settings = try await Self.settings(context)
    let scan = try await commands.probe(settings, as: try context.requireCaller())
    return Reply.json([
      "problem": .optional(scan.problem), "models": .array(scan.weights.map { .string($0.name) }),
    ])
  }

  @Sendable private func update(_ context: RequestContext) async throws -> Response {
    var settings = try await Self.settings(context)
    let revision = settings["revision"]?.int
    settings["revision"] = nil
    let view = try await commands.update(
      Self.id(context), settings, revision: revision, as: try context.requireCaller())
    return Reply.json(Self.view(view))
  }

  private func setDrained(_ isDrained: Bool) -> Route.Handler {
    { context in
      let view = try await commands.setDrained(Self.id(context), isDrained, as: try context.requireCaller())
      return Reply.json(Self.view(view))
    }
  }

  private static func model(_ context: RequestContext) async throws -> String {
    var reader = try FormReader(try await context.json())
    let model = reader.text("model")
    try reader.finish()
    return model
  }

  @Sendable private func pull(_ context: RequestContext) async throws -> Response {
    let model = try await Self.model(context)
    return Reply.json(
      Self.view(try await commands.pull(model, on: Self.id(context), as: try context.requireCaller())))
  }

  @Sendable private func cancelPull(_ context: RequestContext) async throws -> Response {
    let model = try await Self.model(context)
    return Reply.json(
      Self.view(try await commands.cancelPull(model, on: Self.id(context), as: try context.requireCaller())))
  }

  @Sendable private func remove(_ context: RequestContext) async throws -> Response {
    try await commands.remove(Self.id(context), as: try context.requireCaller())
    return Reply.json(true)
  }

  private static func view(_ view: RuntimeCommands.View) -> JSON {
    let status = view.status
    return [
      "id": .string(view.id.text), "kind": .string(status.kind),
      "source": view.isConfigured ? "configuration" : "api", "state": .string(status.state.rawValue),
      "problem": .optional(status.problem), "always_loaded": .bool(status.isAlwaysLoaded),
      "models": .int(status.models), "loaded": .int(status.loaded), "requests": .int(status.requests),
      "used_bytes": .optional(status.usedBytes), "budget_bytes": .optional(status.budgetBytes),
      "settings": .object(view.settings), "given": .object(view.given), "revision": .optional(view.revision),
      "updated_at": .optional(view.updatedAt?.seconds), "can_pull": .bool(view.canPull),
      "pulls": .array(view.pulls.map(Self.pull)),
    ]
  }

  static func pull(_ pull: RuntimePulls.Pull) -> JSON {
    [
      "model": .string(pull.model), "state": .string(pull.state.rawValue), "step": .string(pull.progress.step),
      "completed_bytes": .int(pull.progress.completedBytes), "total_bytes": .optional(pull.progress.totalBytes),
      "problem": .optional(pull.problem),
    ]
  }
}
