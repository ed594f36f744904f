import Domain
import Gateway
import HTTPTypes
import Hummingbird
import NIOCore

/// Makes HTTP responses.
enum Reply {
  static func json(_ value: JSON, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
    var headers = headers
    headers[.contentType] = "application/json"
    return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: value.bytes())))
  }

  static func text(_ text: String) -> Response {
    Response(
      status: .ok, headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
      body: .init(byteBuffer: ByteBuffer(string: text)))
  }

  /// Server-sent events. No proxy may buffer or cache them; nginx buffers responses unless a header forbids it.
  static func eventStream(
    status: HTTPResponse.Status = .ok, contentType: String = "text/event-stream", body: ResponseBody
  ) -> Response {
    Response(
      status: status,
      headers: [.contentType: contentType, .cacheControl: "no-cache, no-store", .accelBuffering: "no"], body: body)
  }

  /// The gateway's answer. A stream runs until `relay` ends, and then no longer listens for a disconnect.
  static func relayed(_ answer: GatewayAnswer, by relay: Relay, to disconnect: ClientDisconnect) -> Response {
    switch answer.body {
    case .whole(let bytes):
      disconnect.removeAction()
      var headers: HTTPFields = [.contentType: answer.contentType]
      headers[.retryAfter] = answer.retryAfter
      return Response(status: .init(code: answer.status), headers: headers, body: .init(byteBuffer: bytes))
    case .stream(let chunks):
      return eventStream(
        status: .init(code: answer.status), contentType: answer.contentType,
        body: ResponseBody { writer in
          defer { disconnect.removeAction() }
          try await relay.stream(chunks) { try await writer.write($0) }
          try await writer.finish(nil)
        })
    }
  }

  /// A refusal in the form that clients of `path` expect.
  static func refusal(_ refusal: Refusal, path: String, requestID: String) -> Response {
    var headers: HTTPFields = [:]
    if let seconds = refusal.retryAfterSeconds { headers[.retryAfter] = String(seconds) }
    if refusal.kind == .unauthenticated { headers[.wwwAuthenticate] = "Bearer" }
    let body = body(
      type: refusal.kind.openAIType, code: refusal.code, message: refusal.detail,
      detail: detail(of: refusal, path: path),
      attachments: refusal.attachments, path: path, requestID: requestID)
    return json(body, status: refusal.kind.status, headers: headers)
  }

  /// A request that is refused for how it was sent.
  static func failure(_ failure: RequestFailure, path: String, requestID: String) -> Response {
    var response = refusal(
      Refusal(.malformed, code: failure.code, detail: failure.detail), path: path, requestID: requestID)
    response.status = failure.status
    for header in failure.headers { response.headers[header.name] = header.value }
    return response
  }

  /// The same if the request's path and id are not known.
  static func body(of failure: RequestFailure) -> JSON {
    ["detail": .string(failure.detail), "code": .string(failure.code)]
  }

  /// The response to `HEAD` where the handler of `GET` would do more than read.
  static func head(contentType: String) -> Response {
    Response(status: .ok, headers: [.contentType: contentType, .cacheControl: "no-store"], body: .none)
  }

  /// An error that is not a refusal of a use case.
  /// - Parameter type: OpenAI's `error.type`.
  static func problem(
    _ status: HTTPResponse.Status, type: String, code: String, detail: String, headers: HTTPFields = [:], path: String,
    requestID: String
  ) -> Response {
    json(
      body(type: type, code: code, message: detail, detail: .string(detail), path: path, requestID: requestID),
      status: status, headers: headers)
  }

  /// A defect: the log has the details.
  static func internalError(path: String, requestID: String) -> Response {
    problem(
      .internalServerError, type: "server_error", code: "internal",
      detail: "Internal error. Give your administrator the request ID \(requestID).", path: path, requestID: requestID)
  }

  /// In OpenAI's form below `/v1`; in both forms on the other routes of the OpenAI API.
  private static func body(
    type: String, code: String, message: String, detail: JSON, attachments: [String: JSON] = [:], path: String,
    requestID: String
  ) -> JSON {
    let error = OpenAIError.body(type: type, code: code, message: message)
    if path == "/v1" || path.hasPrefix("/v1/") { return error }
    var body: JSON.Object = ["detail": detail, "code": .string(code)]
    for (name, value) in attachments.sorted(by: { $0.key < $1.key }) { body[name] = value }
    if GatewayRoutes.isGatewayPath(path) { body["error"] = error["error"] }
    body["request_id"] = .string(requestID)
    return .object(body)
  }

  private static func detail(of refusal: Refusal, path: String) -> JSON {
    // Open WebUI's clients show the text of sign-up and sign-in errors as it is.
    if refusal.fields.isEmpty || path.hasPrefix("/api/v1/auths/") { return .string(refusal.detail) }
    return .array(
      refusal.fields.map { problem in
        var entry: JSON.Object = [
          "type": .string(problem.type), "loc": .array(problem.location.map(JSON.string)),
          "msg": .string(problem.message),
        ]
        entry["input"] = problem.input
        return .object(entry)
      })
  }
}

extension Response {
  /// The same head, including `Content-Length`, without a body.
  func withoutBody() -> Response { Response(status: status, headers: headers, body: .none) }
}

extension ResponseBody {
  /// Empty, and without a length of its own.
  fileprivate static var none: ResponseBody { ResponseBody { writer in try await writer.finish(nil) } }
}

extension HTTPField.Name {
  fileprivate static let accelBuffering = Self("X-Accel-Buffering") ?? .via
}

extension Refusal.Kind {
  var status: HTTPResponse.Status {
    switch self {
    case .malformed: .badRequest
    case .invalid: .unprocessableContent
    case .unauthenticated: .unauthorized
    case .forbidden: .forbidden
    case .notFound: .notFound
    case .conflict: .conflict
    case .tooLarge: .contentTooLarge
    case .busy: .tooManyRequests
    case .unavailable: .serviceUnavailable
    case .outOfStorage: .init(code: 507, reasonPhrase: "Insufficient Storage")
    }
  }
}
