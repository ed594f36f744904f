import Audit
import Domain
import Hummingbird
import Registry

/// How often models are used.
struct UsageRoutes {
  let registry: Registry

  var routes: [Route] {
    [Route(.get, "/api/v1/models/usage", .listModels, "Count recent requests and errors, by model", show)]
  }

  @Sendable private func show(_ context: RequestContext) async throws -> Response {
    let ids = Set(context.query.all("ids").map(ModelID.init(stored:)))
    guard ids.count <= Registry.mostUsageModels else {
      throw Refusal.invalid([
        FieldProblem(
          ["query", "ids"], type: "too_long", message: "at most \(Registry.mostUsageModels) models at once")
      ])
    }
    let step = try context.query.int("step", default: 60, in: 1...86_400)
    guard UsagePeriod.steps.contains(step) else {
      let allowed = UsagePeriod.steps.map(String.init).joined(separator: ", ")
      throw Refusal.invalid([
        FieldProblem(["query", "step"], type: "enum", message: "one of \(allowed) expected", input: .int(step))
      ])
    }
    let period = UsagePeriod(
      minutes: try context.query.int("minutes", default: 30, in: 1...UsagePeriod.longestMinutes), stepSeconds: step,
      endingAt: AuditLog.wallClock())
    let usage = try await registry.usage(of: ids.sorted(), period, as: try context.requireCaller())
    let items = usage.sorted { $0.key < $1.key }.map { id, usage in (key: id.text, value: Self.item(usage)) }
    return Reply.json([
      "from": .int(period.from.seconds), "to": .int(period.to.seconds), "step_seconds": .int(step),
      "items": .object(JSON.Object(items)),
    ])
  }

  private static func item(_ usage: ModelUsage) -> JSON {
    [
      "last_used_at": .optional(usage.lastUsedAt?.seconds), "requests": .array(usage.requests.map(JSON.int)),
      "errors": .array(usage.errors.map(JSON.int)),
    ]
  }
}
