import Testing

@testable import muster

@Suite struct `A table` {
  static let table = TextTable(
    columns: [.flexible("ID"), .number("SIZE"), .flexible("WHY")],
    rows: [[Cell("alpha"), Cell("7"), Cell("it was asked for by a request")], [Cell("b"), Cell("1200"), Cell("")]])

  @Test func `is as wide as its words when nobody looks`() {
    #expect(
      Self.table.lines(width: nil, isColourful: false) == [
        "ID     SIZE  WHY",
        "alpha     7  it was asked for by a request",
        "b      1200",
      ])
  }

  @Test func `is cut where it may be to fit the terminal`() {
    #expect(
      Self.table.lines(width: 26, isColourful: false) == [
        "ID     SIZE  WHY",
        "alpha     7  it was asked…",
        "b      1200",
      ])
  }

  @Test func `keeps a few letters of every column in any terminal`() {
    #expect(Self.table.lines(width: 5, isColourful: false)[1] == "alpha     7  it was …")
  }

  @Test func `is lined up in colour as without`() {
    let table = TextTable(columns: [.fixed("STATE"), .fixed("X")], rows: [[Cell("ok", .good), Cell("y")]])
    #expect(table.lines(width: nil, isColourful: true)[1] == "\u{1B}[32mok\u{1B}[0m     y")
    #expect(table.lines(width: nil, isColourful: false)[1] == "ok     y")
  }

  @Test(arguments: [("naïve", 5), ("日本", 4), ("👍", 2), ("e\u{301}", 1)])
  func `knows how wide letters are`(_ text: String, _ width: Int) {
    #expect(DisplayText.width(text) == width)
  }

  @Test(arguments: [("a\u{1B}[31mb", "a\u{FFFD}[31mb"), ("a\nb", "a b"), ("a\u{202E}b", "a\u{FFFD}b"), ("👩‍👧", "👩‍👧")])
  func `lets nobody's name rule the terminal`(_ text: String, _ shown: String) {
    #expect(Cell(text).text == shown)
  }
}
