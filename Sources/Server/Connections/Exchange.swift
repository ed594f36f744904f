import NIOHTTP1

/// A request and its response on one connection, and what HTTP says of where the response ends and what comes then
/// (RFC 9112, 6 and 9).
struct Exchange {
  /// Of a request that was answered without reading it whole, so much is read and dropped to keep the connection.
  static let mostDropped = 64 << 10

  let isHead: Bool
  private let isHTTP10: Bool
  private let contentLength: Int?
  private var receivedBytes = 0
  /// Whether the connection is good for another request.
  private(set) var keepsAlive: Bool
  /// The client sends its body only when it has been told to.
  private(set) var awaitsContinue: Bool
  private(set) var isRequestComplete = false
  private(set) var isResponseStarted = false
  var isResponseComplete = false
  let upgrade: IgnoredUpgrade.Effect

  init(_ head: HTTPRequestHead) {
    isHead = head.method == .HEAD
    isHTTP10 = head.version.minor < 1
    contentLength =
      head.headers.contains(name: "transfer-encoding")
      ? nil : head.headers.first(name: "content-length").map { Int($0) ?? .max } ?? 0
    upgrade = IgnoredUpgrade.effect(of: head)
    keepsAlive = head.isKeepAlive && head.method != .CONNECT && upgrade != .unknown
    // HTTP/1.0 clients do not know it (RFC 9110, 10.1.1).
    awaitsContinue =
      !isHTTP10 && head.headers[canonicalForm: "expect"].contains { $0.lowercased() == "100-continue" }
  }

  mutating func received(_ bytes: Int) {
    receivedBytes += bytes
    awaitsContinue = false
  }

  mutating func requestEnded() {
    isRequestComplete = true
    awaitsContinue = false
  }

  /// - Returns: whether the client waits to be told.
  mutating func continues() -> Bool {
    defer { awaitsContinue = false }
    return awaitsContinue && !isResponseStarted
  }

  mutating func closeAfterwards() { keepsAlive = false }

  /// Completes the head of the response.
  mutating func frame(_ head: inout HTTPResponseHead) {
    isResponseStarted = true
    head.version = .http1_1
    if head.headers[canonicalForm: "connection"].contains(where: { $0.lowercased() == "close" }) { keepsAlive = false }
    if !isRequestComplete {
      // The client may send its body or not, now that it has an answer; or there is more of it than is worth reading.
      if awaitsContinue || (contentLength ?? .max) - receivedBytes > Self.mostDropped { keepsAlive = false }
    }
    head.headers.remove(name: "connection")
    head.headers.remove(name: "transfer-encoding")
    if [204, 304].contains(head.status.code) {
      head.headers.remove(name: "content-length")
    } else if !isHead, !head.headers.contains(name: "content-length") {
      // HTTP/1.0 knows no chunks: the response ends with the connection.
      if isHTTP10 { keepsAlive = false } else { head.headers.add(name: "transfer-encoding", value: "chunked") }
    }
    if !keepsAlive {
      head.headers.add(name: "connection", value: "close")
    } else if isHTTP10 {
      head.headers.add(name: "connection", value: "keep-alive")
    }
  }
}
