import AsyncHTTPClient
import Audit
import Domain
import Foundation
import NIOCore
import NIOPosix

extension CheckpointPublisher.Channel {
  /// One message by UDP (RFC 5424, RFC 5426), with spaces for the note's line breaks.
  static func syslog(_ address: ListenAddress) -> Self {
    Self("the syslog server \(address)") { note in
      let group = MultiThreadedEventLoopGroup.singleton
      let remote = try SocketAddress.makeAddressResolvingHost(address.host, port: address.port)
      let channel = try await DatagramBootstrap(group: group)
        .bind(host: remote.protocol == .inet6 ? "::" : "0.0.0.0", port: 0).get()
      let line = Self.message(note, host: ProcessInfo.processInfo.hostName, at: Date())
      do {
        try await channel.writeAndFlush(AddressedEnvelope(remoteAddress: remote, data: ByteBuffer(string: line)))
        try await channel.close()
      } catch {
        try await channel.close()
        throw error
      }
    }
  }

  /// Facility 13 (log audit), severity 5 (notice).
  static func message(_ note: SignedNote, host: String, at now: Date) -> String {
    let text = note.encoded.split(separator: "\n").joined(separator: " ")
    return "<109>1 \(now.formatted(.iso8601)) \(host) muster - checkpoint - \(text)"
  }
}

extension CheckpointPublisher.Channel {
  private struct Refused: Error, CustomStringConvertible {
    var status: UInt
    var description: String { "it answered with status \(status)" }
  }

  /// POSTs the note as text. The note is signed, so it needs no other protection.
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
