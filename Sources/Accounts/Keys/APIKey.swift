import Crypto
import Domain
import Foundation
import Storage

/// A secret that a program uses instead of a user's session; never allows more than the user may do.
package struct APIKey: Sendable, Equatable {
  package var id: String
  package var ownerID: UserID
  package var name: String
  /// Beginning and end of the secret, enough to tell keys apart.
  package var hint: String
  package var limits: KeyLimits
  /// May act on behalf of other users (`ForwardedUser`).
  package var isTrusted: Bool
  /// Provisions accounts for users whom it names for the first time.
  package var createsUsers: Bool
  /// The one key that each user has in Open WebUI's API: a new one replaces it.
  package var isSole: Bool
  package var createdAt: Timestamp
  package var expiresAt: Timestamp?
  /// To the minute.
  package var lastUsedAt: Timestamp?
  package var revokedAt: Timestamp?

  private static let prefix = "sk-"

  static func isKey(_ token: String) -> Bool { token.hasPrefix(prefix) }

  /// 256 random bits.
  static func newSecret() -> String { prefix + BytesAsText.hex(RandomBytes.thirtyTwo()) }

  static func hint(of secret: String) -> String { "\(prefix)…\(secret.suffix(4))" }

  /// Renamed where `user` has columns of the same name, so that both fit into one row.
  static let columns: SQL =
    """
    api_key.id AS key_id, api_key.user_id AS key_owner, api_key.name AS key_name, api_key.hint, api_key.models,
    api_key.is_read_only, api_key.is_trusted, api_key.creates_users, api_key.is_sole, api_key.created_at AS key_created_at,
    api_key.expires_at, api_key.last_used_at, api_key.revoked_at
    """

  init(_ row: Row) throws {
    id = try row.text("key_id")
    ownerID = UserID(try row.text("key_owner"))
    name = try row.text("key_name")
    hint = try row.text("hint")
    let patterns = try row.optionalText("models").map { try JSON(parsing: $0).array ?? [] }
    limits = KeyLimits(
      models: patterns?.compactMap(\.string).map(ModelPattern.init), isReadOnly: try row.bool("is_read_only"))
    isTrusted = try row.bool("is_trusted")
    createsUsers = try row.bool("creates_users")
    isSole = try row.bool("is_sole")
    createdAt = Timestamp(seconds: try row.int("key_created_at"))
    expiresAt = try row.optionalInt("expires_at").map(Timestamp.init(seconds:))
    lastUsedAt = try row.optionalInt("last_used_at").map(Timestamp.init(seconds:))
    revokedAt = try row.optionalInt("revoked_at").map(Timestamp.init(seconds:))
  }

  init(id: String, ownerID: UserID, form: KeyForm, hint: String, createdAt: Timestamp) {
    self.id = id
    self.ownerID = ownerID
    self.hint = hint
    self.createdAt = createdAt
    name = form.name.trimmingCharacters(in: .whitespaces)
    limits = KeyLimits(models: form.models?.map(ModelPattern.init), isReadOnly: form.isReadOnly)
    isTrusted = form.isTrusted
    createsUsers = form.createsUsers
    isSole = form.isSole
    expiresAt = form.expiresAt
  }

  func insert(hash: String, _ connection: Connection) throws {
    try connection.execute(
      """
      INSERT INTO api_key (id, user_id, name, hash, hint, models, is_read_only, is_trusted, creates_users, is_sole,
        created_at, expires_at)
      VALUES (\(id), \(ownerID.text), \(name), \(hash), \(hint), \(patternsAsJSON?.serialized()),
        \(limits.isReadOnly), \(isTrusted), \(createsUsers), \(isSole), \(createdAt.seconds), \(expiresAt?.seconds))
      """)
  }

  package var patternsAsJSON: JSON? { limits.models.map { .array($0.map { .string($0.text) }) } }

  /// - Throws: `Refusal` when it was revoked or has run out.
  func checkIsGood(at now: Timestamp) throws(Refusal) {
    if revokedAt != nil {
      throw Refusal(.unauthenticated, code: "key.revoked", detail: "This API key was revoked. Use another one.")
    }
    if let expiresAt, expiresAt <= now {
      throw Refusal(.unauthenticated, code: "key.expired", detail: "This API key has expired. Create a new one.")
    }
  }

  /// The address of the user on whose behalf a trusted key acts.
  /// - Throws: `Refusal` when the header is missing, or the key's owner is no longer an administrator.
  func email(of person: ForwardedUser, owner: Account) throws(Refusal) -> String {
    guard AccessPolicy.decide(.changePeople, by: owner.principal) == .allowed else {
      throw Refusal(
        .forbidden, code: "key.trust_ended",
        detail: "This API key can no longer act on behalf of users: its owner is no longer an administrator.")
    }
    guard let email = person.email, !email.isEmpty else {
      throw Refusal(
        .malformed, code: "key.unnamed_person",
        detail: "The header X-OpenWebUI-User-Email is missing: it names the user on whose behalf the front end acts.")
    }
    return email
  }

  /// What an audit entry says of a key: everything but the secret.
  var changesOfCreation: [FieldChange] {
    let fields: [(String, JSON)] = [
      ("name", .string(name)), ("models", patternsAsJSON ?? .null), ("read_only", .bool(limits.isReadOnly)),
      ("trusted", .bool(isTrusted)), ("creates_users", .bool(createsUsers)),
      ("expires_at", .optional(expiresAt?.seconds)),
    ]
    return fields.map { FieldChange($0.0, before: nil, after: $0.1, of: $0.0 == "name" ? ownerID : nil) }
  }
}

