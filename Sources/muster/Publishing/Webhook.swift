import AsyncHTTPClient
import Audit
import Domain
import NIOCore

extension CheckpointPublisher.Channel {
  private struct Refused: Error, CustomStringConvertible {
    var status: UInt
    var description: String { "it answered with status \(status)" }
  }

  /// The note as text, with POST. It is signed itself; nobody can forge one on the way.
  static func webhook(_ address: WebhookAddress, _ client: HTTPClient) -> Self {
    Self("the webhook \(address)") { note in
      var request = HTTPClientRequest(url: address.text)
      request.method = .POST
      request.headers.add(name: "Content-Type", value: "text/plain; charset=utf-8")
      request.headers.add(name: "User-Agent", value: "muster/\(MusterCommand.version)")
      request.body = .bytes(ByteBuffer(string: note.encoded))
      let response = try await client.execute(request, timeout: .seconds(10))
      guard (200..<300).contains(response.status.code) else { throw Refused(status: response.status.code) }
    }
  }
}
