import Foundation

/// Divides texts into the words that are searched by: letters, numbers and private use, in lower case, without marks.
///
/// Index and questions are divided here alike, and not by SQLite's tokenizer, whose tables of Unicode are of another
/// age: what it took for two words could not be asked for as one.
enum SearchWords {
  static func all(in text: some StringProtocol) -> [String] {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return ascii(text) }
    return text.decomposedStringWithCanonicalMapping.lowercased().unicodeScalars
      .split { !isPartOfWord($0) }
      .map { word in String(String.UnicodeScalarView(word.filter { $0.properties.generalCategory != .nonspacingMark }))
      }
      .filter { !$0.isEmpty }
  }

  private static func ascii(_ text: some StringProtocol) -> [String] {
    let upper = UInt8(ascii: "A")...UInt8(ascii: "Z")
    let lower = text.utf8.map { upper.contains($0) ? $0 + 0x20 : $0 }
    return lower.split {
      !(UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) && !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
    }.map { String(decoding: $0, as: UTF8.self) }
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
