/// Names an account, byte by byte; `system` is the controller's own.
package struct UserID: Hashable, Sendable, CustomStringConvertible {
  package let text: String
  package init(_ text: String) { self.text = text }
  package var description: String { text }
  package static let system = UserID("system")

  package static func == (left: UserID, right: UserID) -> Bool {
    left.text.hasSameBytes(as: right.text)
  }

  package func hash(into hasher: inout Hasher) { ExactText(text).hash(into: &hasher) }
}

package enum Role: String, Sendable, CaseIterable {
  case pending, user, admin
}

/// Who acts.
package struct Principal: Equatable, Sendable {
  package var id: UserID
  package var name: String
  package var email: String
  package var role: Role
  /// The groups whose grants count for this person, inherited ones included.
  package var groups: [GroupID]
  /// What groups and defaults allow this user; administrators need none.
  package var permissions: Set<Permission>
  /// Set when the request uses an API key that narrows what the user may do.
  package var limits: KeyLimits?

  package init(
    id: UserID, name: String, email: String, role: Role, groups: [GroupID] = [], permissions: Set<Permission> = [],
    limits: KeyLimits? = nil
  ) {
    self.id = id
    self.name = name
    self.email = email
    self.role = role
    self.groups = groups
    self.permissions = permissions
    self.limits = limits
  }
}

/// Where a request comes from; known before the caller is identified.
package struct Origin: Equatable, Sendable {
  package var requestID: String
  package var address: String?

  package init(requestID: String, address: String?) {
    self.requestID = requestID
    self.address = address
  }
}

/// The principal of one request, with what the audit trail says about it.
package struct Caller: Equatable, Sendable {
  package enum Authentication: String, Sendable {
    case none, password, session, system
    case key = "api_key"
  }

  /// The key that a request was authorised by.
  package struct Key: Equatable, Sendable {
    package var id: String
    package var name: String
    package var ownerID: UserID

    package init(id: String, name: String, ownerID: UserID) {
      self.id = id
      self.name = name
      self.ownerID = ownerID
    }
  }

  /// For whom everything is decided and recorded.
  package var principal: Principal
  package var origin: Origin
  package var authentication: Authentication
  /// Owned by another user than the principal when a front end acts on behalf of the principal.
  package var key: Key?

  package init(principal: Principal, origin: Origin, authentication: Authentication, key: Key? = nil) {
    self.principal = principal
    self.origin = origin
    self.authentication = authentication
    self.key = key
  }

  /// What an audit entry says about how the principal was authenticated.
  package var traits: JSON.Object {
    var traits: JSON.Object = ["request_id": .string(origin.requestID)]
    traits["address"] = origin.address.map(JSON.string)
    traits["authentication"] = .string(authentication.rawValue)
    traits["key_id"] = (key?.id).map(JSON.string)
    traits["key_name"] = (key?.name).map(JSON.string)
    if let owner = key?.ownerID, owner != principal.id { traits["key_owner"] = .string(owner.text) }
    return traits
  }

  /// Muster itself, acting for the reason that the audit entry names.
  package static func system(requestID: String) -> Caller {
    Caller(
      principal: Principal(id: .system, name: "Muster", email: "", role: .admin),
      origin: Origin(requestID: requestID, address: nil), authentication: .system)
  }
}

/// Names a group of people, byte by byte.
package struct GroupID: Hashable, Sendable, CustomStringConvertible {
  package let text: String
  package init(_ text: String) { self.text = text }
  package var description: String { text }

  package static func == (left: GroupID, right: GroupID) -> Bool { left.text.hasSameBytes(as: right.text) }

  package func hash(into hasher: inout Hasher) { ExactText(text).hash(into: &hasher) }
}

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
