import Domain
import HTTPTypes
import Hummingbird
import Registry

/// Exporting models to a file, and importing them from one.
struct TransferRoutes {
  let registry: Registry

  var routes: [Route] {
    let root = "/api/v1/models"
    return [
      Route(.get, "\(root)/export", .exportModels, "Export models that you may write", export),
      Route(.post, "\(root)/import", .importModels, "Import models from a file, all or none", take),
      Route(.post, "\(root)/sync", .syncModels, "Replace all models with those in a file", sync),
    ]
  }

  @Sendable private func export(_ context: RequestContext) async throws -> Response {
    let ids = context.query.all("ids")
    let models = try await registry.export(
      ids.isEmpty ? nil : ids.map(ModelID.init(stored:)), as: try context.requireCaller())
    return Reply.json(.array(models.map { .object(ModelWire.model($0)) }))
  }

  @Sendable private func take(_ context: RequestContext) async throws -> Response {
    try await take(context, isWhole: false)
  }

  @Sendable private func sync(_ context: RequestContext) async throws -> Response {
    try await take(context, isWhole: true)
  }

  private func take(_ context: RequestContext, isWhole: Bool) async throws -> Response {
    let form = try ImportForm(try await context.body())
    let isDryRun = try context.query.flag("dry_run") || form.isDryRun
    let result = try await registry.take(
      form.lines, isWhole: isWhole, isDryRun: isDryRun, reason: form.reason ?? context.query["reason"],
      as: try context.requireCaller())
    let counts = ImportOutcome.Kind.allCases.map { kind in
      (key: kind.rawValue, value: JSON.int(result.outcomes.count { $0.kind == kind }))
    }
    return HistoryWire.done(
      [
        "dry_run": .bool(isDryRun), "counts": JSON.object(JSON.Object(counts)),
        "items": .array(result.outcomes.map(\.json)),
      ], result.undo)
  }
}
