import Accounts
import Audit
import Domain
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Handles every request: gives it an id, finds its route, and turns whatever is thrown into a response.
struct RequestHandler: HTTPResponder {
  typealias Context = ConnectionContext

  let table: RouteTable
  let accounts: Accounts
  let auditLog: AuditLog
  let trail: AuditTrail
  let openConnections: OpenConnections
  let connections: ConnectionLimiter
  let bodies: BodyBudget
  let page: WebPage
  let site: SiteSettings
  let bodyLimit: Int
  let logger: Logger

  func respond(to request: Request, context connection: ConnectionContext) async throws -> Response {
    // Not `request.uri`, which reads `//v1/models` as `/models` on the host `v1`.
    let target = RequestTarget(request.head.path ?? "/", below: site.basePath)
    let path = target.path
    let client = site.trustedProxies.client(of: request, on: connection.channel)
    let origin = Origin(requestID: Self.newRequestID(), address: client.address)
    openConnections.note(
      OpenRequest(id: origin.requestID, method: request.method.rawValue, path: path, since: .now),
      on: connection.channel)
    var response: Response
    let receipts = Receipts()
    do {
      response = try await Receipts.$current.withValue(receipts) {
        try await recordingRefusedKeys(request, target, client, origin, connection)
      }
    } catch let refusal as Refusal {
      response = Reply.refusal(refusal, path: path, requestID: origin.requestID)
    } catch let failure as RequestFailure {
      response = Reply.failure(failure, path: path, requestID: origin.requestID)
    } catch is CancellationError {
      // The client has disconnected and reads nothing. nginx uses this status, too.
      response = Response(status: .init(code: 499, reasonPhrase: "Client Closed Request"))
    } catch {
      logger.error(
        "Internal error", metadata: ["path": "\(path)", "request_id": "\(origin.requestID)", "error": "\(error)"])
      let refusal = Refusal(storage: error).map { Reply.refusal($0, path: path, requestID: origin.requestID) }
      response = refusal ?? Reply.internalError(path: path, requestID: origin.requestID)
    }
    site.allowedOrigins.addHeaders(to: &response, for: request, path: path)
    response.headers[.requestID] = origin.requestID
    response.headers[.xContentTypeOptions] = "nosniff"
    for header in try trail.headers(of: receipts) { response.headers.append(.init(name: .auditReceipt, value: header)) }
    return request.method == .head ? response.withoutBody() : response
  }

  /// The use of a key that is known but no longer valid is recorded, whatever the request is for.
  private func recordingRefusedKeys(
    _ request: Request, _ target: RequestTarget, _ client: Client, _ origin: Origin, _ connection: ConnectionContext
  ) async throws -> Response {
    let presented = PresentedCredentials(request, site)
    do {
      return try await route(request, target, client, origin, presented, connection)
    } catch let refusal as Refusal where refusal.code.hasPrefix("key.") {
      try await accounts.recordRefusedKey(presented.credentials, because: refusal, from: origin)
      throw refusal
    }
  }

  /// 128 random bits as 32 hexadecimal digits. `UUID()` would open /dev/urandom for each.
  private static func newRequestID() -> String {
    BytesAsText.hex(RandomBytes.sixteen())
  }

  private func route(
    _ request: Request, _ target: RequestTarget, _ client: Client, _ origin: Origin,
    _ presented: PresentedCredentials, _ connection: ConnectionContext
  ) async throws -> Response {
    if let response = try site.allowedOrigins.preflight(request, path: target.path) { return response }
    try target.check()
    if let expected = request.headers[.expect], expected.lowercased() != "100-continue" {
      throw RequestFailure.unknownExpectation(expected)
    }
    // HEAD is GET without a body.
    let method = request.method == .head ? .get : request.method
    switch table.match(method, target.path) {
    case .found(let route, let parameters):
      if presented.isCookie, method != .get { try SameOrigin.check(request, of: client) }
      var context = RequestContext(
        request: request, origin: origin, client: client, credentials: presented.credentials,
        disconnect: openConnections.disconnect(of: connection.channel), parameters: parameters,
        query: try Query(target.query), bodyLimit: bodyLimit(of: route),
        reader: BodyReader(request: request, channel: connection.channel, share: bodies.share()), caller: nil)
      try await authorize(&context, for: route)
      if route.action.audience != .anyone { connections.markRecognized(connection.channel) }
      if request.method == .head, let handler = route.headHandler { return try await handler(context) }
      return try await route.handler(context)
    case .wrongMethod(let allowed):
      let methods = allowed.map(\.rawValue).joined(separator: ", ")
      return Reply.problem(
        .methodNotAllowed, type: "invalid_request_error", code: "request.wrong_method",
        detail: "Method Not Allowed: \(target.path) takes \(methods).", headers: [.allow: methods], path: target.path,
        requestID: origin.requestID)
    case .none:
      if method == .get, let asset = page.asset(at: target.path, for: request.headers) { return asset }
      throw Refusal.unknownPath(target.path, at: site.address(for: client))
    }
  }

  private func authorize(_ context: inout RequestContext, for route: Route) async throws {
    if route.action.audience == .anyone { return }
    if context.credentials.onBehalfOf != nil { try await accounts.provision(context.credentials, from: context.origin) }
    // Also where the use case resolves the caller again, in its own read: no body is read before its sender is known.
    let caller = try accounts.caller(
      context.credentials, from: context.origin, withPermissions: !route.resolvesCaller)
    if case .refused(let refusal) = AccessPolicy.decide(entering: route.action, by: caller) {
      await recordRefusal(of: route, because: refusal, as: caller)
      throw refusal
    }
    context.caller = caller
  }

  /// In bytes; small where no account is needed.
  private func bodyLimit(of route: Route) -> Int {
    route.action.audience == .anyone ? min(bodyLimit, BodyReader.unauthenticatedLimit) : bodyLimit
  }

  /// A refused change is recorded even though no use case ran; a refused read is not.
  private func recordRefusal(of route: Route, because refusal: Refusal, as caller: Caller) async {
    guard route.action.isChange || route.resolvesCaller else { return }
    await auditLog.recordRefusal(
      of: .init(.accessRefused, entityType: "route", entityID: "\(route.method) \(route.path)"), because: refusal,
      as: caller)
  }
}

extension HTTPField.Name {
  static let requestID = Self("X-Request-Id") ?? .via
  static let auditReceipt = Self("X-Audit-Receipt") ?? .via
  static let retryAfter = Self("Retry-After") ?? .via
  static let lastEventID = Self("Last-Event-ID") ?? .via
}
