import HTTPTypes
import NIOCore
import NIOHTTP1

/// Keeps the rules of one connection that lie between its messages: which response gets a body and how it ends,
/// when the connection is closed, and how long the client may take.
///
/// Stands between NIO's HTTP/1 parser and the application, which reads requests and writes responses as if there were
/// nothing but HTTP/1.1 with GET and POST.
final class ConnectionHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private enum Phase: Equatable {
    /// For a request; `hasBegun`: some of its head has come.
    case waiting(hasBegun: Bool)
    /// There are requests that are not answered to the end, or not read to the end.
    case exchanging
    /// The last response is on its way out. What the client still sends is read and dropped from here on.
    case closing
    /// All is said, and the client has to close its side.
    case lingering(since: NIODeadline)
  }

  private let upgrade: IgnoredUpgrade
  private let connections: Connections
  private let times: ConnectionTimes
  private var phase = Phase.waiting(hasBegun: false)
  /// In the order in which they came: the first is being answered, the last is being read.
  private var exchanges: [Exchange] = []
  private var isShuttingDown = false

  private var deadline: NIODeadline?
  private var alarm: (at: NIODeadline, task: Scheduled<Void>)?

  // Of the body that is being read.
  private var bytesInWindow = 0
  /// Muster itself has not asked for more.
  private var isHoldingBack = false
  private var wasTooSlow = false

  /// The end of the last response, until it is written out.
  private var lastEnd: EventLoopFuture<Void>?
  private var unreadBytes: Int?
  private var readingCheck: Scheduled<Void>?

  init(_ upgrade: IgnoredUpgrade, _ connections: Connections, times: ConnectionTimes = .init()) {
    self.upgrade = upgrade
    self.connections = connections
    self.times = times
  }

  private var isDropping: Bool {
    switch phase {
    case .closing, .lingering: true
    case .waiting, .exchanging: false
    }
  }

  // MARK: - The connection

  func handlerAdded(context: ChannelHandlerContext) {
    if context.channel.isActive { setDeadline(after: times.head, context) }
  }

  func channelActive(context: ChannelHandlerContext) {
    setDeadline(after: times.head, context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    stopClocks()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { stopClocks() }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case is BytesArrived:
      bytesArrived(context)
      return
    case is ChannelShouldQuiesceEvent:
      shutDown(context)
      return
    case ChannelEvent.inputClosed:
      if case .lingering = phase { context.close(promise: nil) }
    case ChannelEvent.outputClosed:
      if phase == .closing { linger(context) }
    default: break
    }
    context.fireUserInboundEventTriggered(event)
  }

  private func bytesArrived(_ context: ChannelHandlerContext) {
    switch phase {
    case .waiting(hasBegun: false):
      phase = .waiting(hasBegun: true)
      setDeadline(after: times.head, context)
    case .lingering(let since):
      deadline = min(since + times.mostLingering, context.eventLoop.now + times.lingering)
    case .waiting, .exchanging, .closing: break
    }
  }

  /// Requests that have come are answered; a body has to come quickly now.
  private func shutDown(_ context: ChannelHandlerContext) {
    isShuttingDown = true
    switch phase {
    case .waiting, .lingering: context.close(promise: nil)
    case .exchanging:
      for index in exchanges.indices { exchanges[index].closeAfterwards() }
      if exchanges.last?.isRequestComplete == false { openWindow(context) }
    case .closing: break
    }
  }

  // MARK: - Requests

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if isDropping { return }
    switch unwrapInboundIn(data) {
    case .head(let head):
      var exchange = Exchange(head)
      if isShuttingDown { exchange.closeAfterwards() }
      exchanges.append(exchange)
      phase = .exchanging
      connections.note(.busy, context.channel)
      openWindow(context)
    case .body(let bytes):
      guard !exchanges.isEmpty else { return }
      exchanges[exchanges.count - 1].received(bytes.readableBytes)
      bytesInWindow += bytes.readableBytes
    case .end:
      guard let last = exchanges.last else { return }
      exchanges[exchanges.count - 1].requestEnded()
      upgrade.hasStoppedParser = last.upgrade == .stopsParser
      deadline = nil
      if last.isResponseComplete { finishFirst(context) }
    }
    context.fireChannelRead(data)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    isHoldingBack = true
    context.fireChannelReadComplete()
    if isDropping { context.read() }
  }

  func read(context: ChannelHandlerContext) {
    isHoldingBack = false
    context.read()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let error = error as? HTTPParserError else { return context.fireErrorCaught(error) }
    if isDropping { return }
    if exchanges.isEmpty { return answer(RequestFailure(error), context) }
    // In the midst of a body, or after a request that is still being answered: nothing more can be read.
    for index in exchanges.indices { exchanges[index].closeAfterwards() }
    deadline = nil
    context.fireErrorCaught(error)
  }

  /// The application wants the body.
  func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
    guard event is BodyWanted else { return context.triggerUserOutboundEvent(event, promise: promise) }
    if exchanges.count == 1, exchanges[0].continues() {
      openWindow(context)
      context.writeAndFlush(wrapOutboundOut(.head(.init(version: .http1_1, status: .continue))), promise: promise)
    } else {
      promise?.succeed()
    }
  }

  // MARK: - Responses

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard !exchanges.isEmpty, !exchanges[0].isResponseComplete else {
      // After the last response, or for a request that never was one.
      promise?.succeed()
      return
    }
    switch unwrapOutboundIn(data) {
    case .head(var head):
      if isShuttingDown { exchanges[0].closeAfterwards() }
      exchanges[0].frame(&head)
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .body:
      if exchanges[0].isHead { promise?.succeed() } else { context.write(data, promise: promise) }
    case .end(let trailers):
      exchanges[0].isResponseComplete = true
      let end = wrapOutboundOut(.end(exchanges[0].isHead ? nil : trailers))
      if !exchanges[0].keepsAlive {
        close(after: end, context, promise)
      } else {
        write(end, context, promise)
        if exchanges[0].isRequestComplete { finishFirst(context) }
      }
    }
  }

  private func finishFirst(_ context: ChannelHandlerContext) {
    exchanges.removeFirst()
    guard exchanges.isEmpty else { return }
    phase = .waiting(hasBegun: false)
    connections.note(.idle, context.channel)
    setDeadline(after: times.idle, context)
  }

  /// Answers in the application's place, which has not seen the request.
  private func answer(_ failure: RequestFailure, _ context: ChannelHandlerContext) {
    let body = ByteBuffer(bytes: Reply.body(of: failure).bytes())
    var head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: failure.status.code))
    head.headers = [
      "content-type": "application/json", "content-length": "\(body.readableBytes)", "connection": "close",
    ]
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
    close(after: wrapOutboundOut(.end(nil)), context, nil)
  }

  private func close(after end: NIOAny, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
    phase = .closing
    deadline = nil
    write(end, context, promise)
    context.flush()
    close(context: context, mode: .output, promise: nil)
    checkReading(context)
    context.read()
  }

  private func write(_ end: NIOAny, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
    let written = promise ?? context.eventLoop.makePromise()
    lastEnd = written.futureResult
    context.write(end, promise: written)
  }

  /// Nothing more is to be written. What still waits to be written goes out first: NIO would drop it if the client has
  /// closed its side.
  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    guard mode == .output else { return context.close(mode: mode, promise: promise) }
    if !isDropping {
      phase = .closing
      deadline = nil
      checkReading(context)
    }
    guard let lastEnd else { return context.close(mode: mode, promise: promise) }
    let bound = context.loopBound
    lastEnd.whenComplete { _ in bound.value.close(mode: .output, promise: promise) }
  }

  private func linger(_ context: ChannelHandlerContext) {
    // Of a client that has sent its whole request nothing is on its way that could reset the connection: it shall not
    // hold up the shutdown.
    if isShuttingDown, exchanges.allSatisfy(\.isRequestComplete) { return context.close(promise: nil) }
    phase = .lingering(since: context.eventLoop.now)
    connections.note(.lingering, context.channel)
    setDeadline(after: times.lingering, context)
  }

  // MARK: - Clients that do not read

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if !context.channel.isWritable { checkReading(context) }
    context.fireChannelWritabilityChanged()
  }

  private func checkReading(_ context: ChannelHandlerContext) {
    guard readingCheck == nil else { return }
    unreadBytes = Self.pendingBytes(context)
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    readingCheck = context.eventLoop.scheduleTask(in: times.reading) {
      let (handler, context) = bound.value
      handler.readingCheck = nil
      let pending = Self.pendingBytes(context)
      if pending > 0, pending == handler.unreadBytes {
        context.close(promise: nil)
      } else if pending > 0 {
        handler.checkReading(context)
      }
    }
  }

  private static func pendingBytes(_ context: ChannelHandlerContext) -> Int {
    (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
  }

  // MARK: - Deadlines

  private func openWindow(_ context: ChannelHandlerContext) {
    bytesInWindow = 0
    setDeadline(after: isShuttingDown ? times.lastWindow : times.window, context)
  }

  private func setDeadline(after time: TimeAmount, _ context: ChannelHandlerContext) {
    let new = context.eventLoop.now + time
    deadline = new
    // An alarm that comes too early looks when it is to come again: most deadlines are never reached.
    if let alarm, alarm.at <= new { return }
    alarm?.task.cancel()
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    let task = context.eventLoop.scheduleTask(deadline: new) {
      let (handler, context) = bound.value
      handler.alarmRang(context)
    }
    alarm = (at: new, task: task)
  }

  private func alarmRang(_ context: ChannelHandlerContext) {
    alarm = nil
    guard let deadline else { return }
    let left = deadline - context.eventLoop.now
    if left > .zero { setDeadline(after: left, context) } else { timeIsUp(context) }
  }

  private func timeIsUp(_ context: ChannelHandlerContext) {
    deadline = nil
    switch phase {
    case .waiting(hasBegun: true): answer(.slowHead, context)
    case .waiting(hasBegun: false), .lingering: context.close(promise: nil)
    case .closing: break
    case .exchanging:
      guard let last = exchanges.last, !last.isRequestComplete else { return }
      let least = isShuttingDown ? times.bytesPerWindow / 6 : times.bytesPerWindow
      // Whoever waits for our word, or for us to read, is not slow.
      let isOurTurn = !isShuttingDown && (last.awaitsContinue || isHoldingBack)
      if isOurTurn || bytesInWindow >= least { openWindow(context) } else { cutBody(context) }
    }
  }

  /// Who reads the body is told, and answers.
  private func cutBody(_ context: ChannelHandlerContext) {
    for index in exchanges.indices { exchanges[index].closeAfterwards() }
    if wasTooSlow || exchanges[exchanges.count - 1].isResponseComplete {
      // It was told and has not answered; or the answer is out, and this is what was to be dropped.
      return context.close(promise: nil)
    }
    wasTooSlow = true
    setDeadline(after: times.lingering, context)
    context.fireErrorCaught(RequestFailure.slowBody)
  }

  private func stopClocks() {
    deadline = nil
    alarm?.task.cancel()
    alarm = nil
    readingCheck?.cancel()
    readingCheck = nil
  }
}

/// The application is about to read the body of the request.
struct BodyWanted: Sendable {}
