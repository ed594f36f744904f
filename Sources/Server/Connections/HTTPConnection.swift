import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Sets up the channel of each connection: NIO's HTTP/1 parser and encoder, and `ConnectionHandler`.
///
/// Hummingbird's own `HTTP1Channel` allows no handler before the parser and hides the protocol's version: HEAD,
/// HTTP/1.0, Upgrade, Expect and deadlines for request heads and bodies cannot be implemented there.
struct HTTPConnection: HTTPChannelHandler {
  typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

  let responder: HTTPChannelHandler.Responder
  let connections: ConnectionLimiter
  let openConnections: OpenConnections

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    channel.eventLoop.makeCompletedFuture {
      let pipeline = channel.pipeline.syncOperations
      let upgrade = IgnoredUpgrade()
      var encoding = HTTPResponseEncoder.Configuration()
      // ConnectionHandler sets them: the encoder does not know the request.
      encoding.automaticallySetFramingHeaders = false
      try pipeline.addHandler(HTTPResponseEncoder(configuration: encoding))
      try pipeline.addHandler(ByteToMessageHandler(RequestDecoder(upgrade)))
      try pipeline.addHandler(ConnectionHandler(upgrade, connections))
      try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
      try pipeline.addHandler(openConnections.handler())
      return try NIOAsyncChannel(
        wrappingChannelSynchronously: channel,
        configuration: .init(
          // In reads of up to 64 KiB: how much of a request is buffered before the application reads it.
          backPressureStrategy: .init(lowWatermark: 1, highWatermark: 4), isOutboundHalfClosureEnabled: true))
    }
  }

  func handle(value: Value, logger: Logger) async { await handleHTTP(asyncChannel: value, logger: logger) }
}
