/// How Muster is reached: below which path, through which proxies, from whose pages.
package struct Site: Sendable {
  let basePath: BasePath
  let trustedProxies: TrustedProxies
  let allowedOrigins: AllowedOrigins
  let cookie: SessionCookie
  /// Whether the cookie of an Open WebUI on the same host counts.
  let takesForeignSessions: Bool

  /// - Parameter instanceID: another one for each Muster, and always the same for one.
  package init(
    basePath: BasePath, trustedProxies: TrustedProxies, allowedOrigins: AllowedOrigins, instanceID: String,
    takesForeignSessions: Bool
  ) {
    self.basePath = basePath
    self.trustedProxies = trustedProxies
    self.allowedOrigins = allowedOrigins
    cookie = SessionCookie(instanceID: instanceID, basePath: basePath)
    self.takesForeignSessions = takesForeignSessions
  }

  /// Muster's address as `client` knows it, without a slash at its end.
  func address(for client: Client) -> String {
    guard let host = client.hosts.first else { return basePath.description }
    return "\(client.scheme ?? "http")://\(host)\(basePath)"
  }
}
