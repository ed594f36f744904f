import Crypto

/// A name or an address that an entry holds: it stands beside the entry with a salt, and in it only as a hash of both,
/// so that it can be erased and the entry still be proven.
package struct PersonalValue: Equatable, Sendable {
  private static let member = "salted_sha256"

  /// Whose it is.
  package var person: UserID
  /// Where in the entry, as a JSON pointer (RFC 6901), e.g. `/changes/email/after`.
  package var place: String
  package var value: String
  package var salt: [UInt8]

  /// With a salt of its own: equal values are not seen to be equal.
  package init(of person: UserID, at place: String, _ value: String) {
    self.init(of: person, at: place, value, salt: RandomBytes.sixteen())
  }

  package init(of person: UserID, at place: String, _ value: String, salt: [UInt8]) {
    self.person = person
    self.place = place
    self.value = value
    self.salt = salt
  }

  /// What the entry holds in its place.
  package var sealed: JSON {
    var hash = SHA256()
    hash.update(data: salt)
    hash.update(data: Array(value.utf8))
    return [Self.member: .string(BytesAsText.base64(Array(hash.finalize())))]
  }

  /// Where there may be one in an entry about a thing of this kind.
  package static func places(inEntryOf entityType: String) -> [String] {
    let fields =
      switch entityType {
      case "account": ["name", "email", "profile_image_url"]
      case "key": ["name"]
      default: [String]()
      }
    return ["/user_name", "/audit_metadata/address", "/audit_metadata/key_name"]
      + fields.flatMap { ["/changes/\($0)/before", "/changes/\($0)/after"] }
  }

  /// Whether this is what stands for a personal value in an entry.
  package static func isSealed(_ json: JSON) -> Bool {
    json.object.map { $0.members.count == 1 && $0[member]?.string != nil } ?? false
  }

  package var json: JSON {
    [
      "user_id": .string(person.text), "place": .string(place), "salt": .string(BytesAsText.base64(salt)),
      "value": .string(value),
    ]
  }

  package init?(_ json: JSON) {
    guard let person = json["user_id"]?.string, let place = json["place"]?.string, let value = json["value"]?.string,
      let salt = json["salt"]?.string.flatMap(BytesAsText.bytes(base64:))
    else { return nil }
    self.init(of: UserID(person), at: place, value, salt: salt)
  }
}

extension JSON {
  /// What stands at a place: `/changes/email/after`.
  package func value(at place: String) -> JSON? {
    Self.steps(place).reduce(JSON?.some(self)) { $0?[$1] }
  }

  /// Puts `value` in the place of what stands there; nothing happens when there is nothing.
  package func replacing(at place: String, with value: JSON) -> JSON {
    replacing(Self.steps(place)[...], with: value)
  }

  private static func steps(_ place: String) -> [String] {
    // By bytes: to look for grapheme clusters in each name of a long list takes most of its time.
    place.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
  }

  private func replacing(_ path: ArraySlice<String>, with value: JSON) -> JSON {
    guard let name = path.first else { return value }
    guard var object, let inner = object[name] else { return self }
    object[name] = inner.replacing(path.dropFirst(), with: value)
    return .object(object)
  }

  /// An entry with what is known of its sealed values, and `null` where they were erased.
  package func unsealed(with known: [PersonalValue]) -> JSON {
    var entry = known.reduce(self) { $0.replacing(at: $1.place, with: .string($1.value)) }
    // Only where Muster seals: anywhere else it is a user's text that looks like a seal.
    for place in PersonalValue.places(inEntryOf: self["entity_type"]?.string ?? "") {
      if let value = entry.value(at: place), PersonalValue.isSealed(value) {
        entry = entry.replacing(at: place, with: .null)
      }
    }
    return entry
  }
}
