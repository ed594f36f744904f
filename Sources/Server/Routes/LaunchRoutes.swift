import Domain
import Hummingbird
import Registry
import Residency

/// How base models are started, and when they are in memory. All of it is for administrators.
struct LaunchRoutes {
  let registry: Registry
  let commands: ResidencyCommands

  var routes: [Route] {
    let root = "/api/v1/models/model/launch"
    return [
      Route(.get, root, .readResidency, "Get how a base model is started", show),
      Route(.post, root, .changeResidency, "Change how a base model is started", update),
      Route(.post, "\(root)/preview", .readResidency, "Try launch settings without storing them", preview),
      Route(
        .post, "/api/v1/models/model/residency", .changeResidency, "Change when a base model is in memory",
        updateResidency),
      Route(.post, "/api/v1/residency/reload", .changeResidency, "Unload a model and load it again", reload),
    ]
  }

  @Sendable private func show(_ context: RequestContext) async throws -> Response {
    let report = try await commands.launchReport(
      of: try context.query.modelID("id"), as: try context.requireCaller())
    return Reply.json(LaunchWire.report(report))
  }

  @Sendable private func update(_ context: RequestContext) async throws -> Response {
    let caller = try context.requireCaller()
    var reader = try FormReader(try await context.json())
    let id = reader.text("id")
    let launch = reader.object("launch")
    let revision = reader.optionalInt("revision")
    let reason = reader.optionalText("reason")
    try reader.finish()
    let model = try await registry.setLaunch(
      try ModelID(id), launch, seen: revision.map(SeenRevision.number), reason: reason, as: caller)
    return ModelRoutes.reply(model)
  }

  @Sendable private func updateResidency(_ context: RequestContext) async throws -> Response {
    let caller = try context.requireCaller()
    var reader = try FormReader(try await context.json())
    let id = reader.text("id")
    let settings = reader.object("settings")
    let revision = reader.optionalInt("revision")
    let reason = reader.optionalText("reason")
    try reader.finish()
    let model = try await registry.setResidencySettings(
      try ModelID(id), settings, seen: revision.map(SeenRevision.number), reason: reason, as: caller)
    return ModelRoutes.reply(model)
  }

  @Sendable private func preview(_ context: RequestContext) async throws -> Response {
    let caller = try context.requireCaller()
    var reader = try FormReader(try await context.json())
    let id = reader.text("id")
    let launch = reader.object("launch")
    try reader.finish()
    let (settings, problems) = LaunchSettings.read(.object(launch))
    if !problems.isEmpty { throw Refusal.invalid(problems) }
    return Reply.json(
      LaunchWire.report(try await commands.launchReport(of: try ModelID(id), trying: settings, as: caller)))
  }

  @Sendable private func reload(_ context: RequestContext) async throws -> Response {
    let caller = try context.requireCaller()
    let model = try ResidencyRoutes.model(in: try await context.json())
    return ResidencyRoutes.reply(model, try await commands.reload(model, as: caller), bytes: "bytes")
  }
}
