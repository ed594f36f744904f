import AsyncAlgorithms
import Domain
import NIOCore
import Registry

/// A client's request to use a model.
package struct GatewayRequest: Sendable {
  package enum Kind: String, Sendable {
    case chat = "/v1/chat/completions"
    case completions = "/v1/completions"
    case embeddings = "/v1/embeddings"

    /// Below the root of an OpenAI-compatible API.
    var path: String { String(rawValue.dropFirst("/v1".count)) }
  }

  package var kind: Kind
  package var body: [UInt8]
  package var credentials: Credentials
  package var origin: Origin
  /// The memory that is reserved for the body, until the request is answered.
  package var memory: (any Sendable)?

  package init(
    kind: Kind, body: [UInt8], credentials: Credentials, origin: Origin, memory: (any Sendable)? = nil
  ) {
    self.kind = kind
    self.body = body
    self.credentials = credentials
    self.origin = origin
    self.memory = memory
  }
}

/// The response to a `GatewayRequest`.
package struct GatewayAnswer: Sendable {
  package enum Body: Sendable {
    case whole(ByteBuffer)
    /// Server-sent events, for `Relay.stream`.
    case stream(Chunks)
  }

  package typealias Chunks = AsyncThrowingChannel<ByteBuffer, any Error>

  package var status: Int
  package var contentType: String
  package var body: Body
  /// The runtime's, of an answer that it would rather give later.
  package var retryAfter: String?
}

/// A stream that broke off. The client is told by an event within the stream, and the connection is closed without the
/// regular end, so that no client takes the answer for complete.
package struct BrokenStream: Error {
  /// The rest of the stream, and the event with the error.
  var lastEvent: ByteBuffer
}
