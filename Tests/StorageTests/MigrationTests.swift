import Storage
import Testing

@Suite struct `The schema` {
  private static let first = Migration(
    1, "create_item", ["CREATE TABLE item (id TEXT PRIMARY KEY) STRICT", "INSERT INTO item VALUES ('a')"])
  private static let second = Migration(2, "add_size", ["ALTER TABLE item ADD COLUMN size INTEGER"])
  private static let third = Migration(3, "add_other", ["INSERT INTO item (id) VALUES ('c')"])

  private func applied(_ scratch: Scratch) async throws -> [String] {
    try await scratch.database.read { connection in
      try connection.query("SELECT number, name FROM schema_migration ORDER BY number") {
        "\(try $0.int("number")) \(try $0.text("name"))"
      }
    }
  }

  @Test func `is brought up to date step by step, each step once`() async throws {
    let scratch = try Scratch()
    try await scratch.database.migrate([Self.first])
    try await scratch.database.migrate([Self.first])
    try await scratch.database.migrate([Self.third, Self.first, Self.second])
    try await scratch.database.migrate([Self.first, Self.second, Self.third])
    #expect(try await applied(scratch) == ["1 create_item", "2 add_size", "3 add_other"])
    #expect(try await scratch.ids() == ["a", "c"])
  }

  @Test func `stays as it was when one step fails`() async throws {
    let scratch = try Scratch()
    try await scratch.database.migrate([Self.first])
    let broken = Migration(3, "broken", ["INSERT INTO item (id) VALUES ('lost')", "SELECT FROM"])
    await #expect(throws: (any Error).self) {
      try await scratch.database.migrate([Self.first, Self.second, broken])
    }
    #expect(try await applied(scratch) == ["1 create_item"])
    #expect(try await scratch.ids() == ["a"])
  }

  @Test func `of a newer program is left alone`() async throws {
    let scratch = try Scratch()
    try await scratch.database.migrate([Self.first, Self.second])
    let error = await #expect(throws: Database.NewerSchema.self) {
      try await scratch.database.migrate([Self.first])
    }
    #expect(
      error?.description
        == "The database is at schema 2, this program knows schemas up to 1. Use a newer version of Muster.")
  }

  @Test func `is made once by two programs that start together`() async throws {
    let scratch = try Scratch()
    let other = try Database(path: scratch.path)
    async let here: Void = scratch.database.migrate([Self.first, Self.second])
    async let there: Void = other.migrate([Self.first, Self.second])
    _ = try await (here, there)
    try other.close()
    #expect(try await applied(scratch) == ["1 create_item", "2 add_size"])
  }
}

@Suite struct `A constraint` {
  @Test func `on another table is kept`() async throws {
    let scratch = try Scratch()
    try await scratch.database.write { connection in
      try connection.execute("CREATE TABLE owner (id TEXT PRIMARY KEY) STRICT")
      try connection.execute(
        "CREATE TABLE thing (owner TEXT NOT NULL REFERENCES owner (id) ON DELETE CASCADE) STRICT")
      try connection.execute("INSERT INTO owner VALUES ('olga')")
      try connection.execute("INSERT INTO thing VALUES ('olga')")
    }
    await #expect(throws: (any Error).self) {
      try await scratch.database.write { try $0.execute("INSERT INTO thing VALUES ('nobody')") }
    }
    let isLeft = try await scratch.database.write { connection in
      try connection.execute("DELETE FROM owner")
      return try connection.exists("SELECT 1 FROM thing")
    }
    #expect(!isLeft)
  }

  @Test func `against deletion holds for INSERT OR REPLACE as well`() async throws {
    let scratch = try Scratch()
    try await scratch.database.write { connection in
      try connection.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, text TEXT) STRICT")
      try connection.execute(
        """
        CREATE TRIGGER entries_stay BEFORE DELETE ON entry
        BEGIN SELECT RAISE(ABORT, 'entries cannot be deleted'); END
        """)
      try connection.execute("INSERT INTO entry VALUES (1, 'first')")
    }
    for statement: SQL in [
      "DELETE FROM entry", "INSERT OR REPLACE INTO entry VALUES (1, 'other')",
      "REPLACE INTO entry VALUES (1, 'other')",
    ] {
      await #expect(throws: (any Error).self) {
        try await scratch.database.write { try $0.execute(statement) }
      }
    }
    let texts = try await scratch.database.read { try $0.query("SELECT text FROM entry") { try $0.text("text") } }
    #expect(texts == ["first"])
  }
}
