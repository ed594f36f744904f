import Foundation

/// Divides texts into the words that are searched by: letters, numbers and private use, in lower case, without marks.
///
/// Index and questions are divided here alike, and not by SQLite's tokenizer, whose tables of Unicode are of another
/// age: what it took for two words could not be asked for as one.
enum SearchWords {
  /// The words with blanks between them, as the index of words takes them.
  static func spaced(_ text: String) -> String {
    isASCII(text) ? String(decoding: asciiSpaced(text), as: UTF8.self) : all(in: text).joined(separator: " ")
  }

  static func all(in text: some StringProtocol) -> [String] {
    if isASCII(text) {
      return asciiSpaced(text).split(separator: blank).map { String(decoding: $0, as: UTF8.self) }
    }
    return text.decomposedStringWithCanonicalMapping.lowercased().unicodeScalars
      .split { !isPartOfWord($0) }
      .map { word in String(String.UnicodeScalarView(word.filter { $0.properties.generalCategory != .nonspacingMark }))
      }
      .filter { !$0.isEmpty }
  }

  private static let blank = UInt8(ascii: " ")

  private static func isASCII(_ text: some StringProtocol) -> Bool { text.utf8.allSatisfy { $0 < 0x80 } }

  private static func asciiSpaced(_ text: some StringProtocol) -> [UInt8] {
    text.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte + 0x20
      default: blank
      }
    }
  }

  private static func isPartOfWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .letterNumber, .otherNumber, .privateUse, .nonspacingMark:
      true
    default: false
    }
  }
}
