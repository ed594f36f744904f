import HTTPTypes
import Hummingbird
import NIOCore
import NIOEmbedded
import Testing

@testable import Server

@Suite struct `The address of a client` {
  private func address(_ peer: String, forwarded: String?, trusting networks: [String]) throws -> String? {
    let proxies = TrustedProxies(networks.compactMap(TrustedProxies.Network.init))
    var head = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/")
    if let forwarded, let name = HTTPField.Name("X-Forwarded-For") { head.headerFields[name] = forwarded }
    let channel = EmbeddedChannel()
    channel.remoteAddress = try SocketAddress(ipAddress: peer, port: 1)
    defer { _ = try? channel.finish() }
    return proxies.address(of: Request(head: head, body: .init(buffer: ByteBuffer())), on: channel)
  }

  @Test(arguments: [
    ("192.0.2.9", "198.51.100.1", [], "192.0.2.9"),
    ("192.0.2.9", "198.51.100.1", ["10.0.0.0/8"], "192.0.2.9"),
    ("192.0.2.9", "198.51.100.1", ["192.0.2.9"], "198.51.100.1"),
    ("192.0.2.9", "6.6.6.6, 198.51.100.1", ["192.0.2.0/24"], "198.51.100.1"),
    ("192.0.2.9", "198.51.100.1, 10.1.2.3", ["192.0.2.9", "10.0.0.0/8"], "198.51.100.1"),
    ("192.0.2.9", nil, ["192.0.2.9"], "192.0.2.9"),
    ("192.0.2.9", "nonsense", ["192.0.2.9"], "192.0.2.9"),
    ("2001:db8::9", "2001:db8:1::1", ["2001:db8::/64"], "2001:db8:1::1"),
    ("2001:db8:0:1::9", "2001:db8:1::1", ["2001:db8::/64"], "2001:db8:0:1::9"),
  ])
  func `is believed from trusted proxies only`(peer: String, forwarded: String?, trusted: [String], expected: String)
    throws
  {
    #expect(try address(peer, forwarded: forwarded, trusting: trusted) == expected)
  }

  @Test(arguments: ["", "10.0.0.0/33", "10.0.0/8", "x", "10.0.0.0/8/8", "::/129", "localhost"])
  func `is not told by what is no network`(text: String) { #expect(TrustedProxies.Network(text) == nil) }
}
