import Domain

/// Limits what one action may add to the trail, which is kept for years: longer values are cut, and say so.
///
/// Nothing is lost by it: the registry keeps every revision of a model whole.
struct EntryBounds {
  static let longestName = 300
  static let longestDescription = 2_000
  static let longestReason = 4_000
  /// Of one value among the changes or details.
  static let longestText = 65_536
  /// Elements of one list, members of one object.
  static let mostElements = 2_000
  /// Bytes of all changes and details together, about.
  private var left = 1_000_000

  mutating func bounded(_ act: Act) -> Act {
    var act = act
    act.entityType = act.entityType.clipped(to: Self.longestName)
    act.entityID = act.entityID.clipped(to: Self.longestName)
    act.description = act.description.clipped(to: Self.longestDescription)
    act.reason = act.reason?.clipped(to: Self.longestReason)
    act.details = bounded(act.details)
    act.changes = bounded(act.changes)
    return act
  }

  private mutating func bounded(_ changes: [FieldChange]) -> [FieldChange] {
    var kept: [FieldChange] = []
    for change in changes {
      guard hasRoom(for: kept.count) else { break }
      var change = change
      change.field = name(change.field)
      change.before = change.before.map { bounded($0) }
      change.after = change.after.map { bounded($0) }
      kept.append(change)
    }
    if kept.count < changes.count {
      kept.append(FieldChange("…", before: nil, after: .string("(\(changes.count.grouped) fields, cut)")))
    }
    return kept
  }

  private mutating func bounded(_ members: JSON.Object) -> JSON.Object {
    let all = members.map { $0 }
    var kept: [(key: String, value: JSON)] = []
    for (key, value) in all {
      guard hasRoom(for: kept.count) else { break }
      kept.append((name(key), bounded(value)))
    }
    if kept.count < all.count { kept.append(("…", .string("(\(all.count.grouped) members, cut)"))) }
    return JSON.Object(kept)
  }

  private mutating func bounded(_ json: JSON) -> JSON {
    left -= 8
    switch json {
    case .null, .bool: return json
    case .string(let text): return .string(self.text(text))
    case .number(let literal):
      return literal.utf8.count <= Self.longestName ? json : .string(literal.clipped(to: Self.longestName))
    case .object(let members): return .object(bounded(members))
    case .array(let elements):
      var kept: [JSON] = []
      for element in elements {
        guard hasRoom(for: kept.count) else { break }
        kept.append(bounded(element))
      }
      if kept.count < elements.count { kept.append(.string("… (\(elements.count.grouped) elements, cut)")) }
      return .array(kept)
    }
  }

  private func hasRoom(for number: Int) -> Bool { number < Self.mostElements && left > 0 }

  private mutating func name(_ name: String) -> String {
    let name = name.clipped(to: Self.longestName)
    left -= name.utf8.count
    return name
  }

  private mutating func text(_ text: String) -> String {
    let text = text.clipped(to: max(100, min(Self.longestText, left)))
    left -= text.utf8.count
    return text
  }
}
