import NIOCore

/// An IP address in canonical form, so that it can be compared, counted and recorded.
///
/// On a socket for both families an IPv4 client has an address such as `::ffff:192.0.2.1` (RFC 4291, 2.5.5.2); that
/// becomes `192.0.2.1`.
struct IPAddress: Hashable, Sendable, CustomStringConvertible {
  /// 4 bytes for IPv4, 16 for IPv6.
  let bytes: [UInt8]
  let description: String

  /// `nil` if `text` is not an address. The zone of a link-local address (`fe80::1%eth0`) is dropped.
  init?(_ text: String) {
    guard let address = try? SocketAddress(ipAddress: String(text.prefix { $0 != "%" }), port: 0) else { return nil }
    switch address {
    case .v4(let v4): bytes = withUnsafeBytes(of: v4.address.sin_addr) { Array($0) }
    case .v6(let v6):
      let all = withUnsafeBytes(of: v6.address.sin6_addr) { Array($0) }
      bytes = all.starts(with: Self.mappedPrefix) ? Array(all.suffix(4)) : all
    case .unixDomainSocket: return nil
    }
    description = bytes.count == 4 ? bytes.map(String.init).joined(separator: ".") : address.ipAddress ?? text
  }

  /// As proxies write it in `X-Forwarded-For`: `192.0.2.1`, `192.0.2.1:5678`, `2001:db8::1`, `[2001:db8::1]:80`.
  init?(hop text: String) {
    var host = text[...]
    if host.hasPrefix("[") {
      guard let end = host.firstIndex(of: "]"), Self.isPort(host[host.index(after: end)...]) else { return nil }
      host = host[host.index(after: host.startIndex)..<end]
    } else if let colon = host.firstIndex(of: ":"), host.lastIndex(of: ":") == colon {
      guard Self.isPort(host[colon...]) else { return nil }
      host = host[..<colon]
    }
    self.init(String(host))
  }

  private static let mappedPrefix: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]

  private static func isPort(_ text: Substring) -> Bool {
    text.isEmpty || text.hasPrefix(":") && UInt16(text.dropFirst()) != nil
  }
}
