import HTTPTypes
import Hummingbird
import NIOCore
import NIOEmbedded
import Testing

@testable import Server

@Suite struct `The address of a client` {
  private func client(_ peer: String, _ headers: [String: String], trusting networks: [String]) throws -> Client {
    let proxies = TrustedProxies(networks.compactMap(TrustedProxies.Network.init))
    var head = HTTPRequest(method: .get, scheme: nil, authority: "inner:8080", path: "/")
    for (name, value) in headers { if let name = HTTPField.Name(name) { head.headerFields[name] = value } }
    let channel = EmbeddedChannel()
    channel.remoteAddress = try SocketAddress(ipAddress: peer, port: 1)
    defer { _ = try? channel.finish() }
    return proxies.client(of: Request(head: head, body: .init(buffer: ByteBuffer())), on: channel)
  }

  private func address(_ peer: String, forwarded: String?, trusting networks: [String]) throws -> String? {
    try client(peer, forwarded.map { ["X-Forwarded-For": $0] } ?? [:], trusting: networks).address
  }

  private static let hops: [(peer: String, forwarded: String?, trusted: [String], expected: String)] = [
    ("192.0.2.9", "198.51.100.1", [], "192.0.2.9"),
    ("192.0.2.9", "198.51.100.1", ["10.0.0.0/8"], "192.0.2.9"),
    ("192.0.2.9", "198.51.100.1", ["192.0.2.9"], "198.51.100.1"),
    ("192.0.2.9", "6.6.6.6, 198.51.100.1", ["192.0.2.0/24"], "198.51.100.1"),
    ("192.0.2.9", "198.51.100.1, 10.1.2.3", ["192.0.2.9", "10.0.0.0/8"], "198.51.100.1"),
    ("192.0.2.9", nil, ["192.0.2.9"], "192.0.2.9"),
    ("192.0.2.9", "nonsense", ["192.0.2.9"], "192.0.2.9"),
    ("2001:db8::9", "2001:db8:1::1", ["2001:db8::/64"], "2001:db8:1::1"),
    ("2001:db8:0:1::9", "2001:db8:1::1", ["2001:db8::/64"], "2001:db8:0:1::9"),
    ("192.0.2.9", "198.51.100.1:5678", ["192.0.2.9"], "198.51.100.1"),
    ("192.0.2.9", "[2001:db8::1]:80", ["192.0.2.9"], "2001:db8::1"),
    ("192.0.2.9", "[2001:db8::1]", ["192.0.2.9"], "2001:db8::1"),
    ("192.0.2.9", "10.0.0.1, 10.0.0.2", ["192.0.2.9", "10.0.0.0/8"], "10.0.0.1"),
    ("192.0.2.9", "6.6.6.6, unknown", ["192.0.2.9"], "192.0.2.9"),
    ("192.0.2.9", "6.6.6.6, _hidden", ["192.0.2.9"], "192.0.2.9"),
    ("192.0.2.9", "6.6.6.6, unknown, 10.1.2.3", ["192.0.2.9", "10.0.0.0/8"], "10.1.2.3"),
    ("192.0.2.9", "6.6.6.6, 198.51.100.300", ["192.0.2.9"], "192.0.2.9"),
    ("192.0.2.9", "6.6.6.6, 198.51.100.1:x", ["192.0.2.9"], "192.0.2.9"),
    ("::ffff:192.0.2.9", "::ffff:198.51.100.1", ["192.0.2.0/24"], "198.51.100.1"),
    ("192.0.2.9", "198.51.100.1", ["::ffff:192.0.2.0/120"], "198.51.100.1"),
    ("::ffff:192.0.2.9", nil, [], "192.0.2.9"),
    ("2001:DB8:0:0::9", nil, [], "2001:db8::9"),
  ]

  @Test(arguments: hops)
  func `is believed from trusted proxies only`(peer: String, forwarded: String?, trusted: [String], expected: String)
    throws
  {
    #expect(try address(peer, forwarded: forwarded, trusting: trusted) == expected)
  }

  private static let said: [(headers: [String: String], scheme: String?, hosts: [String])] = [
    (["X-Forwarded-For": "198.51.100.1", "X-Forwarded-Proto": "https"], "https", ["inner:8080"]),
    (["X-Forwarded-Proto": "HTTPS", "X-Forwarded-Host": "a.example"], "https", ["a.example"]),
    (
      ["X-Forwarded-For": "198.51.100.1, 10.0.0.1", "X-Forwarded-Proto": "https, http", "X-Forwarded-Host": "a, b"],
      "https",
      ["a"]
    ),
    (["X-Forwarded-For": "198.51.100.1", "X-Forwarded-Proto": "http, https"], "https", ["inner:8080"]),
    (["X-Forwarded-For": "6.6.6.6, 198.51.100.1", "X-Forwarded-Proto": "http, https"], "https", ["inner:8080"]),
    (["X-Forwarded-Host": "a", "X-Forwarded-Port": "8443"], nil, ["a", "a:8443"]),
    (["X-Forwarded-Host": "a:1", "X-Forwarded-Port": "8443"], nil, ["a:1"]),
    (["X-Forwarded-Host": "[::1]", "X-Forwarded-Port": "1"], nil, ["[::1]", "[::1]:1"]),
    (["Forwarded": "for=6.6.6.6;proto=https;host=evil"], nil, ["inner:8080"]),
    ([:], nil, ["inner:8080"]),
  ]

  @Test(arguments: said)
  func `comes with the scheme and host that it asked for`(headers: [String: String], scheme: String?, hosts: [String])
    throws
  {
    let trusted = try client("192.0.2.9", headers, trusting: ["192.0.2.9", "10.0.0.0/8"])
    #expect(trusted.scheme == scheme && trusted.hosts == hosts)
    let stranger = try client("192.0.2.10", headers, trusting: ["192.0.2.9"])
    #expect(stranger == Client(address: "192.0.2.10", scheme: nil, hosts: ["inner:8080"]))
  }

  @Test(arguments: [
    "::ffff:10.0.0.0/95", "10.0.0.1:80", "", "10.0.0.0/33", "10.0.0/8", "x", "10.0.0.0/8/8", "::/129", "localhost",
  ])
  func `is not read from an invalid network`(text: String) { #expect(TrustedProxies.Network(text) == nil) }
}
