import Audit
import Domain
import Foundation
import Storage

extension Accounts {
  /// Provisions the account of a user whom a trusted front end names for the first time, if its key may do that.
  /// Otherwise does nothing: identifying the caller fails then.
  package func provision(_ credentials: Credentials, from origin: Origin) async throws {
    guard let person = credentials.onBehalfOf, let token = credentials.token, APIKey.isKey(token),
      let (key, owner, email) = try newcomer(person, hash: Digest.sha256(token))
    else { return }
    let name = person.name.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 } ?? email
    try AccountRules.check(email: email)
    try AccountRules.check(name: name)
    let caller = Caller(
      principal: owner.principal, origin: origin, authentication: .key,
      key: .init(id: key.id, name: key.name, ownerID: owner.id))
    let attempt = AuditLog.Attempt(.accountProvision, entityType: "account", entityID: "new")
    try await auditLog.change(as: caller, attempt) { connection, journal in
      // A concurrent first request may have been faster.
      if try Account.find(email: email, connection) != nil { return }
      // The front end's administrators are not administrators here.
      let account = Account(
        id: UserID(Self.newID()), name: name, email: email.lowercased(),
        role: person.role == Role.pending.rawValue ? .pending : .user, profileImageURL: "/user.png",
        createdAt: journal.now)
      try account.insert(connection)
      try journal.record(
        Act(
          .accountProvision, entityType: "account", entityID: account.id.text,
          description: "Provisioned an account for a user of a trusted front end",
          changes: account.changesOfCreation))
    }
  }

  private func newcomer(_ person: ForwardedUser, hash: String) throws -> (APIKey, Account, email: String)? {
    let now = now()
    return try database.lookUp { connection in
      guard let (key, owner) = try Self.keyAndOwner(hash: hash, connection), key.isTrusted, key.createsUsers
      else { return nil }
      try key.checkIsGood(at: now)
      let email = try key.email(of: person, owner: owner)
      return try Account.find(email: email, connection) == nil ? (key, owner, email) : nil
    }
  }
}

extension Refusal {
  static func unknownPerson(_ email: String) -> Refusal {
    Refusal(
      .forbidden, code: "key.unknown_person",
      detail: "There is no account '\(email)', and this API key may not create users. Ask an administrator.",
      recorded: "There is no account with this address, and this API key may not create users.")
  }
}
