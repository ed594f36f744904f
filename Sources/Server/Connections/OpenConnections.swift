import NIOCore
import Synchronization

/// A request that is not answered yet; a shutdown logs it.
package struct OpenRequest: Sendable {
  package var id: String
  package var method: String
  package var path: String
  package var since: ContinuousClock.Instant
}

/// All open connections, each with its latest request and a signal for when its client disconnects.
final class OpenConnections: Sendable {
  private struct Connection {
    var channel: any Channel
    var disconnect = ClientDisconnect()
    var latestRequest: OpenRequest?
  }

  private let open = Mutex<[ObjectIdentifier: Connection]>([:])

  /// For a connection that is already closed, a signal that has already fired.
  func disconnect(of channel: any Channel) -> ClientDisconnect {
    open.withLock { $0[ObjectIdentifier(channel)]?.disconnect } ?? ClientDisconnect(isDisconnected: true)
  }

  func note(_ request: OpenRequest, on channel: any Channel) {
    open.withLock { $0[ObjectIdentifier(channel)]?.latestRequest = request }
  }

  /// The latest request of each open connection, oldest first.
  ///
  /// During a shutdown these are the requests that are not answered yet: connections without a request are closed at
  /// once, and the others as soon as their request is answered.
  var requests: [OpenRequest] {
    open.withLock { $0.values.compactMap(\.latestRequest) }.sorted { $0.since < $1.since }
  }

  func closeAll() {
    for channel in open.withLock({ $0.values.map(\.channel) }) { channel.close(promise: nil) }
  }

  func handler() -> any RemovableChannelHandler { DisconnectHandler(openConnections: self) }

  fileprivate func add(_ channel: any Channel) -> ClientDisconnect {
    let connection = Connection(channel: channel)
    open.withLock { $0[ObjectIdentifier(channel)] = connection }
    return connection.disconnect
  }

  fileprivate func remove(_ channel: any Channel) {
    open.withLock { $0[ObjectIdentifier(channel)] = nil }
  }
}

/// Detects both kinds of disconnect: the client closes its sending side (connections may be half-closed), or the whole
/// connection.
private final class DisconnectHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = Never

  private let openConnections: OpenConnections
  private var disconnect: ClientDisconnect?

  init(openConnections: OpenConnections) { self.openConnections = openConnections }

  func handlerAdded(context: ChannelHandlerContext) { disconnect = openConnections.add(context.channel) }

  func handlerRemoved(context: ChannelHandlerContext) { disconnected(context.channel) }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event as? ChannelEvent == .inputClosed { disconnect?.fire() }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    disconnected(context.channel)
    context.fireChannelInactive()
  }

  private func disconnected(_ channel: any Channel) {
    openConnections.remove(channel)
    disconnect?.fire()
  }
}
