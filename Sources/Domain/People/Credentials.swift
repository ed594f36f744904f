/// What a request shows of who sends it.
package struct Credentials: Sendable, Equatable {
  /// A session's token, or an API key.
  package var token: String?
  /// The user for whom a front end says that it acts; means nothing without a key that is trusted to.
  package var onBehalfOf: ForwardedUser?

  package init(token: String?, onBehalfOf: ForwardedUser? = nil) {
    self.token = token
    self.onBehalfOf = onBehalfOf
  }
}

/// The headers `X-OpenWebUI-User-…` of a request (Open WebUI 0.12.4 with ENABLE_FORWARD_USER_INFO_HEADERS), decoded.
package struct ForwardedUser: Sendable, Equatable {
  package var email: String?
  package var name: String?
  package var role: String?

  package init(email: String?, name: String?, role: String?) {
    self.email = email
    self.name = name
    self.role = role
  }
}
