import HTTPTypes
import NIOCore
import NIOHTTP1

/// Applies the rules of HTTP/1 that concern a connection as a whole: which responses have a body and how it ends, when
/// the connection is closed, and how long the client may take.
///
/// It sits between NIO's HTTP/1 parser and the application. The application only has to know HTTP/1.1 with GET and
/// POST.
final class ConnectionHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private enum Phase: Equatable {
    /// For a request; `hasBegun`: part of its head has arrived.
    case waiting(hasBegun: Bool)
    /// At least one request is not completely read, or not completely answered.
    case exchanging
    /// The last response is being sent. Whatever the client still sends is read and dropped.
    case closing
    /// The last response is sent, and the client has to close its side.
    case lingering(since: NIODeadline)
  }

  private let upgrade: IgnoredUpgrade
  private let connections: ConnectionLimiter
  private let times: ConnectionTimeouts
  private var phase = Phase.waiting(hasBegun: false)
  /// In order of arrival: the first is being answered, the last is being read.
  private var exchanges: [Exchange] = []
  private var isShuttingDown = false

  private var deadline: NIODeadline?
  private var timer: (at: NIODeadline, task: Scheduled<Void>)?

  // For the body that is being read:
  private var bytesInWindow = 0
  /// Muster does not want more of it yet.
  private var isHoldingBack = false
  private var wasTooSlow = false

  /// Completes when the end of the last response is written to the socket.
  private var lastEnd: EventLoopFuture<Void>?
  private var unreadBytes: Int?
  private var readingCheck: Scheduled<Void>?

  init(_ upgrade: IgnoredUpgrade, _ connections: ConnectionLimiter, times: ConnectionTimeouts = .init()) {
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
    cancelTimers()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { cancelTimers() }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case is BytesReceived:
      bytesReceived(context)
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

  private func bytesReceived(_ context: ChannelHandlerContext) {
    switch phase {
    case .waiting(hasBegun: false):
      phase = .waiting(hasBegun: true)
      setDeadline(after: times.head, context)
    case .lingering(let since):
      deadline = min(since + times.maxLingering, context.eventLoop.now + times.lingering)
    case .waiting, .exchanging, .closing: break
    }
  }

  /// Requests that have arrived are answered, but their bodies have less time to arrive.
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
    // Within a body, or after a request that is still being answered: nothing more can be read.
    for index in exchanges.indices { exchanges[index].closeAfterwards() }
    deadline = nil
    context.fireErrorCaught(error)
  }

  /// Sends 100 (Continue) when the application reads the body.
  func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
    guard event is BodyRequested else { return context.triggerUserOutboundEvent(event, promise: promise) }
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
      // After the last response, or in answer to something that was not a valid request.
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

  /// Answers in place of the application, which has not seen the request.
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

  /// Closes the sending side once everything is written: NIO would drop pending writes if the client has closed its
  /// side.
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
    // If the client has sent its whole request, no data is on its way that could reset the connection: there is no
    // need to delay the shutdown.
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
    setDeadline(after: isShuttingDown ? times.shutdownWindow : times.window, context)
  }

  private func setDeadline(after time: TimeAmount, _ context: ChannelHandlerContext) {
    let new = context.eventLoop.now + time
    deadline = new
    // Most deadlines move before they are reached: a timer that fires too early sets itself again.
    if let timer, timer.at <= new { return }
    timer?.task.cancel()
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    let task = context.eventLoop.scheduleTask(deadline: new) {
      let (handler, context) = bound.value
      handler.timerFired(context)
    }
    timer = (at: new, task: task)
  }

  private func timerFired(_ context: ChannelHandlerContext) {
    timer = nil
    guard let deadline else { return }
    let left = deadline - context.eventLoop.now
    if left > .zero { setDeadline(after: left, context) } else { deadlineReached(context) }
  }

  private func deadlineReached(_ context: ChannelHandlerContext) {
    deadline = nil
    switch phase {
    case .waiting(hasBegun: true): answer(.slowHead, context)
    case .waiting(hasBegun: false), .lingering: context.close(promise: nil)
    case .closing: break
    case .exchanging:
      guard let last = exchanges.last, !last.isRequestComplete else { return }
      let minimum = isShuttingDown ? times.bytesPerWindow / 6 : times.bytesPerWindow
      // A client that waits for 100 (Continue), or for Muster to read, is not slow.
      let isOurTurn = !isShuttingDown && (last.awaitsContinue || isHoldingBack)
      if isOurTurn || bytesInWindow >= minimum { openWindow(context) } else { abortBody(context) }
    }
  }

  /// Fails the reading of the body, so that the application answers.
  private func abortBody(_ context: ChannelHandlerContext) {
    for index in exchanges.indices { exchanges[index].closeAfterwards() }
    if wasTooSlow || exchanges[exchanges.count - 1].isResponseComplete {
      // The application has not answered in time; or it has, and the rest of the body was to be dropped anyway.
      return context.close(promise: nil)
    }
    wasTooSlow = true
    setDeadline(after: times.lingering, context)
    context.fireErrorCaught(RequestFailure.slowBody)
  }

  private func cancelTimers() {
    deadline = nil
    timer?.task.cancel()
    timer = nil
    readingCheck?.cancel()
    readingCheck = nil
  }
}

/// The application is about to read the body of the request.
struct BodyRequested: Sendable {}
