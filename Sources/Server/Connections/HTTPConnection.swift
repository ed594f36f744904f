import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Sets up each client's connection: NIO's HTTP/1 parser and encoder, with `ConnectionHandler` for the rules between
/// messages.
///
/// Hummingbird's own `HTTP1Channel` offers no place before the parser and none that knows the protocol's version, so
/// that HEAD, HTTP/1.0, Upgrade, Expect and deadlines for request heads and bodies cannot be done there.
struct HTTPConnection: HTTPChannelHandler {
  typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

  let responder: HTTPChannelHandler.Responder
  let connections: Connections
  let openConnections: OpenConnections

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    channel.eventLoop.makeCompletedFuture {
      let pipeline = channel.pipeline.syncOperations
      let upgrade = IgnoredUpgrade()
      var encoding = HTTPResponseEncoder.Configuration()
      // ConnectionHandler does: the encoder does not know which request it answers.
      encoding.automaticallySetFramingHeaders = false
      try pipeline.addHandler(HTTPResponseEncoder(configuration: encoding))
      try pipeline.addHandler(ByteToMessageHandler(RequestDecoder(upgrade)))
      try pipeline.addHandler(ConnectionHandler(upgrade, connections))
      try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
      try pipeline.addHandler(openConnections.handler())
      return try NIOAsyncChannel(
        wrappingChannelSynchronously: channel,
        configuration: .init(
          // In reads of up to 64 KiB: what a client may have sent before its request is looked at.
          backPressureStrategy: .init(lowWatermark: 1, highWatermark: 4), isOutboundHalfClosureEnabled: true))
    }
  }

  func handle(value: Value, logger: Logger) async { await handleHTTP(asyncChannel: value, logger: logger) }
}
