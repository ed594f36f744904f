/// Identifies a model permanently: there is no rename.
///
/// Compared byte by byte. Any text of 1 to 256 characters without white space and control characters, so that an
/// upstream's own names (`org/name:7b`) can be used as they are.
package struct ModelID: Hashable, Sendable, Comparable, CustomStringConvertible {
  package static let longest = 256
  package let text: String

  /// - Throws: `Refusal`; for an id that is too long with Open WebUI's text, which clients know.
  package init(_ text: String) throws(Refusal) {
    guard !text.isEmpty else {
      throw Refusal(
        .invalid, code: "model.bad_id",
        detail: "The model ID is missing. Enter at least one character.")
    }
    // In UTF-16 units as well as characters: a client counts either.
    guard text.utf16.count <= Self.longest else {
      throw Refusal(
        .malformed, code: "model.id_too_long",
        detail:
          "The model id is too long. Please make sure your model id is less than 256 characters long."
      )
    }
    for scalar in text.unicodeScalars where Self.isForbidden(scalar) {
      throw Refusal(
        .invalid, code: "model.bad_id",
        detail:
          "The model ID \(text.debugDescription) contains white space or a control character. Use letters, digits and punctuation."
      )
    }
    self.text = text
  }

  /// The id for the name of a file: what an id may not hold becomes `-`.
  /// - Throws: `Refusal` when it is too long, or empty.
  package init(fileName: String) throws(Refusal) {
    var scalars = String.UnicodeScalarView()
    for scalar in fileName.unicodeScalars { scalars.append(Self.isForbidden(scalar) ? "-" : scalar) }
    try self.init(String(scalars))
  }

  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
  }

  /// An id that was checked when it was stored.
  package init(stored text: String) { self.text = text }

  package var description: String { text }

  package static func == (left: ModelID, right: ModelID) -> Bool {
    left.text.hasSameBytes(as: right.text)
  }

  package func hash(into hasher: inout Hasher) { ExactText(text).hash(into: &hasher) }

  package static func < (left: ModelID, right: ModelID) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }
}
