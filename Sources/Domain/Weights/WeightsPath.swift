/// The place of a file in the models folder, given by somebody: below the folder, visible, and with the right ending.
package struct WeightsPath: Hashable, Sendable, CustomStringConvertible {
  package static let suffix = ".gguf"
  private static let longestPart = 200
  private static let mostFolders = 8

  package let text: String
  package var description: String { text }

  /// - Throws: `Refusal` with the field that it was given in.
  package init(_ text: String, field: String = "path") throws(Refusal) {
    func refuse(_ message: String) -> Refusal {
      .invalid([FieldProblem(["body", field], type: "value_error", message: message, input: .string(text))])
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard let name = parts.last, name.utf8.count > Self.suffix.utf8.count, name.lowercased().hasSuffix(Self.suffix)
    else { throw refuse("The name must end in .gguf.") }
    guard parts.count <= Self.mostFolders + 1 else { throw refuse("The file is in more than 8 folders.") }
    for part in parts {
      guard !part.isEmpty, part != ".", part != "..", !part.hasPrefix(".") else {
        throw refuse("The path must be below the models folder, without empty parts and parts that begin with a dot.")
      }
      guard part.utf8.count <= Self.longestPart else {
        throw refuse("A name in the path is longer than \(Self.longestPart) bytes.")
      }
      guard !part.utf8.contains(0), !part.contains("\\") else {
        throw refuse("The path must not contain NUL or a backslash.")
      }
    }
    do throws(Refusal) {
      guard
        try ModelID(fileName: String(text.dropLast(Self.suffix.count))).text.hasSameBytes(
          as: String(text.dropLast(Self.suffix.count)))
      else { throw refuse("The path must not contain white space or control characters.") }
    } catch {
      throw refuse(error.detail)
    }
    self.text = text
  }

  /// The paths of all parts when this is one of several (`name-00001-of-00003.gguf`); else only this.
  package static func parts(of name: String) -> [String] {
    guard let match = name.wholeMatch(of: /(.+)-([0-9]{5})-of-([0-9]{5})(\.[gG][gG][uU][fF])/),
      let count = Int(match.3), (1...1000).contains(count)
    else { return [name] }
    return (1...count).map { "\(match.1)-\(Self.fiveDigits($0))-of-\(match.3)\(match.4)" }
  }

  private static func fiveDigits(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
  }
}
