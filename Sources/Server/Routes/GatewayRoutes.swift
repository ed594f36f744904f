import Domain
import Gateway
import Hummingbird
import NIOCore
import Registry
import Residency
import Synchronization

/// The models in use, by OpenAI's protocol and where Open WebUI's clients look for it.
struct GatewayRoutes {
  let registry: Registry
  let gateway: Gateway

  private static let chatPaths = [
    "/v1/chat/completions", "/api/chat/completions", "/api/v1/chat/completions", "/openai/chat/completions",
  ]
  private static let embeddingPaths = ["/v1/embeddings", "/api/embeddings", "/api/v1/embeddings"]

  /// Whether a client of OpenAI's API asks there: errors are told in its form too, and pages of others may be allowed.
  static func isGatewayPath(_ path: String) -> Bool {
    chatPaths.contains(path) || embeddingPaths.contains(path) || path == "/v1" || path.hasPrefix("/v1/")
      || path.hasPrefix("/openai/") || UnknownPath.isOpenAIPath(path)
  }

  var routes: [Route] {
    let chats = Self.chatPaths.map {
      Route(.post, $0, .useModel, "Chat with a model", resolvesCaller: true, relay(.chat))
    }
    let embeddings = Self.embeddingPaths.map {
      Route(.post, $0, .useModel, "Embed texts", resolvesCaller: true, relay(.embeddings))
    }
    let lists = ["/v1/models", "/openai/models"].map { path in
      Route(.get, path, .listModels, "Models that are open for use now, in OpenAI's form", list)
    }
    return chats + embeddings + lists + [
      Route(.post, "/v1/completions", .useModel, "Complete a text", resolvesCaller: true, relay(.completions)),
      Route(.get, "/v1/models/{id...}", .readModel, "One model, in OpenAI's form", show),
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
        kind: kind, body: try await context.body(), credentials: context.credentials, origin: context.origin)
      return try await relay(request, context)
    }
  }

  /// The exchange runs as a task of its own that is cancelled when the client goes away; whoever writes the answer
  /// waits for it.
  private func relay(_ request: GatewayRequest, _ context: RequestContext) async throws -> Response {
    let disconnect = context.disconnect
    let head = FirstValue<Result<GatewayAnswer, any Error>>()
    let watch = LeaseWatch()
    let exchange = Task {
      await gateway.answer(request, watch, head: head.set)
      // The body is kept until here.
      withExtendedLifetime(context.reader.share) {}
    }
    disconnect.onDisconnect { exchange.cancel() }
    watch.onCut { exchange.cancel() }
    let answer = try await withTaskCancellationHandler {
      try await head.value.get()
    } onCancel: {
      exchange.cancel()
    }
    switch answer.body {
    case .whole(let bytes):
      // Only when the lease is back is the answer out: who then looks finds no trace of it.
      await exchange.value
      disconnect.forget()
      return Response(
        status: .init(code: answer.status), headers: [.contentType: answer.contentType], body: .init(byteBuffer: bytes))
    case .stream(let chunks):
      return Reply.eventStream(
        status: .init(code: answer.status), contentType: answer.contentType,
        body: ResponseBody { writer in
          defer { disconnect.forget() }
          try await withTaskCancellationHandler {
            try await Self.write(chunks, to: &writer, exchange)
          } onCancel: {
            exchange.cancel()
          }
        })
    }
  }

  private static func write(
    _ chunks: some AsyncSequence<ByteBuffer, any Error>, to writer: inout any ResponseBodyWriter,
    _ exchange: Task<Void, Never>
  ) async throws {
    do {
      for try await chunk in chunks { try await writer.write(chunk) }
      // A cancelled loop ends like a complete one.
      try Task.checkCancellation()
    } catch let broken as BrokenStream {
      await exchange.value
      try await writer.write(broken.lastWord)
      throw broken
    } catch let refusal as Refusal {
      await exchange.value
      try await writer.write(ByteBuffer(string: "data: \(Reply.openAIError(refusal).serialized())\n\n"))
      return try await writer.finish(nil)
    } catch {
      exchange.cancel()
      throw error
    }
    await exchange.value
    try await writer.finish(nil)
  }
}

/// A value that comes once, from another task.
final class FirstValue<Value: Sendable>: Sendable {
  private enum State {
    case empty
    case awaited(CheckedContinuation<Value, Never>)
    case set(Value)
  }

  private let state = Mutex(State.empty)

  @Sendable func set(_ value: Value) {
    let waiter = state.withLock { state -> CheckedContinuation<Value, Never>? in
      switch state {
      case .empty: state = .set(value)
      case .awaited(let waiter):
        state = .set(value)
        return waiter
      case .set: break
      }
      return nil
    }
    waiter?.resume(returning: value)
  }

  /// May be awaited by one task.
  var value: Value {
    get async {
      await withCheckedContinuation { continuation in
        let value = state.withLock { state -> Value? in
          if case .set(let value) = state { return value }
          state = .awaited(continuation)
          return nil
        }
        if let value { continuation.resume(returning: value) }
      }
    }
  }
}
