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
  package var groups: [String]

  package init(id: UserID, name: String, email: String, role: Role, groups: [String] = []) {
    self.id = id
    self.name = name
    self.email = email
    self.role = role
    self.groups = groups
  }
}

/// Where a request comes from; known before anybody has looked at who sent it.
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
  }
  package var principal: Principal
  package var origin: Origin
  package var authentication: Authentication

  package init(principal: Principal, origin: Origin, authentication: Authentication) {
    self.principal = principal
    self.origin = origin
    self.authentication = authentication
  }

  /// Muster itself, acting for the reason that the audit entry names.
  package static func system(requestID: String) -> Caller {
    Caller(
      principal: Principal(id: .system, name: "Muster", email: "", role: .admin),
      origin: Origin(requestID: requestID, address: nil), authentication: .system)
  }
}
