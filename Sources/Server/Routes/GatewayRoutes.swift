import Domain
import Gateway
import Hummingbird
import Registry

/// The gateway: the OpenAI API, at its own paths and at those of Open WebUI.
struct GatewayRoutes {
  let registry: Registry
  let gateway: Gateway

  private static let chatPaths = [
    "/v1/chat/completions", "/api/chat/completions", "/api/v1/chat/completions", "/openai/chat/completions",
  ]
  private static let embeddingPaths = ["/v1/embeddings", "/api/embeddings", "/api/v1/embeddings"]

  /// Whether it is a path of the OpenAI API: errors have its form too, and pages of `allowed_origins` may call it.
  static func isGatewayPath(_ path: String) -> Bool {
    chatPaths.contains(path) || embeddingPaths.contains(path) || path == "/v1" || path.hasPrefix("/v1/")
      || path.hasPrefix("/openai/") || OpenAIPaths.lacksVersion(path)
  }

  var routes: [Route] {
    let chats = Self.chatPaths.map {
      Route(.post, $0, .useModel, "Chat with a model", resolvesCaller: true, relay(.chat))
    }
    let embeddings = Self.embeddingPaths.map {
      Route(.post, $0, .useModel, "Create embeddings", resolvesCaller: true, relay(.embeddings))
    }
    let lists = ["/v1/models", "/openai/models"].map { path in
      Route(.get, path, .listModels, "List the models that can be used now (OpenAI format)", list)
    }
    return chats + embeddings + lists + [
      Route(.post, "/v1/completions", .useModel, "Complete a prompt", resolvesCaller: true, relay(.completions)),
      Route(.get, "/v1/models/{id...}", .readModel, "Get one model (OpenAI format)", show),
    ]
  }

  @Sendable private func list(_ context: RequestContext) async throws -> Response {
    let models = try await registry.openModelNames(as: try context.requireCaller())
    return Reply.json(["object": "list", "data": .array(models.map(Self.entry))])
  }

  @Sendable private func show(_ context: RequestContext) async throws -> Response {
    let id = context.parameters["id"] ?? ""
    let models = try await registry.openModelNames(only: id, as: try context.requireCaller())
    guard let model = models.first else { throw Refusal.noSuchModel(id) }
    return Reply.json(Self.entry(model))
  }

  private static func entry(_ model: OpenModelName) -> JSON {
    [
      "id": .string(model.id.text), "object": "model", "created": .int(model.createdAt.seconds), "owned_by": "muster",
      "name": .string(model.name),
    ]
  }

  private func relay(_ kind: GatewayRequest.Kind) -> Route.Handler {
    { context in
      let request = GatewayRequest(
        kind: kind, body: try await context.body(), credentials: context.credentials, origin: context.origin,
        memory: context.reader.share)
      let relay = gateway.relay(request)
      context.disconnect.onDisconnect(relay.cancel)
      return Reply.relayed(try await relay.answer(), by: relay, to: context.disconnect)
    }
  }
}
