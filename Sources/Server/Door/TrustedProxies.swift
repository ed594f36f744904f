import HTTPTypes
import Hummingbird
import NIOCore

/// The reverse proxies whose word about the client's address is believed.
package struct TrustedProxies: Sendable, Equatable {
  /// An address, or a network in the notation `10.0.0.0/8` (RFC 4632, RFC 4291).
  package struct Network: Sendable, Equatable {
    package let text: String
    private let bytes: [UInt8]
    private let bits: Int

    /// `nil` when `text` is neither.
    package init?(_ text: String) {
      let parts = text.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count <= 2, let bytes = TrustedProxies.bytes(of: String(parts[0])) else { return nil }
      let bits = parts.count == 2 ? Int(parts[1]) : bytes.count * 8
      guard let bits, (0...bytes.count * 8).contains(bits) else { return nil }
      self.text = text
      self.bytes = bytes
      self.bits = bits
    }

    func contains(_ address: String) -> Bool {
      guard let other = TrustedProxies.bytes(of: address), other.count == bytes.count else { return false }
      return (0..<bits).allSatisfy { bit in
        (bytes[bit / 8] ^ other[bit / 8]) & (0x80 >> UInt8(bit % 8)) == 0
      }
    }
  }

  private let networks: [Network]

  package init(_ networks: [Network] = []) { self.networks = networks }

  /// Of the addresses that the request came by, the last that is none of these proxies: what stands before it in
  /// `X-Forwarded-For` anybody may have written.
  func address(of request: Request, on channel: any Channel) -> String? {
    let peer = channel.remoteAddress?.ipAddress
    guard !networks.isEmpty, let peer, isTrusted(peer) else { return peer }
    let named = (request.headers[.forwardedFor] ?? "").split(separator: ",").map { hop in
      String(hop.filter { $0 != " " })
    }
    return named.last { !isTrusted($0) && Self.bytes(of: $0) != nil } ?? peer
  }

  private func isTrusted(_ address: String) -> Bool { networks.contains { $0.contains(address) } }

  private static func bytes(of text: String) -> [UInt8]? {
    guard let address = try? SocketAddress(ipAddress: text, port: 0) else { return nil }
    switch address {
    case .v4(let v4): return withUnsafeBytes(of: v4.address.sin_addr) { Array($0) }
    case .v6(let v6): return withUnsafeBytes(of: v6.address.sin6_addr) { Array($0) }
    case .unixDomainSocket: return nil
    }
  }
}

extension HTTPField.Name {
  fileprivate static let forwardedFor = Self("X-Forwarded-For") ?? .via
}
