import AsyncAlgorithms
import Domain
import NIOCore
import Registry

/// A client's request for a model, as it came.
package struct GatewayRequest: Sendable {
  package enum Kind: String, Sendable {
    case chat = "/v1/chat/completions"
    case completions = "/v1/completions"
    case embeddings = "/v1/embeddings"
  }

  package var kind: Kind
  package var body: [UInt8]
  package var credentials: Credentials
  package var origin: Origin

  package init(kind: Kind, body: [UInt8], credentials: Credentials, origin: Origin) {
    self.kind = kind
    self.body = body
    self.credentials = credentials
    self.origin = origin
  }
}

/// What goes back to the client.
package struct GatewayAnswer: Sendable {
  package enum Body: Sendable {
    case whole(ByteBuffer)
    /// Server-sent events, as they come. A `Refusal` becomes the last event; another error ends the connection before
    /// its regular end.
    case stream(AsyncThrowingChannel<ByteBuffer, any Error>)
  }

  package var status: Int
  package var contentType: String
  package var body: Body
}

/// A stream that did not come to its regular end: the client must be told inside the stream, and must not take what
/// follows for a clean end.
package struct BrokenStream: Error {
  /// The event that says so.
  package var lastWord: ByteBuffer
}