extension Accounts {
  /// Whether a token has the format of an API key.
  package static func isKey(_ token: String) -> Bool { APIKey.isKey(token) }
}

/// The settings of a new key.
package struct KeyForm: Sendable, Equatable {
  package static let mostPatterns = 100

  package var name: String
  package var expiresAt: Timestamp?
  /// `nil` for all models.
  package var models: [String]?
  package var isReadOnly: Bool
  package var isTrusted: Bool
  package var createsUsers: Bool
  /// Replaces the caller's previous key of this kind.
  package var isSole: Bool

  package init(
    name: String, expiresAt: Timestamp? = nil, models: [String]? = nil, isReadOnly: Bool = false,
    isTrusted: Bool = false, createsUsers: Bool = false, isSole: Bool = false
  ) {
    self.name = name
    self.expiresAt = expiresAt
    self.models = models
    self.isReadOnly = isReadOnly
    self.isTrusted = isTrusted
    self.createsUsers = createsUsers
    self.isSole = isSole
  }

  func check(at now: Timestamp) throws(Refusal) {
    var problems: [FieldProblem] = []
    func object(_ field: String, _ message: String) {
      problems.append(FieldProblem(["body", field], type: "value_error", message: message))
    }
    if name.allSatisfy(\.isWhitespace) || name.utf16.count > 200
      || name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    {
      object("name", "Give the key a name of 1 to 200 characters, without control characters.")
    }
    if let expiresAt, expiresAt <= now { object("expires_at", "The time is in the past.") }
    if let models {
      if models.isEmpty {
        object("models", "Without a pattern the key could use no model. Leave 'models' out to allow all.")
      }
      if models.count > Self.mostPatterns { object("models", "At most \(Self.mostPatterns) patterns.") }
      if models.contains(where: { $0.isEmpty || $0.utf16.count > ModelID.longest }) {
        object(
          "models", "A pattern is a model ID of 1 to \(ModelID.longest) characters; * stands for any characters.")
      }
    }
    if createsUsers, !isTrusted {
      object("creates_users", "Only a key that is trusted to act on behalf of users can create users.")
    }
    if !problems.isEmpty { throw .invalid(problems) }
  }
}
