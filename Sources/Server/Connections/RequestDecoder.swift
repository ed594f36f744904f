import NIOCore
import NIOHTTP1

/// NIO's request parser, which here continues with HTTP/1.1 after a request that asks for an upgrade.
///
/// NIO's parser stops at the end of such a request, so that an upgrade handler can take over. Muster supports no other
/// protocol, and a server that does not upgrade ignores the header (RFC 9110, 7.8).
final class RequestDecoder: ByteToMessageDecoder {
  typealias InboundOut = HTTPServerRequestPart

  private let upgrade: IgnoredUpgrade
  private var parser = RequestDecoder.newParser()

  init(_ upgrade: IgnoredUpgrade) { self.upgrade = upgrade }

  private static func newParser() -> HTTPRequestDecoder {
    var limits = NIOHTTPDecoderLimitConfiguration()
    limits.maxHeaderListSize = 80 << 10
    limits.maxHeaderFieldCount = 1000
    return HTTPRequestDecoder(limitConfiguration: limits)
  }

  func decoderAdded(context: ChannelHandlerContext) { parser.decoderAdded(context: context) }

  func decoderRemoved(context: ChannelHandlerContext) { parser.decoderRemoved(context: context) }

  func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
    context.fireUserInboundEventTriggered(BytesReceived())
    let state = try parser.decode(context: context, buffer: &buffer)
    guard upgrade.hasStoppedParser else { return state }
    upgrade.hasStoppedParser = false
    parser.decoderRemoved(context: context)
    parser = Self.newParser()
    parser.decoderAdded(context: context)
    return buffer.readableBytes > 0 ? .continue : .needMoreData
  }

  func decodeLast(
    context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool
  ) throws -> DecodingState {
    while buffer.readableBytes > 0, case .continue = try decode(context: context, buffer: &buffer) {}
    return try parser.decodeLast(context: context, buffer: &buffer, seenEOF: seenEOF)
  }
}

/// Shared by the parser and `ConnectionHandler`; only used on the connection's event loop.
final class IgnoredUpgrade {
  /// The request that has just ended has stopped NIO's parser.
  var hasStoppedParser = false

  /// Whether the parser stops at the end of a request with this head.
  enum Effect {
    case none, stopsParser
    /// The parser may read this `Connection` header differently: the connection is closed after the response, so that
    /// it does not matter.
    case unknown
  }

  /// As in llhttp: the parser stops if there is an `Upgrade` header of any value and `Connection` has the option
  /// `upgrade`.
  static func effect(of head: HTTPRequestHead) -> Effect {
    if head.method == .CONNECT { return .stopsParser }
    guard head.headers.contains(name: "upgrade") else { return .none }
    let connection = head.headers["connection"].joined(separator: ",").lowercased()
    guard connection.contains("upgrade") else { return .none }
    guard connection.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F || $0 == 0x20 }) else { return .unknown }
    let options = connection.split(separator: ",").map { $0.filter { $0 != " " } }
    return options.contains("upgrade") ? .stopsParser : .unknown
  }
}

/// Data has arrived from the client, whether or not it completes a message.
struct BytesReceived {}
