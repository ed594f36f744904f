import Domain
import Storage

/// Entries from before there was a tree, put into its form.
///
/// Their descriptions named people; those of actions on people, groups, keys and sessions say instead, in the catalog's
/// words, what happened.
enum EarlierEntries {
  private static let aboutPeople: Set<String> = ["account", "session", "group", "key", "backup", "house", "openwebui"]

  static func convert(_ connection: Connection) throws {
    try connection.forEach("SELECT * FROM audit_before ORDER BY sequence") { row in
      _ = try EntryTable.insert(try entry(row), sequence: try row.int("sequence"), connection)
    }
  }

  private static func entry(_ row: Row) throws -> EntryLine {
    let person = UserID(try row.text("user_id"))
    let type = try row.text("entity_type")
    let (action, subject) = (try row.text("action"), UserID(try row.text("entity_id")))
    var metadata = try JSON(parsing: row.text("audit_metadata")).object ?? [:]
    // "… by <name>": the entry of the action that caused it says by whom.
    if let cause = metadata["cause"]?.string, let by = cause.ranges(of: " by ").first {
      metadata["cause"] = .string(String(cause[..<by.lowerBound]))
    }
    let occasion = AuditAction(rawValue: action)?.occasion
    let description = aboutPeople.contains(type) ? occasion ?? action : try row.text("description")
    let entry: JSON = [
      "id": .string(try row.text("id")), "user_id": .string(person.text),
      "user_name": .string(try row.text("user_name")),
      "action": .string(action), "entity_type": .string(type), "entity_id": .string(subject.text),
      "description": .string(description), "changes": try JSON(parsing: row.text("changes")),
      "audit_metadata": .object(metadata), "outcome": .string(try row.text("outcome")),
      "created_at": .int(try row.int("created_at")),
    ]
    // Entries of that age say `spoken_by` for what is `key_owner` now.
    let owner = metadata["spoken_by"]?.string.map(UserID.init) ?? person
    let places = PersonalValue.places(inEntryOf: type).map { place in
      if place.hasPrefix("/changes/"), type == "account" { return (place, subject) }
      return (place, place.hasSuffix("/key_name") ? owner : person)
    }
    return EntryLine(taken: entry, id: try row.text("id"), sealing: places)
  }
}
