import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import Server

/// A client's connection without a network, and with a clock of its own.
private struct Line {
  let channel = EmbeddedChannel()
  let times = ConnectionTimeouts()

  init() throws {
    let upgrade = IgnoredUpgrade()
    var encoding = HTTPResponseEncoder.Configuration()
    encoding.automaticallySetFramingHeaders = false
    let pipeline = channel.pipeline.syncOperations
    try pipeline.addHandler(HTTPResponseEncoder(configuration: encoding))
    try pipeline.addHandler(ByteToMessageHandler(RequestDecoder(upgrade)))
    try pipeline.addHandler(ConnectionHandler(upgrade, ConnectionLimiter(limit: 10), times: times))
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
  }

  /// The client sends; the application is ready for more.
  func send(_ text: String) throws {
    try channel.writeInbound(ByteBuffer(string: text))
    channel.read()
  }

  /// What of requests has come to the application.
  func received() throws -> [String] {
    var parts: [String] = []
    while let part = try channel.readInbound(as: HTTPServerRequestPart.self) {
      switch part {
      case .head(let head): parts.append("\(head.method) \(head.uri)")
      case .body(let bytes): parts.append(String(buffer: bytes))
      case .end: parts.append("end")
      }
    }
    return parts
  }

  func answer(_ headers: HTTPHeaders = [:], _ body: String = "") throws {
    let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: headers)
    try channel.writeOutbound(HTTPServerResponsePart.head(head))
    try channel.writeOutbound(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(string: body))))
    try channel.writeOutbound(HTTPServerResponsePart.end(nil))
  }

  /// What has come to the client.
  func sent() throws -> String {
    var text = ""
    while let bytes = try channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: bytes) }
    return text
  }

  func wait(_ time: TimeAmount) { channel.embeddedEventLoop.advanceTime(by: time) }

  var isOpen: Bool { channel.isActive }
}

@Suite struct `A response` {
  @Test func `to HEAD is the head of the one to GET`() throws {
    let line = try Line()
    try line.send("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n")
    try line.answer(["content-length": "5"], "hello")
    #expect(try line.sent() == "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n")
    try line.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n")
    try line.answer(["content-length": "5"], "hello")
    #expect(try line.sent() == "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello")
    #expect(line.isOpen)
  }

  @Test func `to HEAD has no chunks`() throws {
    let line = try Line()
    try line.send("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n")
    try line.answer()
    #expect(try line.sent() == "HTTP/1.1 200 OK\r\n\r\n")
  }

  @Test func `of unknown length comes in chunks`() throws {
    let line = try Line()
    try line.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n")
    try line.answer([:], "hello")
    #expect(try line.sent() == "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
    #expect(line.isOpen)
  }

  @Test(
    arguments: [
      ("", [:], "connection: close\r\n\r\nhello", false),
      ("Connection: keep-alive\r\n", [:], "connection: close\r\n\r\nhello", false),
      ("", ["content-length": "5"], "content-length: 5\r\nconnection: close\r\n\r\nhello", false),
      (
        "Connection: keep-alive\r\n", ["content-length": "5"],
        "content-length: 5\r\nconnection: keep-alive\r\n\r\nhello", true
      ),
    ] as [(String, HTTPHeaders, String, Bool)])
  func `to HTTP 1.0 has no chunks`(asked: String, headers: HTTPHeaders, expected: String, isPinned: Bool) throws {
    let line = try Line()
    try line.send("GET /x HTTP/1.0\r\n\(asked)\r\n")
    try line.answer(headers, "hello")
    #expect(try line.sent() == "HTTP/1.1 200 OK\r\n" + expected)
    #expect(line.isOpen == isPinned)
  }

  @Test(arguments: [
    ("Content-Length: 10\r\n", true), ("Content-Length: 1000000\r\n", false), ("Transfer-Encoding: chunked\r\n", false),
    ("Content-Length: 10\r\nExpect: 100-continue\r\n", false),
  ])
  func `before the body was read ends the connection unless little is left`(headers: String, isPinned: Bool) throws {
    let line = try Line()
    try line.send("POST /x HTTP/1.1\r\nHost: a\r\n\(headers)\r\n")
    try line.answer(["content-length": "0"])
    #expect(try line.sent().contains("connection: close") != isPinned)
    #expect(line.isOpen == isPinned)
  }

  @Test func `tells a client that waits to go on only when its body is wanted`() throws {
    let line = try Line()
    try line.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
    #expect(try line.sent() == "")
    line.channel.triggerUserOutboundEvent(BodyRequested(), promise: nil)
    line.channel.triggerUserOutboundEvent(BodyRequested(), promise: nil)
    #expect(try line.sent() == "HTTP/1.1 100 Continue\r\n\r\n")
    try line.send("hello")
    #expect(try line.received() == ["POST /x", "hello", "end"])
    try line.answer(["content-length": "0"])
    #expect(line.isOpen)
  }
}

