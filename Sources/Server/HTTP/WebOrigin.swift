import Domain
import HTTPTypes
import Hummingbird

/// The scheme, host and port of a page (RFC 6454), in canonical form.
struct WebOrigin: Hashable, Sendable, CustomStringConvertible {
  let scheme: String
  let host: String
  /// `nil` if the scheme has no default port and none is given.
  let port: Int?

  /// `https://example.org`, `http://[::1]:8080`, `app://obsidian.md`; `nil` for anything else, including `null`.
  init?(_ text: String) {
    let parts = text.lowercased().split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].contains(where: { "/?#@ ".contains($0) }) else { return nil }
    var host = parts[1]
    var port: Int?
    if let colon = host.lastIndex(of: ":"), !host[colon...].contains("]") {
      guard let number = UInt16(host[host.index(after: colon)...]) else { return nil }
      port = Int(number)
      host = host[..<colon]
    }
    if host.hasPrefix("["), host.hasSuffix("]") {
      guard let address = IPAddress(String(host.dropFirst().dropLast())) else { return nil }
      self.host = address.description
    } else {
      self.host = String(host)
    }
    guard !host.isEmpty else { return nil }
    scheme = String(parts[0])
    self.port = port ?? Self.ports[scheme]
  }

  private static let ports = ["http": 80, "https": 443]

  var description: String {
    let name = host.contains(":") ? "[\(host)]" : host
    guard let port, port != Self.ports[scheme] else { return "\(scheme)://\(name)" }
    return "\(scheme)://\(name):\(port)"
  }
}

/// Prevents cross-site request forgery: pages of other origins must not act with the cookie of a signed-in user.
enum SameOrigin {
  /// - Throws: `Refusal` if a browser says that the request comes from a page of another origin.
  static func check(_ request: Request, of client: Client) throws {
    // Browsers set this themselves, on https and localhost, and it does not depend on any proxy.
    if let site = request.headers[.secFetchSite] {
      if site == "same-origin" || site == "none" { return }
      throw refusal(request.headers[.origin] ?? "another site", client)
    }
    guard let text = request.headers[.origin] else { return }
    guard let origin = WebOrigin(text) else { throw refusal(text, client) }
    let isOwn = client.hosts.contains { WebOrigin("\(client.scheme ?? origin.scheme)://\($0)") == origin }
    if !isOwn { throw refusal(text, client) }
  }

  private static func refusal(_ origin: String, _ client: Client) -> Refusal {
    let own = (client.scheme.map { "\($0)://" } ?? "") + (client.hosts.first ?? "an unknown host")
    return Refusal(
      .forbidden, code: "request.foreign_origin",
      detail: "A page of \(origin) may not change anything here: this request was sent to \(own). If both are this "
        + "server, make the proxy pass on Host, or X-Forwarded-Host and X-Forwarded-Proto, and list it in "
        + "trusted_proxies.")
  }
}

extension HTTPField.Name {
  fileprivate static let secFetchSite = Self("Sec-Fetch-Site") ?? .via
}
