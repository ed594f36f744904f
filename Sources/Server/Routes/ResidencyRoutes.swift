import Accounts
import Audit
import Domain
import Hummingbird
import NIOCore
import Registry
import Residency

/// What is in memory, live and by hand.
struct ResidencyRoutes {
  let accounts: Accounts
  let registry: Registry
  let residency: ResidencyController
  let commands: ResidencyCommands
  let auditLog: AuditLog
  let feed: LiveFeed
  let runtime: RuntimeSummary

  var routes: [Route] {
    [
      Route(.get, "/api/v1/residency", .followResidency, "What is wanted and what is loaded, by runtime", show),
      Route(.get, "/api/v1/residency/events", .followResidency, "What happens, as server-sent events", events)
        .withHead(contentType: "text/event-stream"),
      Route(.get, "/api/v1/residency/history", .readModel, "States that a model's weights have been in", history),
      Route(.get, "/api/v1/residency/plan", .readResidency, "What it would take to load a model", plan),
      Route(.post, "/api/v1/residency/pin", .changeResidency, "Pin a model in memory, or unpin it", pin),
      Route(.post, "/api/v1/residency/load", .changeResidency, "Load a model now", load),
      Route(.post, "/api/v1/residency/unload", .changeResidency, "Free a model's memory now", unload),
      Route(.post, "/ollama/api/unload", .changeResidency, "Free a model's memory now", unload),
      Route(.post, "/api/models/unload", .changeResidency, "Free a model's memory now", unload),
    ]
  }

  @Sendable private func show(_ context: RequestContext) async throws -> Response {
    var view = LiveView(registry: registry)
    return Reply.json(try await snapshot(for: try context.requireCaller(), &view))
  }

  private func snapshot(for caller: Caller, _ view: inout LiveView) async throws -> JSON {
    var seen: [LiveResidency] = []
    for live in await residency.snapshot() where try await view.mayFollow(live.report.baseModel, caller) {
      seen.append(live)
    }
    let isAdmin = caller.principal.seesEverything
    let leftOut = await residency.leftOut
    return ["runtimes": [ResidencyWire.runtime(runtime, seen, leftOut, isForAdministrators: isAdmin)]]
  }

  private static let longestPastHours = 24 * 31

  @Sendable private func history(_ context: RequestContext) async throws -> Response {
    let caller = try context.requireCaller()
    let base = try await registry.visibleWeights(of: try context.query.modelID("model"), as: caller)
    let hours = try context.query.int("hours", default: 24, in: 1...Self.longestPastHours)
    let now = AuditLog.wallClock()
    let from = Timestamp(seconds: now.seconds - hours * 3600)
    let moments = try await auditLog.residencyPast(of: base, since: from)
    let isAdmin = caller.principal.seesEverything
    return Reply.json([
      "base_model": .string(base.text), "from": .int(from.seconds), "to": .int(now.seconds),
      "items": .array(moments.map { ResidencyWire.moment($0, isForAdministrators: isAdmin) }),
    ])
  }

  @Sendable private func plan(_ context: RequestContext) async throws -> Response {
    let model = try context.query.modelID("model")
    let plan = try await commands.plan(model, as: try context.requireCaller())
    return Reply.json(ResidencyWire.plan(plan, for: model, on: runtime))
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

  private static func model(in body: JSON) throws -> ModelID {
    guard let text = body["model"]?.string ?? body["name"]?.string, !text.isEmpty else {
      throw Refusal(
        .malformed, code: "residency.no_model",
        detail: "Missing name of the model to unload or load: send {\"model\": \"…\"}.")
    }
    return try ModelID(text)
  }

  private static func reply(_ model: ModelID, _ outcome: ResidencyCommands.Outcome, bytes: String) -> Response {
    var body: JSON.Object = [
      "status": true, "model": .string(model.text), "base_model": .string(outcome.baseModel.text),
    ]
    body["state"] = .optional(outcome.state?.rawValue)
    body[bytes] = .int(outcome.bytes)
    return Reply.json(.object(body))
  }

  // MARK: - Events

  @Sendable private func events(_ context: RequestContext) async throws -> Response {
    let caller = try context.requireCaller()
    let subscription = feed.subscribe(after: context.request.headers[.lastEventID] ?? context.query["last_event_id"])
    context.disconnect.onDisconnect { [feed] in feed.unsubscribe(subscription.id) }
    var view = LiveView(registry: registry)
    var first: [ByteBuffer] = []
    do {
      if let missed = subscription.missed {
        for event in missed {
          guard let message = try await view.message(of: event.subject, to: caller) else { continue }
          first.append(Self.encoded(message, id: try feed.id(of: event.number)))
        }
      } else {
        let snapshot = LiveView.Message(name: "snapshot", data: try await snapshot(for: caller, &view))
        first.append(Self.encoded(snapshot, id: try feed.id(of: subscription.lastNumber)))
      }
    } catch {
      feed.unsubscribe(subscription.id)
      context.disconnect.removeAction()
      throw error
    }
    return Reply.eventStream(
      body: ResponseBody { [feed, first, view] writer in
        defer {
          feed.unsubscribe(subscription.id)
          context.disconnect.removeAction()
        }
        var view = view
        for piece in first { try await writer.write(piece) }
        for await item in subscription.items {
          // A stream may live longer than the right to listen to it.
          guard let caller = listener(context) else { break }
          switch item {
          case .heartbeat:
            view.forgetRights()
            try await writer.write(ByteBuffer(string: ": still here\n\n"))
          case .event(let event):
            guard let message = try await view.message(of: event.subject, to: caller) else { continue }
            try await writer.write(Self.encoded(message, id: try feed.id(of: event.number)))
          }
        }
        try await writer.finish(nil)
      })
  }

  /// Who listens, as of now; `nil` when they may not any more.
  private func listener(_ context: RequestContext) -> Caller? {
    guard let caller = try? accounts.caller(context.credentials, from: context.origin),
      AccessPolicy.decide(entering: .followResidency, by: caller) == .allowed
    else { return nil }
    return caller
  }

  private static func encoded(_ message: LiveView.Message, id: String) -> ByteBuffer {
    ByteBuffer(string: "id: \(id)\nevent: \(message.name)\ndata: \(message.data.serialized())\n\n")
  }
}
