import ArgumentParser
import Domain

/// `--json`, and how answers are shown with and without it.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print JSON for programs.")
  var json = false

  func show(_ table: TextTable) {
    for line in table.lines(width: Terminal.width, isColourful: Terminal.isColourful) { print(line) }
  }

  /// The server's own answer for programs, `words` for people.
  func show(_ answer: JSON, words: @autoclosure () -> String) { show(answer, lines: [words()]) }

  func show(_ answer: JSON, lines: @autoclosure () -> [String]) {
    for line in json ? [answer.serialized()] : lines().map(DisplayText.harmless) { print(line) }
  }

  /// The server's own answer for programs; for people the names alone, or a table.
  func show(_ answer: JSON, names: [String?], only isQuiet: Bool, table: @autoclosure () -> TextTable) {
    if json {
      print(answer.serialized())
    } else if isQuiet {
      for name in names { print(DisplayText.harmless(name ?? "")) }
    } else {
      show(table())
    }
  }
}
