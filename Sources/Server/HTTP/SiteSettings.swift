/// How clients reach Muster: the path it is served below, the proxies before it, the origins of pages that may call it.
package struct SiteSettings: Sendable {
  let basePath: BasePath
  let trustedProxies: TrustedProxies
  let allowedOrigins: AllowedOrigins
  let cookie: SessionCookie
  /// Whether the session cookie of an Open WebUI on the same host signs its user in here.
  let acceptsOpenWebUISessions: Bool

  /// - Parameter instanceID: unique to this instance, and the same after a restart.
  package init(
    basePath: BasePath, trustedProxies: TrustedProxies, allowedOrigins: AllowedOrigins, instanceID: String,
    acceptsOpenWebUISessions: Bool
  ) {
    self.basePath = basePath
    self.trustedProxies = trustedProxies
    self.allowedOrigins = allowedOrigins
    cookie = SessionCookie(instanceID: instanceID, basePath: basePath)
    self.acceptsOpenWebUISessions = acceptsOpenWebUISessions
  }

  /// Muster's address as `client` knows it, without a trailing slash.
  func address(for client: Client) -> String {
    guard let host = client.hosts.first else { return basePath.description }
    return "\(client.scheme ?? "http")://\(host)\(basePath)"
  }
}
