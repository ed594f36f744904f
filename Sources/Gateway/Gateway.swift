import AsyncAlgorithms
import AsyncHTTPClient
import Domain
import Logging
import NIOCore
import Registry
import Residency

/// The only way to a model: asks the policy, takes a lease, relays, gives the lease back.
package struct Gateway: Sendable {
  /// No answer that comes in one piece is larger.
  private static let largestAnswer = 256 << 20
  /// Each look again means that somebody changed the model in this very moment.
  private static let mostLooks = 100

  private let registry: Registry
  private let residency: ResidencyController
  private let client: HTTPClient
  private let logger: Logger

  package init(registry: Registry, residency: ResidencyController, client: HTTPClient, logger: Logger) {
    self.registry = registry
    self.residency = residency
    self.client = client
    self.logger = logger
  }

  /// Answers `request`; `head` is told once what the answer is, and a streamed body then follows through its channel.
  ///
  /// Runs until the answer is complete. Cancelling it, as when the client goes away or the lease is cut, stops the
  /// generation at the runtime and gives the lease back, at whatever stage.
  package func answer(
    _ request: GatewayRequest, _ watch: LeaseWatch, head: @Sendable (Result<GatewayAnswer, any Error>) -> Void
  ) async {
    do {
      let edit = try Self.parse(request.body)
      let model = try Self.modelID(in: edit)
      let (admission, lease) = try await lease(model, request, watch)
      do {
        let end = try await relay(request.kind, edit, admission, lease, watch, head: head)
        await Self.finish(end, watch)
        await residency.giveBack(lease)
        registry.noteUse(of: admission.id, isError: watch.cutReason != nil || end.isFailure && !Task.isCancelled)
      } catch {
        await residency.giveBack(lease)
        registry.noteUse(of: admission.id, isError: watch.cutReason != nil || !Task.isCancelled)
        throw watch.cutReason.map { Self.cutShort($0) } ?? error
      }
    } catch {
      head(.failure(error))
    }
  }

  // MARK: - The way in

  private static func parse(_ body: [UInt8]) throws -> JSONEdit {
    do {
      return try JSONEdit(body)
    } catch {
      throw Refusal(
        .malformed, code: "invalid_json",
        detail: "The body is not a JSON object: \(error.message), at byte \(error.offset).")
    }
  }

  private static func modelID(in edit: JSONEdit) throws -> String {
    guard let model = try? edit.value(of: "model")?.string, !model.isEmpty else {
      throw Refusal(.malformed, code: "missing_model", detail: "'model' is missing: name the model to use.")
    }
    return model
  }

  /// Reads, asks the policy, and takes a lease on what was read. A model that was changed in between is read again:
  /// whoever owns the door decides, not a check followed by an act.
  private func lease(
    _ model: String, _ request: GatewayRequest, _ watch: LeaseWatch
  ) async throws -> (Admission, Lease) {
    for _ in 0..<Self.mostLooks {
      let admission: Admission
      switch try registry.admit(to: model, request.caller) {
      case .admitted(let admitted): admission = admitted
      case .refused(let refusal, let caller):
        try await registry.recordRefusedUse(of: model, because: refusal, as: caller)
        throw refusal
      }
      let answer = try await residency.lease(
        admission.baseModel, seenRevisions: admission.seenRevisions, watch)
      switch answer {
      case .admitted(let lease): return (admission, lease)
      case .lookAgain: continue
      case .refused(let refusal):
        registry.noteUse(of: admission.id, isError: true)
        throw refusal
      }
    }
    throw Refusal(
      .unavailable, code: "model_changing", detail: "The model '\(model)' is being changed all the time. Try again.",
      retryAfterSeconds: 1)
  }

  // MARK: - The way through

  /// How an answer came to its end; the client has its head.
  private enum RelayEnd: Sendable {
    case whole(status: Int)
    /// `brokenBecause` is nil when the stream has said by itself that it is complete.
    case stream(AsyncThrowingChannel<ByteBuffer, any Error>, rest: ByteBuffer, brokenBecause: String?)

    /// The model could not answer, or not to the end.
    var isFailure: Bool {
      switch self {
      case .whole(let status): status >= 500
      case .stream(_, _, let brokenBecause): brokenBecause != nil
      }
    }
  }

  private static func finish(_ end: RelayEnd, _ watch: LeaseWatch) async {
    guard case .stream(let channel, var rest, let brokenBecause) = end else { return }
    guard let reason = watch.cutReason ?? brokenBecause else {
      if rest.readableBytes > 0 { await channel.send(rest) }
      return channel.finish()
    }
    rest.writeImmutableBuffer(errorEvent(reason))
    channel.fail(BrokenStream(lastWord: rest))
  }

  private func relay(
    _ kind: GatewayRequest.Kind, _ edit: JSONEdit, _ admission: Admission, _ lease: Lease, _ watch: LeaseWatch,
    head: @Sendable (Result<GatewayAnswer, any Error>) -> Void
  ) async throws -> RelayEnd {
    try Task.checkCancellation()
    let prompt = admission.params["system"]?.string.map { Placeholders(admission.caller.principal).fill($0) }
    let body = try PresetApplication(
      admission: .init(
        id: admission.id, params: admission.params, locked: Set(admission.locked), systemPrompt: prompt), kind: kind
    ).apply(to: edit)
    let response = try await send(body, kind, to: lease.endpoint)
    let contentType = response.headers.first(name: "content-type") ?? "application/json"
    if response.status.code < 300, contentType.hasPrefix("text/event-stream") {
      return await stream(response, admission.id, contentType, watch, head: head)
    }
    let answer = try await whole(response, admission.id, contentType, lease)
    head(.success(answer))
    return .whole(status: answer.status)
  }

  private func send(
    _ body: [UInt8], _ kind: GatewayRequest.Kind, to endpoint: Endpoint
  ) async throws -> HTTPClientResponse {
    var upstream = HTTPClientRequest(url: "http://\(endpoint.host):\(endpoint.port)\(kind.rawValue)")
    upstream.method = .POST
    upstream.headers.add(name: "authorization", value: "Bearer \(endpoint.key)")
    upstream.headers.add(name: "content-type", value: "application/json")
    upstream.body = .bytes(ByteBuffer(bytes: body))
    do {
      // No deadline of its own: a hung process is found by its watch, however long an honest answer takes.
      return try await client.execute(upstream, deadline: .distantFuture)
    } catch {
      try Task.checkCancellation()
      throw Self.cutShort(Self.brokenConnection)
    }
  }

  private func whole(
    _ response: HTTPClientResponse, _ id: ModelID, _ contentType: String, _ lease: Lease
  ) async throws -> GatewayAnswer {
    var body: ByteBuffer
    do {
      body = try await response.body.collect(upTo: Self.largestAnswer)
    } catch {
      try Task.checkCancellation()
      throw Self.cutShort(Self.brokenConnection)
    }
    switch response.status.code {
    case 401, 403:
      // Between Muster and its runtime, not between the client and Muster.
      throw Refusal(
        .unavailable, code: "runtime_refused", detail: "The runtime of '\(lease.baseModel)' refused Muster's key.",
        retryAfterSeconds: 5)
    default:
      if let edit = try? JSONEdit(Array(body.readableBytesView)), let name = try? edit.value(of: "model")?.string,
        name != id.text
      {
        body = ByteBuffer(bytes: edit.splicing("model", JSON.string(id.text).bytes()))
      }
      return GatewayAnswer(status: Int(response.status.code), contentType: contentType, body: .whole(body))
    }
  }

  private func stream(
    _ response: HTTPClientResponse, _ id: ModelID, _ contentType: String, _ watch: LeaseWatch,
    head: @Sendable (Result<GatewayAnswer, any Error>) -> Void
  ) async -> RelayEnd {
    let channel = AsyncThrowingChannel<ByteBuffer, any Error>()
    head(.success(GatewayAnswer(status: Int(response.status.code), contentType: contentType, body: .stream(channel))))
    var relay = EventStreamRelay(modelID: id)
    var brokenBecause: String? = "the runtime ended the stream too early"
    do {
      for try await chunk in response.body {
        watch.received()
        let out = try relay.feed(chunk)
        if out.readableBytes > 0 { await channel.send(out) }
        watch.delivered()
        try Task.checkCancellation()
      }
      if relay.hasEnded { brokenBecause = nil }
    } catch {
      brokenBecause = relay.hasEnded ? nil : Self.brokenConnection
    }
    return .stream(channel, rest: relay.remainder, brokenBecause: brokenBecause)
  }

  private static func errorEvent(_ reason: String) -> ByteBuffer {
    let event: JSON = [
      "error": [
        "message": .string("The answer is incomplete: \(reason)"), "type": "server_error", "param": nil,
        "code": "stream_broken",
      ]
    ]
    // A blank line first: the runtime may have stopped in the middle of an event.
    return ByteBuffer(string: "\n\ndata: \(event.serialized())\n\n")
  }

  private static let brokenConnection = "the model's process ended, or closed the connection"

  private static func cutShort(_ reason: String) -> Refusal {
    Refusal(
      .unavailable, code: "runtime_failed", detail: "The model could not answer: \(reason).", retryAfterSeconds: 2)
  }
}
