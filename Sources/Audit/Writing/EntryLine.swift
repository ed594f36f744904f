import Domain
import Foundation

/// An entry as it is proven: one line of canonical JSON, which is its leaf in the tree, and beside it what may be erased.
struct EntryLine {
  var id: String
  var line: String
  var personal: [PersonalValue] = []

  init(_ act: Act, outcome: AuditEntry.Outcome, by caller: Caller, at now: Timestamp, softwareVersion: String) {
    id = Self.newID()
    line = ""
    var bounds = EntryBounds()
    let act = bounds.bounded(act)
    var metadata = act.details
    for (name, value) in caller.traits { metadata[name] = value }
    metadata["reason"] = act.reason.map(JSON.string)
    metadata["software_version"] = .string(softwareVersion)
    metadata["address"] = caller.origin.address.map { seal($0, at: "/audit_metadata/address", of: caller.principal.id) }
    if let key = caller.key {
      metadata["key_name"] = seal(key.name, at: "/audit_metadata/key_name", of: key.ownerID)
    }
    let changes = act.changes.map { (key: $0.field, value: values(of: $0)) }
    let name = seal(caller.principal.name, at: "/user_name", of: caller.principal.id)
    // In the order of the canonical form already: it has little left to sort.
    let entry: JSON = [
      "action": .string(act.action.rawValue), "audit_metadata": .object(metadata),
      "changes": .object(JSON.Object(changes)), "created_at": .int(now.seconds),
      "description": .string(act.description), "entity_id": .string(act.entityID),
      "entity_type": .string(act.entityType), "id": .string(id), "outcome": .string(outcome.rawValue),
      "user_id": .string(caller.principal.id.text), "user_name": name,
    ]
    line = entry.canonical().serialized()
  }

  /// An entry that is there already, and gets its seals now.
  init(taken entry: JSON, id: String, sealing places: [(place: String, person: UserID)]) {
    self.id = id
    line = ""
    var entry = entry
    for (place, person) in places {
      guard let value = entry.value(at: place)?.string else { continue }
      entry = entry.replacing(at: place, with: seal(value, at: place, of: person))
    }
    line = entry.canonical().serialized()
  }

  private mutating func values(of change: FieldChange) -> JSON {
    func sealed(_ value: JSON?, _ side: String) -> JSON {
      guard let value else { return .null }
      guard let person = change.person, let text = value.string else { return value }
      return seal(text, at: "/changes/\(change.field)/\(side)", of: person)
    }
    return ["before": sealed(change.before, "before"), "after": sealed(change.after, "after")]
  }

  private mutating func seal(_ value: String, at place: String, of person: UserID) -> JSON {
    // Not a person: nobody will ask to have it erased.
    if person == .system { return .string(value) }
    let personal = PersonalValue(of: person, at: place, value.clipped(to: EntryBounds.longestText))
    self.personal.append(personal)
    return personal.sealed
  }

  /// Later ones sort after earlier ones, to the millisecond: the index grows at its end.
  ///
  /// Source: RFC 9562, section 5.7 (UUID version 7).
  static func newID() -> String {
    var bytes = RandomBytes.sixteen()
    let milliseconds = UInt64(Date().timeIntervalSince1970 * 1000)
    for place in 0..<6 { bytes[place] = UInt8(truncatingIfNeeded: milliseconds >> (40 - 8 * UInt64(place))) }
    bytes[6] = bytes[6] & 0x0F | 0x70
    bytes[8] = bytes[8] & 0x3F | 0x80
    var text = Array(BytesAsText.hex(bytes).utf8)
    for place in [20, 16, 12, 8] { text.insert(UInt8(ascii: "-"), at: place) }
    return String(decoding: text, as: UTF8.self)
  }
}
