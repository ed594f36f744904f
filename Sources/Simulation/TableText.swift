/// A table as people save it from spreadsheets and scripts: comma-separated (RFC 4180) with a heading, `\n` or `\r\n`, a
/// byte order mark or not, empty lines, columns in any order, columns that nobody asked for.
package struct TableText {
  package struct Problem: Error, Equatable {
    /// From 1.
    package var line: Int
    package var message: String
  }

  struct Row {
    var line: Int
    fileprivate var fields: [String]
    fileprivate var columns: [String: Int]

    /// `nil`: there is no such column, or nothing in it.
    subscript(column: String) -> String? {
      guard let index = columns[column], index < fields.count, !fields[index].isEmpty else { return nil }
      return fields[index]
    }

    func required(_ column: String) throws(Problem) -> String {
      guard let text = self[column] else { throw Problem(line: line, message: "the column '\(column)' is empty") }
      return text
    }

    /// - Throws: `Problem` if it is no number, not finite, or below `least`.
    func number(_ column: String, least: Double) throws(Problem) -> Double? {
      guard let text = self[column] else { return nil }
      guard let number = Double(text), number.isFinite, number >= least else {
        throw Problem(line: line, message: "'\(column)' must be a number of at least \(least.shortText), not '\(text)'")
      }
      return number
    }
  }

  var rows: [Row] = []

  /// - Parameter required: columns that the heading must have.
  /// - Throws: `Problem`.
  init(_ text: String, required: [String]) throws(Problem) {
    var columns: [String: Int]?
    var line = 0
    var rest = Substring(text)
    if rest.first == "\u{FEFF}" { rest.removeFirst() }
    while !rest.isEmpty {
      line += 1
      let first = line
      let fields = try Self.record(&rest, &line)
      if fields.allSatisfy(\.isEmpty) { continue }
      guard let known = columns else {
        var found: [String: Int] = [:]
        for (index, name) in fields.enumerated() { found[name.lowercased()] = found[name.lowercased()] ?? index }
        let missing = required.filter { found[$0] == nil }
        guard missing.isEmpty else {
          throw Problem(
            line: first,
            message: "the first line must name the columns \(required.joined(separator: ",")); "
              + "\(missing.map { "'\($0)'" }.joined(separator: ", ")) is missing")
        }
        columns = found
        continue
      }
      rows.append(Row(line: first, fields: fields, columns: known))
    }
    if columns == nil { throw Problem(line: 1, message: "the file is empty") }
  }

  private static func record(_ rest: inout Substring, _ line: inout Int) throws(Problem) -> [String] {
    if let end = rest.firstIndex(where: \.isNewline), !rest[..<end].contains("\"") {
      defer { rest = rest[rest.index(after: end)...] }
      return plain(rest[..<end])
    }
    var fields: [String] = []
    while true {
      rest = rest.drop { $0 == " " || $0 == "\t" }
      var field = ""
      if rest.first == "\"" {
        let first = line
        rest.removeFirst()
        while true {
          guard let character = rest.popFirst() else {
            throw Problem(line: first, message: "a quotation mark is not closed")
          }
          if character == "\"" {
            guard rest.first == "\"" else { break }
            rest.removeFirst()
          }
          if character.isNewline { line += 1 }
          field.append(character)
        }
        rest = rest.drop { $0 != "," && !$0.isNewline }
      } else {
        let end = rest.firstIndex { $0 == "," || $0.isNewline } ?? rest.endIndex
        field = trimmed(rest[..<end])
        rest = rest[end...]
      }
      fields.append(field)
      guard rest.popFirst() == "," else { return fields }
    }
  }

  private static func plain(_ line: Substring) -> [String] {
    line.split(separator: ",", omittingEmptySubsequences: false).map(trimmed)
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
  }
}

extension Double {
  var shortText: String { self == rounded() && abs(self) < 1e15 ? String(Int(self)) : String(self) }
}
