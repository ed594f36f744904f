import Logging
import NIOCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Accepts connections while there is room for them; others wait in the operating system's queue.
final class AcceptGate: ChannelDuplexHandler {
  typealias InboundIn = any Channel
  typealias InboundOut = any Channel
  typealias OutboundIn = Never
  typealias OutboundOut = Never

  private static let pause = TimeAmount.milliseconds(100)
  private static let pauseBetweenWarnings = TimeAmount.seconds(60)

  private let connections: ConnectionLimiter
  private let isShortOfDescriptors: @Sendable () -> Bool
  private let logger: Logger
  private var isPausing = false
  private var nextWarningAt = NIODeadline.uptimeNanoseconds(0)

  init(_ connections: ConnectionLimiter, isShortOfDescriptors: @escaping @Sendable () -> Bool, _ logger: Logger) {
    self.connections = connections
    self.isShortOfDescriptors = isShortOfDescriptors
    self.logger = logger
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let channel = unwrapInboundIn(data)
    connections.add(channel)
    channel.closeFuture.whenComplete { [connections] _ in connections.remove(channel) }
    context.fireChannelRead(data)
  }

  func read(context: ChannelHandlerContext) {
    if isPausing { return }
    if !connections.makeRoom() {
      warn("All \(connections.limit) connections (limits.connections) are in use; new ones wait.")
    } else if isShortOfDescriptors() {
      warn("Muster is out of file descriptors: raise the limit of open files (ulimit -n). New connections wait.")
    } else {
      return context.read()
    }
    pause(context)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let error = error as? IOError, [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(error.errnoCode) else {
      return context.fireErrorCaught(error)
    }
    // Passed on, this error would make the server stop accepting forever.
    warn("A connection cannot be accepted: \(error)")
    pause(context)
  }

  private func pause(_ context: ChannelHandlerContext) {
    guard !isPausing else { return }
    isPausing = true
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    context.eventLoop.scheduleTask(in: Self.pause) {
      let (gate, context) = bound.value
      gate.isPausing = false
      gate.read(context: context)
    }
  }

  private func warn(_ text: String) {
    guard nextWarningAt <= .now() else { return }
    nextWarningAt = .now() + Self.pauseBetweenWarnings
    logger.warning("\(text)")
  }
}
