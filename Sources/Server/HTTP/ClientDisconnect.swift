import Hummingbird
import NIOCore
import Synchronization

/// Tells when the client of a connection has gone, also while nothing is being written.
///
/// Hummingbird notices a client that left only at the next write, and before the answer's head not at all: a model
/// would go on working for nobody.
final class ClientDisconnect: Sendable {
  private struct State {
    var isGone = false
    var action: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())

  /// Runs `action` once when the client goes; at once when it already has. Replaces what was to be run before.
  func onDisconnect(_ action: @escaping @Sendable () -> Void) {
    let isGone = state.withLock { state in
      if !state.isGone { state.action = action }
      return state.isGone
    }
    if isGone { action() }
  }

  /// The answer is complete; the connection lives on for the next request.
  func forget() { state.withLock { $0.action = nil } }

  fileprivate convenience init(isGone: Bool) {
    self.init()
    state.withLock { $0.isGone = isGone }
  }

  fileprivate func fire() {
    let action = state.withLock { state in
      state.isGone = true
      defer { state.action = nil }
      return state.action
    }
    action?()
  }
}

/// A request as a shutdown names it.
package struct OpenRequest: Sendable {
  package var id: String
  package var method: String
  package var path: String
  package var since: ContinuousClock.Instant
}

/// The openConnections of all open connections.
final class OpenConnections: Sendable {
  private struct Connection {
    var channel: any Channel
    var disconnect = ClientDisconnect()
    /// The last that came by it.
    var request: OpenRequest?
  }

  private let open = Mutex<[ObjectIdentifier: Connection]>([:])

  /// Of a connection that is closed already, one that has happened.
  func disconnect(of channel: any Channel) -> ClientDisconnect {
    open.withLock { $0[ObjectIdentifier(channel)]?.disconnect } ?? ClientDisconnect(isGone: true)
  }

  func note(_ request: OpenRequest, on channel: any Channel) {
    open.withLock { $0[ObjectIdentifier(channel)]?.request = request }
  }

  /// The requests of all open connections, oldest first. Once the server shuts down, connections without a request are
  /// closed, and each request closes its own when it is answered: then these are the ones that are left.
  var requests: [OpenRequest] {
    open.withLock { $0.values.compactMap(\.request) }.sorted { $0.since < $1.since }
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

/// Sees both ways in which a client leaves: it closes its side (connections are kept half open), or all of it.
private final class DisconnectHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = Never

  private let openConnections: OpenConnections
  private var disconnect: ClientDisconnect?

  init(openConnections: OpenConnections) { self.openConnections = openConnections }

  func handlerAdded(context: ChannelHandlerContext) { disconnect = openConnections.add(context.channel) }

  func handlerRemoved(context: ChannelHandlerContext) { leave(context.channel) }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event as? ChannelEvent == .inputClosed { disconnect?.fire() }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    leave(context.channel)
    context.fireChannelInactive()
  }

  private func leave(_ channel: any Channel) {
    openConnections.remove(channel)
    disconnect?.fire()
  }
}

/// What Muster must know of the connection that a request came by.
struct ConnectionContext: Hummingbird.RequestContext {
  var coreContext: CoreRequestContextStorage
  let channel: any Channel

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    channel = source.channel
  }
}
