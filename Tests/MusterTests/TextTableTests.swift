import Testing

@testable import muster

@Suite struct `A table` {
  static let table = TextTable(
    columns: [.flexible("ID"), .number("SIZE"), .flexible("WHY")],
    rows: [[Cell("alpha"), Cell("7"), Cell("it was asked for by a request")], [Cell("b"), Cell("1200"), Cell("")]])

  @Test func `is not cut without a terminal`() {
    #expect(
      Self.table.lines(width: nil, isColored: false) == [
        "ID     SIZE  WHY",
        "alpha     7  it was asked for by a request",
        "b      1200",
      ])
  }

  @Test func `is cut to fit the terminal`() {
    #expect(
      Self.table.lines(width: 26, isColored: false) == [
        "ID     SIZE  WHY",
        "alpha     7  it was asked…",
        "b      1200",
      ])
  }

  @Test func `keeps a few letters of every column in a narrow terminal`() {
    #expect(Self.table.lines(width: 5, isColored: false)[1] == "alpha     7  it was …")
  }

  @Test func `is aligned with colors, too`() {
    let table = TextTable(columns: [.fixed("STATE"), .fixed("X")], rows: [[Cell("ok", .good), Cell("y")]])
    #expect(table.lines(width: nil, isColored: true)[1] == "\u{1B}[32mok\u{1B}[0m     y")
    #expect(table.lines(width: nil, isColored: false)[1] == "ok     y")
  }

  @Test(arguments: [("naïve", 5), ("日本", 4), ("👍", 2), ("e\u{301}", 1)])
  func `knows how wide letters are`(_ text: String, _ width: Int) {
    #expect(DisplayText.width(text) == width)
  }

  @Test(arguments: [("a\u{1B}[31mb", "a\u{FFFD}[31mb"), ("a\nb", "a b"), ("a\u{202E}b", "a\u{FFFD}b"), ("👩‍👧", "👩‍👧")])
  func `replaces control characters`(_ text: String, _ shown: String) {
    #expect(Cell(text).text == shown)
  }
}
