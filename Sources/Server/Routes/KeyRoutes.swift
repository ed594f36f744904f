import Accounts
import Domain
import Hummingbird

/// API keys.
struct KeyRoutes {
  let accounts: Accounts

  var routes: [Route] {
    let root = "/api/v1/auths"
    return [
      Route(.get, "\(root)/api_keys", .readKeys, "List my API keys", list),
      Route(.post, "\(root)/api_keys", .createKey, "Create an API key; it is shown only this once", create),
      Route(.delete, "\(root)/api_keys/{id}", .revokeKey, "Revoke an API key", revoke),
      Route(.get, "\(root)/api_key", .readKeys, "Always refused: API keys are not shown again", show),
      Route(
        .post, "\(root)/api_key", .createKey, "Create or replace my single key for Open WebUI's clients", createSole),
      Route(.delete, "\(root)/api_key", .revokeKey, "Revoke my single key for Open WebUI's clients", revokeSole),
      Route(.get, "/api/v1/users/{id}/api_keys", .readPeople, "List the API keys of a user", listOfPerson),
    ]
  }

  @Sendable private func list(_ context: RequestContext) async throws -> Response {
    let caller = try context.requireCaller()
    return Reply.json(.array(try await accounts.keys(of: caller.principal.id, as: caller).map(KeyWire.key)))
  }

  @Sendable private func listOfPerson(_ context: RequestContext) async throws -> Response {
    let id = UserID(context.parameters["id"] ?? "")
    return Reply.json(.array(try await accounts.keys(of: id, as: try context.requireCaller()).map(KeyWire.key)))
  }

  @Sendable private func create(_ context: RequestContext) async throws -> Response {
    var reader = try FormReader(try await context.json())
    let form = KeyForm(
      name: reader.text("name"), expiresAt: reader.optionalInt("expires_at").map(Timestamp.init(seconds:)),
      models: reader.optionalTexts("models"), isReadOnly: reader.optionalBool("read_only") ?? false,
      isTrusted: reader.optionalBool("trusted") ?? false, createsUsers: reader.optionalBool("creates_users") ?? false)
    try reader.finish()
    let (key, secret) = try await accounts.createKey(form, as: try context.requireCaller())
    var body = KeyWire.key(key).object ?? [:]
    body["api_key"] = .string(secret)
    return Reply.json(.object(body), headers: [.cacheControl: "no-store"])
  }

  @Sendable private func revoke(_ context: RequestContext) async throws -> Response {
    try await accounts.revokeKey(context.parameters["id"] ?? "", as: try context.requireCaller())
    return Reply.json(true)
  }

  @Sendable private func show(_ context: RequestContext) async throws -> Response {
    throw Refusal(
      .notFound, code: "key.not_shown",
      detail: "An API key is shown only once, when it is created. If it is lost, create a new one.")
  }

  @Sendable private func createSole(_ context: RequestContext) async throws -> Response {
    let (_, secret) = try await accounts.createKey(
      KeyForm(name: "API key", isSole: true), as: try context.requireCaller())
    return Reply.json(["api_key": .string(secret)], headers: [.cacheControl: "no-store"])
  }

  @Sendable private func revokeSole(_ context: RequestContext) async throws -> Response {
    try await accounts.revokeSoleKey(as: try context.requireCaller())
    return Reply.json(true)
  }
}
