import HTTPTypes
import Hummingbird
import NIOCore

/// The reverse proxies whose word is believed about where a request came from.
///
/// They speak by `X-Forwarded-For`, `-Proto`, `-Host` and `-Port`. `Forwarded` (RFC 7239) is not read: most proxies
/// that set the others pass on what the client wrote there.
package struct TrustedProxies: Sendable, Equatable {
  /// An address, or a network in the notation `10.0.0.0/8` (RFC 4632, RFC 4291).
  package struct Network: Sendable, Equatable {
    package let text: String
    private let bytes: [UInt8]
    private let bits: Int

    /// `nil` when `text` is neither.
    package init?(_ text: String) {
      let parts = text.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count <= 2, let address = IPAddress(String(parts[0])) else { return nil }
      // A network of IPv4 addresses within IPv6 is one of IPv4 addresses.
      let written = parts[0].contains(":") ? 128 : 32
      let spared = written - address.bytes.count * 8
      let bits = (parts.count == 2 ? Int(parts[1]) : written).map { $0 - spared }
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
    let (address, place) = walk(hops, from: peer)
    /// Each proxy adds its part to a list, or there is one value for all.
    func value(_ name: HTTPField.Name) -> String? {
      let values = Self.list(request.headers[name])
      return values.count == hops.count && place < values.count ? values[place] : values.last
    }
    var hosts = value(.forwardedHost).map { [$0] } ?? host
    if let port = value(.forwardedPort).flatMap(UInt16.init), let named = hosts.first, !Self.namesPort(named) {
      hosts.append("\(named):\(port)")
    }
    return Client(address: address.description, scheme: value(.forwardedProto)?.lowercased(), hosts: hosts)
  }

  /// From the proxy that is connected back to the first address that is none of these proxies: what stands before it
  /// anybody may have written. A hop that cannot be read ends the walk, for the same reason.
  /// - Returns: the address and its place in `hops`; the place is their number when the peer is the last that is known.
  private func walk(_ hops: [String], from peer: IPAddress) -> (address: IPAddress, place: Int) {
    var known = (address: peer, place: hops.count)
    while isTrusted(known.address), known.place > 0, let next = IPAddress(hop: hops[known.place - 1]) {
      known = (next, known.place - 1)
    }
    return known
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

/// Where a request came from, and how it was addressed, before proxies passed it on.
struct Client: Sendable, Equatable {
  /// `nil` where there is none, as on a socket in the file system.
  var address: String?
  /// `nil` when no trusted proxy says it.
  var scheme: String?
  /// Under which Muster may have been asked, most likely first: host, or host and port.
  var hosts: [String]
}

extension HTTPField.Name {
  fileprivate static let forwardedFor = Self("X-Forwarded-For") ?? .via
  fileprivate static let forwardedProto = Self("X-Forwarded-Proto") ?? .via
  fileprivate static let forwardedHost = Self("X-Forwarded-Host") ?? .via
  fileprivate static let forwardedPort = Self("X-Forwarded-Port") ?? .via
}
