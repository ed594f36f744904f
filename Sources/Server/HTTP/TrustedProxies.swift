import HTTPTypes
import Hummingbird
import NIOCore

/// The reverse proxies whose `X-Forwarded-For`, `-Proto`, `-Host` and `-Port` headers are trusted.
///
/// `Forwarded` (RFC 7239) is ignored: most proxies that set the others pass on whatever the client wrote there.
package struct TrustedProxies: Sendable, Equatable {
  /// An address, or a network such as `10.0.0.0/8` (RFC 4632, RFC 4291).
  package struct Network: Sendable, Equatable {
    package let text: String
    private let bytes: [UInt8]
    private let bits: Int

    /// `nil` if `text` is neither.
    package init?(_ text: String) {
      let parts = text.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count <= 2, let address = IPAddress(String(parts[0])) else { return nil }
      // An IPv4 network written as an IPv6 one (`::ffff:10.0.0.0/104`) becomes an IPv4 network.
      let writtenBits = parts[0].contains(":") ? 128 : 32
      let droppedBits = writtenBits - address.bytes.count * 8
      let bits = (parts.count == 2 ? Int(parts[1]) : writtenBits).map { $0 - droppedBits }
      guard let bits, (0...address.bytes.count * 8).contains(bits) else { return nil }
      self.text = text
      self.bytes = address.bytes
      self.bits = bits
    }

    func contains(_ address: IPAddress) -> Bool {
      guard address.bytes.count == bytes.count else { return false }
      return (0..<bits).allSatisfy { bit in
        (bytes[bit / 8] ^ address.bytes[bit / 8]) & (0x80 >> UInt8(bit % 8)) == 0
      }
    }
  }

  private let networks: [Network]

  package init(_ networks: [Network] = []) { self.networks = networks }

  func client(of request: Request, on channel: any Channel) -> Client {
    let host = request.head.authority.map { [$0] } ?? []
    guard let text = channel.remoteAddress?.ipAddress, let peer = IPAddress(text) else {
      return Client(address: nil, scheme: nil, hosts: host)
    }
    guard isTrusted(peer) else { return Client(address: peer.description, scheme: nil, hosts: host) }
    let hops = Self.list(request.headers[.forwardedFor])
    let (address, index) = outermostHop(hops, from: peer)
    /// Some proxies append to a list, one value for each hop; others set a single value.
    func value(_ name: HTTPField.Name) -> String? {
      let values = Self.list(request.headers[name])
      return values.count == hops.count && index < values.count ? values[index] : values.last
    }
    var hosts = value(.forwardedHost).map { [$0] } ?? host
    if let port = value(.forwardedPort).flatMap(UInt16.init), let named = hosts.first, !Self.namesPort(named) {
      hosts.append("\(named):\(port)")
    }
    return Client(address: address.description, scheme: value(.forwardedProto)?.lowercased(), hosts: hosts)
  }

  /// Follows the hops from the connected peer back to the first address that is not a trusted proxy: the client could
  /// have forged everything before it. A hop that is not an address ends the search, for the same reason.
  /// - Returns: the address and its index in `hops`; `hops.count` if it is the peer's own.
  private func outermostHop(_ hops: [String], from peer: IPAddress) -> (address: IPAddress, index: Int) {
    var hop = (address: peer, index: hops.count)
    while isTrusted(hop.address), hop.index > 0, let next = IPAddress(hop: hops[hop.index - 1]) {
      hop = (next, hop.index - 1)
    }
    return hop
  }

  private func isTrusted(_ address: IPAddress) -> Bool { networks.contains { $0.contains(address) } }

  private static func list(_ header: String?) -> [String] {
    (header ?? "").split(separator: ",").map { value in
      String(value.filter { !$0.isWhitespace && $0 != "\"" })
    }.filter { !$0.isEmpty }
  }

  private static func namesPort(_ host: String) -> Bool {
    host.hasPrefix("[") ? !host.hasSuffix("]") : host.contains(":")
  }
}

/// Where a request came from, and under which address it was sent, before any trusted proxy.
struct Client: Sendable, Equatable {
  /// `nil` if there is none, as on a Unix domain socket.
  var address: String?
  /// `nil` if no trusted proxy reports it.
  var scheme: String?
  /// The `Host` values that the client may have used, most likely first: host, or host and port.
  var hosts: [String]
}

extension HTTPField.Name {
  fileprivate static let forwardedFor = Self("X-Forwarded-For") ?? .via
  fileprivate static let forwardedProto = Self("X-Forwarded-Proto") ?? .via
  fileprivate static let forwardedHost = Self("X-Forwarded-Host") ?? .via
  fileprivate static let forwardedPort = Self("X-Forwarded-Port") ?? .via
}
