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
      Route(.get, "/api/v1/residency", .readResidency, "What is wanted and what is loaded, by runtime", show),
      Route(.get, "/api/v1/residency/events", .readResidency, "What happens, as server-sent events", events),
      Route(.post, "/api/v1/residency/load", .changeResidency, "Load a model now", load),
      Route(.post, "/api/v1/residency/unload", .changeResidency, "Free a model's memory now", unload),
      Route(.post, "/ollama/api/unload", .changeResidency, "Free a model's memory now", unload),
      Route(.post, "/api/models/unload", .changeResidency, "Free a model's memory now", unload),
    ]
  }

  @Sendable private func show(_ visit: Visit) async throws -> Response { Reply.json(await snapshot()) }

  private func snapshot() async -> JSON {
    ["runtimes": [ResidencyWire.runtime(runtime, await residency.snapshot())]]
  }

  @Sendable private func load(_ visit: Visit) async throws -> Response {
    let (model, base, caller) = try await target(of: visit)
    let bytes = try await perform(.residencyLoad, base, caller) {
      try await residency.load(base, cause: "a load by hand")
    }
    return Reply.json(await answer(model, base, ("bytes", bytes)))
  }

  @Sendable private func unload(_ visit: Visit) async throws -> Response {
    let (model, base, caller) = try await target(of: visit)
    let bytes = try await perform(.residencyUnload, base, caller) {
      try await residency.unload(base, cause: "an unload by hand")
    }
    return Reply.json(await answer(model, base, ("freed_bytes", bytes)))
  }

  private func target(of visit: Visit) async throws -> (model: ModelID, base: ModelID, caller: Caller) {
    let caller = try visit.requireCaller()
    let body = try await visit.json()
    guard let text = body["model"]?.string ?? body["name"]?.string, !text.isEmpty else {
      throw Refusal(
        .malformed, code: "residency.no_model",
        detail: "Missing name of the model to unload or load: send {\"model\": \"…\"}.")
    }
    let model = try ModelID(text)
    let base = try await registry.weights(of: model, as: caller)
    guard await residency.state(of: base) != nil else {
      throw Refusal(.notFound, code: "model.not_found", detail: "Model '\(text)' was not found")
    }
    return (model, base, caller)
  }

  /// A person's act on memory is recorded with its outcome; what then happens to the process, the controller records.
  private func perform(
    _ action: AuditAction, _ base: ModelID, _ caller: Caller, _ act: () async throws -> Int
  ) async throws -> Int {
    do {
      let bytes = try await act()
      try await auditLog.record(
        Act(
          action, entityType: "residency", entityID: base.text,
          description: "\(action.rawValue) of \(base): \(bytes.asBytes)",
          details: ["bytes": .int(bytes)]), as: caller)
      return bytes
    } catch let refusal as Refusal {
      try await auditLog.recordRefusal(
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

  @Sendable private func events(_ visit: Visit) async throws -> Response {
    let subscription = feed.subscribe(after: visit.request.headers[.lastEventID] ?? visit.query["last_event_id"])
    visit.departure.onDeparture { [feed] in feed.unsubscribe(subscription.id) }
    let first: [LiveFeed.Event]
    if let missed = subscription.missed {
      first = missed
    } else {
      first = [.init(number: subscription.lastNumber, name: "snapshot", data: await snapshot())]
    }
    return Response(
      status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
      body: ResponseBody { [feed] writer in
        defer {
          feed.unsubscribe(subscription.id)
          visit.departure.forget()
        }
        for event in first { try await writer.write(Self.encoded(event, id: feed.id(of: event.number))) }
        for await item in subscription.items {
          // A stream may live longer than the right to listen to it.
          guard mayStillListen(visit) else { break }
          switch item {
          case .heartbeat: try await writer.write(ByteBuffer(string: ": still here\n\n"))
          case .event(let event): try await writer.write(Self.encoded(event, id: feed.id(of: event.number)))
          }
        }
        try await writer.finish(nil)
      })
  }

  private func mayStillListen(_ visit: Visit) -> Bool {
    guard let caller = try? accounts.caller(visit.credentials, from: visit.origin) else { return false }
    return AccessPolicy.decide(entering: .readResidency, by: caller) == .allowed
  }

  private static func encoded(_ event: LiveFeed.Event, id: String) -> ByteBuffer {
    ByteBuffer(string: "id: \(id)\nevent: \(event.name)\ndata: \(event.data.serialized())\n\n")
  }
}
