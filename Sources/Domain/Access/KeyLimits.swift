/// The limits of an API key; a key never allows more than its owner may do.
package struct KeyLimits: Equatable, Sendable {
  /// `nil`: every model that the user may read.
  package var models: [ModelPattern]?
  /// View and use only.
  package var isReadOnly: Bool

  package init(models: [ModelPattern]? = nil, isReadOnly: Bool = false) {
    self.models = models
    self.isReadOnly = isReadOnly
  }

  func covers(_ id: ModelID) -> Bool { models?.contains { $0.matches(id) } ?? true }
}

/// A text in which each `*` matches any characters, or none; everything else matches itself, byte by byte.
package struct ModelPattern: Equatable, Sendable {
  package let text: String

  package init(_ text: String) { self.text = text }

  package static func == (left: Self, right: Self) -> Bool { left.text.hasSameBytes(as: right.text) }

  package func matches(_ id: ModelID) -> Bool {
    let pattern = Array(text.utf8)
    let name = Array(id.text.utf8)
    var (place, inName) = (0, 0)
    // Where to continue when the text after the last star does not match: the star matches one more byte.
    var lastStar: (place: Int, inName: Int)?
    while inName < name.count {
      if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
        lastStar = (place, inName)
        place += 1
      } else if place < pattern.count, pattern[place] == name[inName] {
        place += 1
        inName += 1
      } else if let star = lastStar {
        lastStar = (star.place, star.inName + 1)
        place = star.place + 1
        inName = star.inName + 1
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
