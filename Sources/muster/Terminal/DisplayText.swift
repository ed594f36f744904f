/// Text as a terminal shows it.
enum DisplayText {
  /// Without control characters: names come from other people, and an escape sequence among them could do anything to
  /// the terminal of whoever lists them.
  static func harmless(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          switch scalar.properties.generalCategory {
          case .control, .lineSeparator, .paragraphSeparator: scalar == "\n" || scalar == "\t" ? " " : "\u{FFFD}"
          case .format where isDirection(scalar): "\u{FFFD}"
          default: scalar
          }
        }))
  }

  /// How many columns the text takes.
  static func width(_ text: String) -> Int { text.reduce(0) { $0 + width($1) } }

  static func cut(_ text: String, to width: Int) -> String {
    guard self.width(text) > width else { return text }
    var kept = ""
    var used = 1  // the ellipsis
    for character in text {
      used += self.width(character)
      guard used <= width else { break }
      kept.append(character)
    }
    return kept + "…"
  }

  private static func width(_ character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    let isEmoji = first.properties.isEmojiPresentation
    return isEmoji || isWide(first.value) ? 2 : 1
  }

  /// The blocks whose characters East Asian typography makes two columns wide (Unicode UAX 11, W and F).
  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
      true
    default: false
    }
  }

  /// Overrides and isolates can make a line read as what it is not.
  private static func isDirection(_ scalar: Unicode.Scalar) -> Bool {
    (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
  }
}
