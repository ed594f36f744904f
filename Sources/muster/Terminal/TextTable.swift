import ArgumentParser
import Domain

/// A cell of a table, with its color.
struct Cell: Equatable {
  enum Tone: String {
    case plain = ""
    case good = "32"
    case waiting = "33"
    case bad = "31"
    case faint = "2"
  }

  var text: String
  var tone: Tone

  init(_ text: String, _ tone: Tone = .plain) {
    self.text = DisplayText.sanitized(text)
    self.tone = tone
  }
}

/// A table with headings, at most as wide as the terminal.
struct TextTable: Equatable {
  struct Column: Equatable {
    var title: String
    var isNumber = false
    /// May be cut with "…" if the line is too long.
    var isFlexible = false

    static func fixed(_ title: String) -> Column { Column(title: title) }
    static func number(_ title: String) -> Column { Column(title: title, isNumber: true) }
    static func flexible(_ title: String) -> Column { Column(title: title, isFlexible: true) }
  }

  /// The least width of a flexible column.
  static let narrowest = 8
  private static let gap = "  "

  var columns: [Column]
  var rows: [[Cell]]

  /// A table of one object's fields.
  static func fields(_ fields: [(name: String, value: String)]) -> TextTable {
    TextTable(
      columns: [.fixed("FIELD"), .flexible("VALUE")], rows: fields.map { [Cell($0.name), Cell($0.value)] })
  }

  /// - Parameter width: columns of the terminal; `nil` cuts nothing.
  func lines(width: Int?, isColored: Bool) -> [String] {
    let widths = fitted(to: width)
    let heading = columns.map { Cell($0.title, .faint) }
    return ([heading] + rows).map { row in
      var line = ""
      for (index, column) in columns.enumerated() {
        let cell = index < row.count ? row[index] : Cell("")
        let text = DisplayText.cut(cell.text, to: widths[index])
        let padding = String(repeating: " ", count: max(0, widths[index] - DisplayText.width(text)))
        let painted = isColored && cell.tone != .plain ? "\u{1B}[\(cell.tone.rawValue)m\(text)\u{1B}[0m" : text
        line += (index > 0 ? Self.gap : "") + (column.isNumber ? padding + painted : painted + padding)
      }
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// Narrows the widest flexible column until the line fits or all have their least width.
  private func fitted(to width: Int?) -> [Int] {
    var widths = columns.indices.map { index in
      rows.reduce(DisplayText.width(columns[index].title)) {
        max($0, index < $1.count ? DisplayText.width($1[index].text) : 0)
      }
    }
    guard let width else { return widths }
    var surplus = widths.reduce(0, +) + Self.gap.count * (columns.count - 1) - width
    while surplus > 0 {
      let candidates = columns.indices.filter { columns[$0].isFlexible && widths[$0] > Self.narrowest }
      guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
      surplus -= 1
    }
    return widths
  }
}

/// `--json`, and how answers are printed with and without it.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print JSON.")
  var json = false

  func show(_ table: TextTable) {
    for line in table.lines(width: Terminal.width, isColored: Terminal.isColored) { print(line) }
  }

  /// Prints the answer with `--json`, else `text`.
  func show(_ answer: JSON, text: @autoclosure () -> String) { show(answer, lines: [text()]) }

  func show(_ answer: JSON, lines: @autoclosure () -> [String]) {
    for line in json ? [answer.serialized()] : lines().map(DisplayText.sanitized) { print(line) }
  }

  /// Prints the answer with `--json`, else the names alone or the table.
  func show(_ answer: JSON, names: [String?], only isQuiet: Bool, table: @autoclosure () -> TextTable) {
    if json {
      print(answer.serialized())
    } else if isQuiet {
      for name in names { print(DisplayText.sanitized(name ?? "")) }
    } else {
      show(table())
    }
  }
}
