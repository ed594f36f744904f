import AsyncHTTPClient
import Domain
import Foundation
import Logging
import NIOCore
import Registry
import Residency
import Runtimes

/// The only way to use a model: checks access, takes a lease, relays the answer, gives the lease back.
package struct Gateway: Sendable {
  /// In bytes, for an answer in one piece.
  private static let largestAnswer = 256 << 20
  /// Each further attempt means that the model was changed in this very moment.
  private static let maxAttempts = 100

  /// Decides whether whoever sent these credentials may use a model.
  package typealias Admit =
    @Sendable (_ model: String, Credentials, Origin) throws -> Registry.AdmissionDecision

  private let admit: Admit
  private let registry: Registry
  private let runtimes: RuntimePool
  private let client: HTTPClient
  private let logger: Logger
  private let limits = RateLimits()

  package init(
    admit: @escaping Admit, registry: Registry, runtimes: RuntimePool, client: HTTPClient, logger: Logger
  ) {
    self.admit = admit
    self.registry = registry
    self.runtimes = runtimes
    self.client = client
    self.logger = logger
  }

  /// Starts to answer `request`.
  package func relay(_ request: GatewayRequest) -> Relay {
    let watch = LeaseWatch()
    return Relay(watch, retaining: request.memory) { head in await answer(request, watch, head: head) }
  }

  /// Calls `head` once; the body of a stream then follows through the channel that it was given.
  ///
  /// Returns when the answer is complete. Cancelling the task, at whatever stage, stops the generation at the runtime
  /// and gives the lease back.
  private func answer(
    _ request: GatewayRequest, _ watch: LeaseWatch,
    head: @escaping ClientStream.Head
  ) async {
    let client = ClientStream(head: head)
    do {
      let edit = try Self.parse(request.body)
      let model = try Self.modelID(in: edit)
      if request.kind != .embeddings, (try? edit.value(of: "stream")?.bool) == true {
        try await client.keepingAlive { try await answer(request, edit, model, client, watch) }
      } else {
        try await answer(request, edit, model, client, watch)
      }
    } catch {
      client.fail(client.isOpen ? errorInStream(error, request) : error)
    }
  }

  /// Once the head is sent, the HTTP layer cannot turn an error into a response any more.
  private func errorInStream(_ error: any Error, _ request: GatewayRequest) -> any Error {
    if error is Refusal || error is CancellationError { return error }
    let id = request.origin.requestID
    logger.error("Internal error in a stream", metadata: ["request_id": "\(id)", "error": "\(error)"])
    return Refusal(
      .unavailable, code: "internal", detail: "Internal error. Give your administrator the request ID \(id).")
  }

  /// Admits the request, makes the body for the runtime, takes a lease, and relays: no model is loaded for an invalid
  /// request. A lease is granted only for the revisions that the admission has read; after a change in between, the
  /// request is admitted again. So is one whose process ended before it got the request.
  private func answer(
    _ request: GatewayRequest, _ edit: JSONEdit, _ model: String, _ client: ClientStream, _ watch: LeaseWatch
  ) async throws {
    var failed: Set<RuntimeID> = []
    for _ in 0..<Self.maxAttempts {
      let admission = try await admit(model, request)
      let body = try Self.body(for: admission, request.kind, edit)
      client.admitted()
      let holder = LeaseHolder(
        requestID: request.origin.requestID, model: admission.id, userID: admission.caller.principal.id)
      let answer = try await runtimes.lease(
        admission.baseModel, seenRevisions: admission.seenRevisions, for: holder, watch, besides: failed)
      switch answer {
      case .retryAdmission: continue
      case .refused(let refusal):
        registry.noteUse(of: admission.id, isError: true)
        throw refusal
      case .admitted(let lease):
        failed.insert(lease.runtime)
        let hasAlternative = runtimes.hasPlacement(of: admission.baseModel, besides: failed)
        if try await use(lease, request.kind, body, admission.id, client, watch, hasAlternative) { return }
      }
    }
    throw Refusal(
      .unavailable, code: "model_changing", detail: "The model '\(model)' is being changed all the time. Try again.",
      retryAfterSeconds: 1)
  }

  /// - Parameter hasAlternative: another runtime could answer, as long as the client has nothing of the answer.
  /// - Returns: false if the request has to be sent once more; then nothing has been sent to the client.
  private func use(
    _ lease: Lease, _ kind: GatewayRequest.Kind, _ body: [UInt8], _ id: ModelID, _ client: ClientStream,
    _ watch: LeaseWatch, _ hasAlternative: Bool
  ) async throws -> Bool {
    do {
      let end = try await relay(kind, body, id, lease, client, watch, hasAlternative)
      await Self.finish(end, client, watch)
      let isLeftAlone = watch.cutReason == nil && !Task.isCancelled
      runtimes.giveBack(lease, end.isBroken && isLeftAlone ? .broken : .complete)
      registry.noteUse(of: id, isError: watch.cutReason != nil || end.isFailure && !Task.isCancelled)
      return true
    } catch RelayFailure.unreachable {
      runtimes.giveBack(lease, .unreachable)
      return false
    } catch RelayFailure.overloaded {
      runtimes.giveBack(lease, .complete)
      return false
    } catch {
      let isBroken = error is RelayFailure
      runtimes.giveBack(lease, isBroken ? .broken : .complete)
      if isBroken, hasAlternative, watch.cutReason == nil, !Task.isCancelled { return false }
      registry.noteUse(of: id, isError: watch.cutReason != nil || !Task.isCancelled)
      if let reason = watch.cutReason { throw Self.cutShort(reason) }
      if (error as? RelayFailure) == .aborted { throw Self.cutShort("the runtime aborted it") }
      throw isBroken ? Self.cutShort(Self.brokenConnection) : error
    }
  }

  // MARK: - Admission

  private static func parse(_ body: [UInt8]) throws -> JSONEdit {
    do {
      return try JSONEdit(body, checkingValues: true)
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

  private func admit(_ model: String, _ request: GatewayRequest) async throws -> Admission {
    switch try admit(model, request.credentials, request.origin) {
    case .admitted(let admission): return admission
    case .refused(let refusal, let caller):
      await registry.recordRefusedUse(of: model, because: refusal, as: caller)
      throw refusal
    }
  }

  /// The body of the request to the runtime.
  /// - Throws: `Refusal` if the request lacks a required field, or conflicts with the preset's locks.
  private static func body(
    for admission: Admission, _ kind: GatewayRequest.Kind, _ edit: JSONEdit
  ) throws -> [UInt8] {
    let prompt = admission.params["system"]?.string.map { Placeholders(admission.caller.principal).fill($0) }
    return try PresetApplication(
      preset: .init(
        id: admission.id, params: admission.params, locked: Set(admission.locked), systemPrompt: prompt), kind: kind
    ).apply(to: edit)
  }

  // MARK: - Relaying

  /// Too many requests, and what proxies say of a server that is not there.
  private static let overloads: Set<UInt> = [429, 502, 503, 504]

  private enum RelayFailure: Error {
    /// The process refused the connection, or its router has no process for it: it has ended, or is about to.
    case unreachable
    /// The connection ended before the answer.
    case broken
    /// It gave the answer up.
    case aborted
    /// It would rather answer later, and another runtime could answer now.
    case overloaded
  }

  /// How an answer ended whose head the client has.
  private enum RelayEnd: Sendable {
    case whole(status: Int)
    /// `brokenBecause` is nil if the stream itself has announced its end.
    case stream(rest: ByteBuffer, brokenBecause: String?, hasFailed: Bool)

    /// The model could not answer, or not completely.
    var isFailure: Bool {
      switch self {
      case .whole(let status): status >= 500
      // A stream may say in its events that it failed.
      case .stream(_, _, let hasFailed): isBroken || hasFailed
      }
    }

    var isBroken: Bool { if case .stream(_, _?, _) = self { true } else { false } }
  }

  private static func finish(_ end: RelayEnd, _ client: ClientStream, _ watch: LeaseWatch) async {
    guard case .stream(var rest, let brokenBecause, _) = end else { return client.finish() }
    guard let reason = watch.cutReason ?? brokenBecause else {
      if rest.readableBytes > 0 { await client.send(rest) }
      return client.finish()
    }
    rest.writeImmutableBuffer(errorEvent(reason))
    client.fail(BrokenStream(lastEvent: rest))
  }

  private func relay(
    _ kind: GatewayRequest.Kind, _ body: [UInt8], _ id: ModelID, _ lease: Lease, _ client: ClientStream,
    _ watch: LeaseWatch, _ hasAlternative: Bool
  ) async throws -> RelayEnd {
    try Task.checkCancellation()
    client.sent()
    let response = try await send(body, kind, lease, hasAlternative)
    if hasAlternative, Self.overloads.contains(response.status.code) { throw RelayFailure.overloaded }
    let contentType = response.headers.first(name: "content-type") ?? "application/json"
    if response.status.code < 300, contentType.hasPrefix("text/event-stream") {
      client.open(status: Int(response.status.code), contentType: contentType)
      return await stream(response, id, client, watch)
    }
    let answer = try await whole(response, id, lease, watch)
    let status = Int(response.status.code)
    try await client.send(
      whole: GatewayAnswer(
        status: status, contentType: contentType, body: .whole(answer),
        retryAfter: status < 400 ? nil : response.headers.first(name: "retry-after")), answer)
    return .whole(status: status)
  }

  /// Sends the request; again with another key if the server has enough of one.
  private func send(
    _ body: [UInt8], _ kind: GatewayRequest.Kind, _ lease: Lease, _ hasAlternative: Bool
  ) async throws -> HTTPClientResponse {
    let upstream = lease.upstream
    var refused: HTTPClientResponse?
    for _ in 0...upstream.keys.count {
      switch limits.choose(upstream, request: lease.id) {
      case .limited(let seconds):
        if let refused { return refused }
        if hasAlternative { throw RelayFailure.overloaded }
        throw Refusal.rateLimited(lease.baseModel, seconds: seconds)
      case .key(let key):
        let response = try await send(body, kind, upstream, key)
        guard response.status == .tooManyRequests,
          limits.note(upstream, key: key, retryAfter: response.headers.first(name: "retry-after"))
        else { return response }
        refused = response
      }
    }
    guard let refused else { throw RelayFailure.broken }
    return refused
  }

  private func send(
    _ body: [UInt8], _ kind: GatewayRequest.Kind, _ upstream: Upstream, _ key: String?
  ) async throws -> HTTPClientResponse {
    var request = HTTPClientRequest(url: upstream.url + kind.path)
    request.method = .POST
    if let key { request.headers.add(name: "authorization", value: "Bearer \(key)") }
    request.headers.add(name: "content-type", value: "application/json")
    request.body = .bytes(ByteBuffer(bytes: try Self.named(body, for: upstream)))
    if OpenFiles.areShort { throw Refusal.outOfDescriptors }
    do {
      // No deadline: a slow answer may take any time, and `LeaseWatch` finds a process that hangs.
      return try await client.execute(request, deadline: .distantFuture)
    } catch {
      try Task.checkCancellation()
      throw (error as? IOError)?.errnoCode == ECONNREFUSED ? RelayFailure.unreachable : .broken
    }
  }

  /// The body with the model's name at the runtime, where that serves several.
  private static func named(_ body: [UInt8], for upstream: Upstream) throws -> [UInt8] {
    guard let model = upstream.model else { return body }
    return try JSONEdit(body).splicing("model", JSON.string(model).bytes())
  }

  private func whole(
    _ response: HTTPClientResponse, _ id: ModelID, _ lease: Lease, _ watch: LeaseWatch
  ) async throws -> ByteBuffer {
    var body = ByteBuffer()
    do {
      for try await var chunk in response.body {
        watch.received(isProgress: true)
        watch.delivered()
        body.writeBuffer(&chunk)
        if body.readableBytes > Self.largestAnswer { throw RelayFailure.broken }
      }
    } catch {
      try Task.checkCancellation()
      throw RelayFailure.broken
    }
    switch lease.upstream.model.flatMap({ _ in
      RouterAnswer(status: Int(response.status.code), body: body.readableBytesView)
    }) {
    case .notLoaded: throw RelayFailure.unreachable
    case .broken: throw RelayFailure.broken
    case nil: break
    }
    switch response.status.code {
    case 401, 403:
      // The runtime refused Muster's key, not Muster the client's.
      throw Refusal(
        .unavailable, code: "runtime_refused", detail: "The runtime of '\(lease.baseModel)' refused Muster's key.",
        retryAfterSeconds: 5)
    default:
      guard let edit = try? JSONEdit(Array(body.readableBytesView)) else { return body }
      if AbortedAnswer.isOne(edit, body.readableBytesView) { throw RelayFailure.aborted }
      guard let name = try? edit.value(of: "model")?.string, name != id.text else { return body }
      return ByteBuffer(bytes: edit.splicing("model", JSON.string(id.text).bytes()))
    }
  }

  private func stream(
    _ response: HTTPClientResponse, _ id: ModelID, _ client: ClientStream, _ watch: LeaseWatch
  ) async -> RelayEnd {
    var relay = EventStreamRelay(modelID: id)
    var brokenBecause: String? = "the runtime ended the stream too early"
    do {
      for try await chunk in response.body {
        let eventsBefore = relay.dataEvents
        let out = try relay.feed(chunk)
        watch.received(isProgress: relay.dataEvents > eventsBefore)
        if out.readableBytes > 0 { await client.send(out) }
        watch.delivered()
        try Task.checkCancellation()
      }
      if relay.hasEnded { brokenBecause = nil }
    } catch {
      brokenBecause = relay.hasEnded ? nil : Self.brokenConnection
    }
    return .stream(rest: relay.remainder, brokenBecause: brokenBecause, hasFailed: relay.hasFailed)
  }

  private static func errorEvent(_ reason: String) -> ByteBuffer {
    let event = OpenAIError.body(
      type: Refusal.Kind.unavailable.openAIType, code: "stream_broken", message: "The answer is incomplete: \(reason)")
    // A blank line first: the runtime may have stopped in the middle of an event.
    return ByteBuffer(string: "\n\ndata: \(event.serialized())\n\n")
  }

  private static let brokenConnection = "the model's process ended, or closed the connection"

  private static func cutShort(_ reason: String) -> Refusal {
    Refusal(
      .unavailable, code: "runtime_failed", detail: "The model could not answer: \(reason).", retryAfterSeconds: 2)
  }
}

extension Refusal {
  fileprivate static func rateLimited(_ base: ModelID, seconds: Int) -> Refusal {
    Refusal(
      .busy, code: "rate_limited",
      detail: "The server of '\(base)' allows no more requests for now. Try again in \(seconds) s.",
      retryAfterSeconds: seconds)
  }

  fileprivate static let outOfDescriptors = Refusal(
    .unavailable, code: "out_of_file_descriptors", detail: "Muster is out of file descriptors. Try again in a moment.",
    retryAfterSeconds: 2)
}
