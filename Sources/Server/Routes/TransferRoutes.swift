import Domain
import HTTPTypes
import Hummingbird
import Registry

/// Many models from a file, and into one.
struct TransferRoutes {
  let registry: Registry

  var routes: [Route] {
    let root = "/api/v1/models"
    return [
      Route(.get, "\(root)/export", .exportModels, "Models that one may change, whole", export),
      Route(.post, "\(root)/import", .importModels, "Make and change models as a list says, all or none", take),
      Route(.post, "\(root)/sync", .syncModels, "Make a list all the models there are", sync),
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
    let isRehearsal = try context.query.flag("dry_run") || form.isRehearsal
    let result = try await registry.take(
      form.lines, isWhole: isWhole, isRehearsal: isRehearsal, reason: form.reason ?? context.query["reason"],
      as: try context.requireCaller())
    let counts = ImportOutcome.Kind.allCases.map { kind in
      (key: kind.rawValue, value: JSON.int(result.outcomes.count { $0.kind == kind }))
    }
    return HistoryWire.done(
      [
        "dry_run": .bool(isRehearsal), "counts": JSON.object(JSON.Object(counts)),
        "items": .array(result.outcomes.map(\.json)),
      ], result.undo)
  }
}
