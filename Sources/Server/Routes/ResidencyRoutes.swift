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
    let base = try await weights(of: model, for: .readResidency, as: try context.requireCaller())
    return Reply.json(ResidencyWire.plan(await residency.plan(for: base), for: model, on: runtime))
  }

  @Sendable private func pin(_ context: RequestContext) async throws -> Response {
    let caller = try context.requireCaller()
    var reader = try FormReader(try await context.json())
    let text = reader.text("model")
    let isPinned = reader.bool("pinned")
    try reader.finish()
    let base = try await weights(of: try ModelID(text), for: .changeResidency, as: caller)
    // Not a child task: a client that disconnects must not leave the two different.
    try await Task {
      await residency.pin(base, isPinned, asOf: try await registry.setPinned(base, isPinned, as: caller))
    }.value
    guard let live = await residency.state(of: base) else { throw Refusal.modelNotFound }
    return Reply.json(ResidencyWire.residency(live, isForAdministrators: true))
  }

  private func weights(of model: ModelID, for action: Action, as caller: Caller) async throws -> ModelID {
    let base = try await registry.weights(of: model, for: action, as: caller)
    guard await residency.state(of: base) != nil else {
      throw Refusal(.notFound, code: "model.not_found", detail: "Model '\(model)' was not found")
    }
    return base
  }

  @Sendable private func load(_ context: RequestContext) async throws -> Response {
    let (model, base, caller) = try await target(of: context)
    let bytes = try await perform(.residencyLoad, base, caller) {
      try await residency.load(base, cause: "a load by hand")
    }
    return Reply.json(await answer(model, base, ("bytes", bytes)))
  }

  @Sendable private func unload(_ context: RequestContext) async throws -> Response {
    let (model, base, caller) = try await target(of: context)
    let bytes = try await perform(.residencyUnload, base, caller) {
      try await residency.unload(base, cause: "an unload by hand")
    }
    return Reply.json(await answer(model, base, ("freed_bytes", bytes)))
  }

  private func target(of context: RequestContext) async throws -> (model: ModelID, base: ModelID, caller: Caller) {
    let caller = try context.requireCaller()
    let body = try await context.json()
    guard let text = body["model"]?.string ?? body["name"]?.string, !text.isEmpty else {
      throw Refusal(
        .malformed, code: "residency.no_model",
        detail: "Missing name of the model to unload or load: send {\"model\": \"…\"}.")
    }
    let model = try ModelID(text)
    return (model, try await weights(of: model, for: .changeResidency, as: caller), caller)
  }

  /// A person's act on memory is recorded with its outcome; what then happens to the process, the controller records.
  private func perform(
    _ action: AuditAction, _ base: ModelID, _ caller: Caller, _ act: () async throws -> Int
  ) async throws -> Int {
    do {
      let bytes = try await act()
      // It has happened, also when nothing can be stored.
      await auditLog.recordIfPossible(
        Act(
          action, entityType: "residency", entityID: base.text,
          description: "\(action.rawValue) of \(base): \(bytes.asBytes)",
          details: ["bytes": .int(bytes)]), as: caller)
      return bytes
    } catch let refusal as Refusal {
      await auditLog.recordRefusal(
        of: .init(action, entityType: "residency", entityID: base.text), because: refusal, as: caller)
      throw refusal
    }
  }

  private func answer(_ model: ModelID, _ base: ModelID, _ bytes: (String, Int)) async -> JSON {
    var body: JSON.Object = ["status": true, "model": .string(model.text), "base_model": .string(base.text)]
    body["state"] = .optional(await residency.state(of: base)?.report.state.rawValue)
    body[bytes.0] = .int(bytes.1)
    return .object(body)
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
      context.disconnect.forget()
      throw error
    }
    return Reply.eventStream(
      body: ResponseBody { [feed, first, view] writer in
        defer {
          feed.unsubscribe(subscription.id)
          context.disconnect.forget()
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
