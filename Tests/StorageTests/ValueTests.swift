import Storage
import Testing

@Suite struct `Text in the database` {
  @Test func `is compared byte by byte, case and form included`() async throws {
    let scratch = try await Scratch.withTable()
    let all = ["a", "A", "\u{e9}", "e\u{301}", "ß", "ss", "a ", "ａ"]
    for id in all { try await scratch.add(id) }
    for id in all {
      let found = try await scratch.ids("id = \(id)")
      #expect(found.map { Array($0.utf8) } == [Array(id.utf8)])
    }
    #expect(try await scratch.ids("id IN \(in: ["b", "ss", "SS"])") == ["ss"])
  }

  @Test func `is ordered by its bytes`() async throws {
    let scratch = try await Scratch.withTable()
    let ordered = ["", " ", "A", "B", "a", "aa", "a\u{301}", "b", "z", "á", "ﬁ", "🦙"]
    for id in ordered.shuffled() { try await scratch.add(id) }
    #expect(try await scratch.ids().map { Array($0.utf8) } == ordered.map { Array($0.utf8) })
    #expect(
      try await scratch.ids(ordered: "id DESC").map { Array($0.utf8) }
        == ordered.reversed().map { Array($0.utf8) })
  }

  @Test(arguments: [
    "", "'", "\"; DROP TABLE item; --", "?", "\\", "%_", "line\nbreak", "𝔘𝔫𝔦", "a\u{0}b", "\u{0}",
    String(repeating: "long ", count: 100_000),
  ])
  func `comes back as it went in`(_ text: String) async throws {
    let scratch = try await Scratch.withTable()
    try await scratch.add("a", note: text)
    let note = try await scratch.database.read { connection in
      try connection.first("SELECT note FROM item WHERE note = \(text)") { try $0.text("note") }
    }
    // Neither SQLite's C strings nor PostgreSQL hold a NUL: what comes back shows that there was one.
    #expect(note.map { Array($0.utf8) } == Array(text.replacing("\u{0}", with: "\u{fffd}").utf8))
  }

  @Test func `is not found by a text that only begins with it`() async throws {
    let scratch = try await Scratch.withTable()
    try await scratch.add("alpha")
    #expect(try await scratch.ids("id = \("alpha\u{0}")") == [])
    #expect(try await scratch.ids("id = \("alpha\u{0}x")") == [])
  }
}

@Suite struct `A number in the database` {
  @Test(arguments: [0, 1, -1, Int(Int32.max) + 1, 1 << 53 + 1, Int.max, Int.min])
  func `comes back exactly, however large`(_ number: Int) async throws {
    let scratch = try await Scratch.withTable()
    try await scratch.add("a", size: number)
    let size = try await scratch.database.read { connection in
      try connection.first("SELECT size FROM item WHERE size = \(number)") { try $0.int("size") }
    }
    #expect(size == number)
  }

  @Test func `may have a fraction`() async throws {
    let scratch = try await Scratch.withTable()
    try await scratch.database.write { connection in
      try connection.execute("INSERT INTO item (id, weight) VALUES ('a', \(0.1))")
      #expect(try connection.exists("SELECT 1 FROM item WHERE weight = \(0.1)"))
    }
  }

  @Test func `is not taken for text, nor text for a number`() async throws {
    let scratch = try await Scratch.withTable()
    try await scratch.add("a", size: 7, note: "7")
    try await scratch.database.read { connection in
      for (column, wanted) in [("size", "text"), ("nothing", "text")] {
        let mismatch = #expect(throws: Row.Mismatch.self) {
          try connection.first("SELECT size FROM item") { try $0.text(column) }
        }
        #expect(mismatch?.description == "column '\(column)' does not hold \(wanted)")
      }
      #expect(throws: Row.Mismatch.self) {
        try connection.first("SELECT note FROM item") { try $0.int("note") }
      }
    }
  }
}

@Suite struct `Nothing in the database` {
  @Test func `is bound and read as nothing, and is not a value`() async throws {
    let scratch = try await Scratch.withTable()
    try await scratch.add("empty", note: "")
    try await scratch.add("none")
    try await scratch.database.read { connection in
      let notes = try connection.query("SELECT note, size FROM item ORDER BY id") { row in
        #expect(try row.optionalInt("size") == nil)
        return try row.optionalText("note")
      }
      #expect(notes == ["", nil])
      #expect(throws: Row.Mismatch.self) {
        try connection.first("SELECT note FROM item WHERE id = 'none'") { try $0.text("note") }
      }
    }
    let none: String? = nil
    #expect(try await scratch.ids("note = \(none)") == [])
    #expect(try await scratch.ids("note IS \(none)") == ["none"])
  }

  @Test func `is ordered before every value`() async throws {
    let scratch = try await Scratch.withTable()
    for (id, size) in [("b", -5), ("a", nil), ("c", 0)] as [(String, Int?)] {
      try await scratch.add(id, size: size)
    }
    #expect(try await scratch.ids(ordered: "size, id") == ["a", "b", "c"])
    #expect(try await scratch.ids(ordered: "size DESC, id") == ["c", "b", "a"])
  }
}

@Suite struct `SQL text` {
  @Test func `binds what is interpolated, in order, and pastes nothing`() {
    let list = ["x", "y"]
    let fragment: SQL = "size > \(3) AND note IN \(in: list)"
    let none: Int? = nil
    let sql: SQL = "SELECT 1 FROM item WHERE id = \("';--") AND \(fragment) OR size IS \(none) AND \(true)"
    #expect(sql.text == "SELECT 1 FROM item WHERE id = ? AND size > ? AND note IN (?, ?) OR size IS ? AND ?")
    #expect(
      sql.arguments
        == [.text("';--"), .integer(3), .text("x"), .text("y"), .null, .integer(1)])
  }

  @Test func `is joined from fragments with their arguments`() {
    let sql = SQL.joined(["a = \(1)", "b", "c = \("x")"], separator: " AND ")
    #expect(sql.text == "a = ? AND b AND c = ?")
    #expect(sql.arguments == [.integer(1), .text("x")])
    #expect(SQL.joined([], separator: ", ").text == "")
  }

  @Test func `with an empty list finds nothing`() async throws {
    let scratch = try await Scratch.withTable()
    try await scratch.add("a")
    #expect(try await scratch.ids("id IN \(in: [String]())") == [])
    #expect(try await scratch.ids("id IN \(in: ["a", "b", "a"])") == ["a"])
  }

  @Test func `tells its plan`() async throws {
    let scratch = try await Scratch.withTable()
    try await scratch.database.read { connection in
      let search = try connection.plan(of: "SELECT id FROM item WHERE id = \("a")")
      #expect(search == ["SEARCH item USING COVERING INDEX sqlite_autoindex_item_1 (id=?)"])
      #expect(try connection.plan(of: "SELECT * FROM item WHERE size = \(1)") == ["SCAN item"])
    }
  }
}
