import NIOHTTP1

/// A request and its response: how the response is framed, and whether the connection stays open after it (RFC 9112,
/// 6 and 9).
struct Exchange {
  /// If a request is answered before its body is read, up to this many bytes are read and dropped to keep the
  /// connection open.
  static let maxDroppedBytes = 64 << 10

  let isHead: Bool
  private let isHTTP10: Bool
  private let contentLength: Int?
  private var receivedBytes = 0
  /// Whether the connection stays open for another request.
  private(set) var keepsAlive: Bool
  /// The client sends its body only after 100 (Continue).
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
    // Must be ignored in HTTP/1.0 (RFC 9110, 10.1.1).
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

  /// - Returns: whether 100 (Continue) has to be sent.
  mutating func continues() -> Bool {
    defer { awaitsContinue = false }
    return awaitsContinue && !isResponseStarted
  }

  mutating func closeAfterwards() { keepsAlive = false }

  /// Sets the headers of the response that concern its framing and the connection.
  mutating func frame(_ head: inout HTTPResponseHead) {
    isResponseStarted = true
    head.version = .http1_1
    if head.headers[canonicalForm: "connection"].contains(where: { $0.lowercased() == "close" }) { keepsAlive = false }
    if !isRequestComplete {
      // With an answer, a waiting client may or may not send its body; and a long rest is not worth reading.
      if awaitsContinue || (contentLength ?? .max) - receivedBytes > Self.maxDroppedBytes { keepsAlive = false }
    }
    head.headers.remove(name: "connection")
    head.headers.remove(name: "transfer-encoding")
    if [204, 304].contains(head.status.code) {
      head.headers.remove(name: "content-length")
    } else if !isHead, !head.headers.contains(name: "content-length") {
      // HTTP/1.0 has no chunks: the response ends when the connection is closed.
      if isHTTP10 { keepsAlive = false } else { head.headers.add(name: "transfer-encoding", value: "chunked") }
    }
    if !keepsAlive {
      head.headers.add(name: "connection", value: "close")
    } else if isHTTP10 {
      head.headers.add(name: "connection", value: "keep-alive")
    }
  }
}
