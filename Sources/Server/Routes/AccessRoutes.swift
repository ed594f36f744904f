import Accounts
import Domain
import Hummingbird
import Registry

/// Access to a model: who has it and why, and its grants.
struct AccessRoutes {
  let accounts: Accounts
  let registry: Registry

  var routes: [Route] {
    let path = "/api/v1/models/model/access"
    return [
      Route(.get, path, .readModelAccess, "List the users who can use a model, with the reasons", show),
      Route(.post, "\(path)/update", .shareModel, "Replace all grants of a model", update),
    ]
  }

  @Sendable private func show(_ context: RequestContext) async throws -> Response {
    let model = try await registry.modelForAccess(try context.query.modelID("id"), as: try context.requireCaller())
    let page = try context.query.int("page", default: 1, in: 1...1_000_000)
    return Reply.json(AccessWire.people(of: model, try await accounts.audience(of: ModelFacts(model), page: page)))
  }

  @Sendable private func update(_ context: RequestContext) async throws -> Response {
    let form = try SharingForm(try await context.json(), ifMatch: context.request.headers[.ifMatch])
    let model = try await registry.share(
      form.id, form.grants, name: form.name, seen: form.seen, reason: form.reason, as: try context.requireCaller())
    return ModelRoutes.reply(model)
  }
}

/// The new grants of a model; they replace the old ones.
private struct SharingForm {
  var id: ModelID
  var name: String?
  var grants: [GrantForm]
  var seen: SeenRevision?
  var reason: String?

  init(_ body: JSON, ifMatch: String?) throws(Refusal) {
    var reader = try FormReader(body)
    let text = reader.text("id")
    let id = try text.isEmpty && !reader.problems.isEmpty ? ModelID(stored: "") : reader.modelID("id", text: text)
    let grants = reader.requiredGrants("access_grants")
    name = reader.optionalText("name")
    reason = reader.optionalText("reason")
    seen = reader.seenRevision(ifMatch: ifMatch)
    try reader.finish()
    self.id = id
    self.grants = grants
  }
}
