import HTTPTypes
import NIOHTTP1

/// A request that is refused because it is not valid HTTP, too slow, or uses an unsupported feature of HTTP.
struct RequestFailure: Error, Equatable {
  var status: HTTPResponse.Status
  var code: String
  var detail: String
  var headers: HTTPFields = [:]

  static let slowHead = RequestFailure(
    status: .requestTimeout, code: "request.timeout", detail: "The head of the request did not arrive in time.")
  static let slowBody = RequestFailure(
    status: .requestTimeout, code: "request.timeout",
    detail: "The body of the request arrived too slowly: less than 1 KiB a second.")
  static let brokenBody = RequestFailure(
    status: .badRequest, code: "request.malformed", detail: "The framing of the request's body is not valid HTTP.")
  static let badGzip = RequestFailure(
    status: .badRequest, code: "request.malformed", detail: "The body is not valid gzip.")

  static func unknownEncoding(_ name: String) -> RequestFailure {
    RequestFailure(
      status: .unsupportedMediaType, code: "request.unknown_encoding",
      detail: "Content-Encoding '\(name.prefix(100))' is not supported: send the body uncompressed or as gzip.",
      headers: [.acceptEncoding: "gzip, identity"])
  }

  static func unknownExpectation(_ name: String) -> RequestFailure {
    RequestFailure(
      status: .expectationFailed, code: "request.unknown_expectation",
      detail: "Expect '\(name.prefix(100))' is not supported; only 100-continue is.")
  }

  /// An error of the parser before the head of a request was complete.
  init(_ error: HTTPParserError) {
    switch error {
    case .headerOverflow:
      self.init(
        status: .requestHeaderFieldsTooLarge, code: "request.head_too_large",
        detail: "The head of the request is larger than 80 KiB.")
    case .invalidVersion, .paused:
      self.init(
        status: .httpVersionNotSupported, code: "request.unknown_version",
        detail: "Only HTTP/1.1 and HTTP/1.0 are supported.")
    default:
      self.init(status: .badRequest, code: "request.malformed", detail: "The request is not valid HTTP.")
    }
  }

  init(status: HTTPResponse.Status, code: String, detail: String, headers: HTTPFields = [:]) {
    self.status = status
    self.code = code
    self.detail = detail
    self.headers = headers
  }
}