@Suite struct `A request` {
  @Test(arguments: [
    "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n",
    "Connection: keep-alive, upgrade\r\nUpgrade: websocket\r\n", "Upgrade: h2c\r\n",
    "connection: UPGRADE\r\nupgrade: TLS/1.0, h2c\r\n",
  ])
  func `that asks for another protocol is answered, and so are the next ones`(headers: String) throws {
    let line = try Line()
    let withBody = "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\(headers)\r\nhi"
    // One alone, then two at once, the second in two pieces.
    try line.send("GET /a HTTP/1.1\r\nHost: a\r\n\(headers)\r\n")
    #expect(try line.received() == ["GET /a", "end"])
    try line.answer(["content-length": "0"])
    try line.send(withBody + "GET /c HT")
    try line.send("TP/1.1\r\nHost: a\r\n\r\n")
    #expect(try line.received() == ["POST /b", "hi", "end", "GET /c", "end"])
    try line.answer(["content-length": "0"])
    try line.answer(["content-length": "0"])
    #expect(line.isOpen)
  }

  @Test func `that asks for another protocol in an odd way is the last one`() throws {
    let line = try Line()
    try line.send("GET /a HTTP/1.1\r\nHost: a\r\nConnection: xupgrade\r\nUpgrade: h2c\r\n\r\n")
    try line.answer(["content-length": "0"])
    #expect(!line.isOpen)
  }

  @Test(arguments: [
    ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505), ("GET / HTTP/2.0\r\n\r\n", 505), ("\u{16}\u{3}\u{1}hello\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nX: \(String(repeating: "x", count: 100_000))\r\n\r\n", 431),
    ("GET /\u{0} HTTP/1.1\r\n\r\n", 400),
  ])
  func `that is malformed is answered once, in JSON`(text: String, status: Int) throws {
    let line = try Line()
    try line.send(text)
    let answer = try line.sent()
    #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
    #expect(answer.contains("\"detail\":") && answer.contains("connection: close"))
    #expect(answer.ranges(of: "HTTP/1.1 \(status)").count == 1)
    #expect(!line.isOpen)
    #expect(try line.received() == [])
  }
}

@Suite struct `A slow client` {
  @Test func `that sends nothing is disconnected after a while`() throws {
    let line = try Line()
    line.wait(line.times.head - .seconds(1))
    #expect(line.isOpen)
    line.wait(.seconds(1))
    #expect(!line.isOpen)
    #expect(try line.sent() == "")
  }

  @Test func `that sends its request head slowly has the same time for all of it`() throws {
    let line = try Line()
    line.wait(.seconds(10))
    try line.send("GET / HTTP/1.1\r\n")
    for number in 0..<6 {
      line.wait(.seconds(5))
      if line.isOpen { try line.send("X-\(number): x\r\n") }
    }
    #expect(!line.isOpen)
    #expect(try line.sent().hasPrefix("HTTP/1.1 408 "))
  }

  @Test func `between two requests has time`() throws {
    let line = try Line()
    try line.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    try line.answer(["content-length": "0"])
    line.wait(line.times.idle - .seconds(1))
    #expect(line.isOpen)
    line.wait(.seconds(1))
    #expect(!line.isOpen)
  }

  @Test func `that waits for its answer is never cut`() throws {
    let line = try Line()
    try line.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    line.wait(.hours(10))
    #expect(line.isOpen)
    try line.answer(["content-length": "0"])
    #expect(try line.sent().hasPrefix("HTTP/1.1 200 "))
  }

  @Test func `that sends its body slowly gets an error and is disconnected`() throws {
    let line = try Line()
    try line.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n")
    let enough = String(repeating: "x", count: line.times.bytesPerWindow)
    for _ in 0..<5 {
      try line.send(enough)
      line.wait(line.times.window)
      #expect(line.isOpen)
    }
    try line.send("x")
    #expect(throws: RequestFailure.slowBody) {
      line.wait(line.times.window)
      try line.channel.throwIfErrorCaught()
    }
    try line.answer(["content-length": "0"])
    #expect(try line.sent().contains("connection: close"))
    #expect(!line.isOpen)
  }

  @Test func `is not slow while Muster does not read`() throws {
    let line = try Line()
    try line.channel.writeInbound(ByteBuffer(string: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n"))
    line.wait(.hours(1))
    try line.channel.throwIfErrorCaught()
    #expect(line.isOpen)
  }

  @Test func `does not delay a shutdown`() throws {
    let idle = try Line()
    idle.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    #expect(!idle.isOpen)

    let dripping = try Line()
    try dripping.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nx")
    dripping.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    dripping.wait(dripping.times.shutdownWindow + dripping.times.lingering)
    #expect(!dripping.isOpen)

    let waiting = try Line()
    try waiting.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    waiting.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    waiting.wait(.minutes(10))
    #expect(waiting.isOpen)
    try waiting.answer(["content-length": "0"])
    #expect(try waiting.sent().contains("connection: close"))
    #expect(!waiting.isOpen)
  }
}
