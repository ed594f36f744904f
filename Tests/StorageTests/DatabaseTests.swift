import Foundation
import Storage
import Testing

private struct Mishap: Error, Equatable {}

@Suite struct `A write` {
  @Test func `is durable before it returns`() async throws {
    let scratch = try Scratch()
    let settings = try await scratch.database.write { connection in
      try ["synchronous", "journal_mode", "foreign_keys", "recursive_triggers"].map { pragma in
        try connection.first(SQL(stringLiteral: "SELECT CAST(\(pragma) AS TEXT) AS value FROM pragma_\(pragma)")) {
          try $0.text("value")
        }
      }
    }
    #expect(settings == ["2", "wal", "1", "1"], "2 is FULL")
  }

  @Test func `leaves nothing when its block throws, and the connection goes on`() async throws {
    let scratch = try await Scratch.withTable()
    try await scratch.add("before")
    await #expect(throws: Mishap()) {
      try await scratch.database.write { connection in
        try connection.execute("INSERT INTO item (id) VALUES ('lost')")
        try connection.execute("DELETE FROM item WHERE id = 'before'")
        throw Mishap()
      }
    }
    try await scratch.add("after")
    #expect(try await scratch.ids() == ["after", "before"])
  }

  @Test func `sees what it has written itself`() async throws {
    let scratch = try await Scratch.withTable()
    let seen = try await scratch.database.write { connection in
      try connection.execute("INSERT INTO item (id) VALUES ('a')")
      return try connection.exists("SELECT 1 FROM item WHERE id = 'a'")
    }
    #expect(seen)
  }

  @Test func `counts the rows that it changed`() async throws {
    let scratch = try await Scratch.withTable()
    for id in ["a", "b", "c"] { try await scratch.add(id, size: 1) }
    let counts = try await scratch.database.write { connection in
      let before = connection.totalChanges
      return [
        try connection.execute("UPDATE item SET size = 2 WHERE id <> 'a'"),
        try connection.execute("UPDATE item SET size = 2 WHERE id = 'none'"),
        try connection.execute("DELETE FROM item"), connection.totalChanges - before,
      ]
    }
    #expect(counts == [2, 0, 3, 5])
  }

  @Test func `with a condition on what it read is made by one of many, however many try at once`()
    async throws
  {
    let scratch = try await Scratch.withTable()
    try await scratch.add("counter", size: 0)
    let winners = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<50 {
        group.addTask {
          try await scratch.database.write { connection in
            try connection.execute("UPDATE item SET size = 1 WHERE id = 'counter' AND size = 0")
          }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(winners == 1)
  }

  @Test func `of many at once loses none, from one process or from two`() async throws {
    let scratch = try await Scratch.withTable()
    try await scratch.add("counter", size: 0)
    let other = try Database(path: scratch.path)
    try await withThrowingTaskGroup { group in
      for number in 0..<100 {
        let database = number.isMultiple(of: 2) ? scratch.database : other
        group.addTask {
          try await database.write { connection in
            let size = try connection.first("SELECT size FROM item") { try $0.int("size") } ?? -1
            try connection.execute("UPDATE item SET size = \(size + 1)")
          }
        }
      }
      try await group.waitForAll()
    }
    try other.close()
    let size = try await scratch.database.read { try $0.first("SELECT size FROM item") { try $0.int("size") } }
    #expect(size == 100)
  }

  @Test func `is kept when the file is opened again`() async throws {
    let scratch = try await Scratch.withTable()
    try await scratch.add("kept")
    let again = try Database(path: scratch.path)
    #expect(try await again.read { try $0.exists("SELECT 1 FROM item WHERE id = 'kept'") })
    try again.close()
  }
}

@Suite struct `A read` {
  @Test func `sees one state, whatever is written meanwhile`() async throws {
    let scratch = try await Scratch.withTable()
    try await scratch.add("a")
    let (begun, begin) = AsyncStream.makeStream(of: Void.self)
    let written = DispatchSemaphore(value: 0)
    async let counts = scratch.database.read { connection in
      let before = try connection.query("SELECT id FROM item") { try $0.text("id") }.count
      begin.yield()
      #expect(written.wait(timeout: .now() + 30) == .success)
      let after = try connection.query("SELECT id FROM item") { try $0.text("id") }.count
      return [before, after]
    }
    for await _ in begun { break }
    try await scratch.add("b")
    written.signal()
    #expect(try await counts == [1, 1])
    #expect(try await scratch.ids() == ["a", "b"])
  }

  @Test func `cannot write`() async throws {
    let scratch = try await Scratch.withTable()
    await #expect(throws: (any Error).self) {
      try await scratch.database.read { connection in
        try connection.execute("INSERT INTO item (id) VALUES ('a')")
      }
    }
    #expect(try await scratch.ids() == [])
  }

  @Test(.timeLimit(.minutes(5)))
  func `that is cancelled is interrupted in the middle of a statement`() async throws {
    let scratch = try Scratch()
    let (begun, begin) = AsyncStream.makeStream(of: Void.self)
    let endless = Task {
      try await scratch.database.read { connection in
        begin.yield()
        return try connection.first(
          """
          WITH RECURSIVE number (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM number)
          SELECT max(value) AS largest FROM number
          """
        ) { try $0.int("largest") }
      }
    }
    for await _ in begun { break }
    endless.cancel()
    await #expect(throws: CancellationError.self) { try await endless.value }
    #expect(try await scratch.database.read { try $0.exists("SELECT 1") }, "the next one works")
  }

  @Test func `of several at once does not wait for a write`() async throws {
    let scratch = try await Scratch.withTable()
    let (begun, begin) = AsyncStream.makeStream(of: Void.self)
    let isRead = DispatchSemaphore(value: 0)
    async let write: Void = scratch.database.write { connection in
      try connection.execute("INSERT INTO item (id) VALUES ('a')")
      begin.yield()
      #expect(isRead.wait(timeout: .now() + 30) == .success)
    }
    for await _ in begun { break }
    #expect(try await scratch.ids() == [])
    isRead.signal()
    try await write
  }
}

@Suite struct `A database that is written anew` {
  @Test func `keeps nothing of what was deleted, unless somebody still reads it, for whom no writer waits`()
    async throws
  {
    let scratch = try await Scratch.withTable()
    try await scratch.add("quetzalcoatl")
    let (begun, begin) = AsyncStream.makeStream(of: Void.self)
    let isRead = DispatchSemaphore(value: 0)
    async let read: Void = DatabaseFile(scratch.path).read { connection in
      let isThere = try connection.exists("SELECT 1 FROM item")
      #expect(isThere)
      begin.yield()
      #expect(isRead.wait(timeout: .now() + 30) == .success)
    }
    for await _ in begun { break }
    _ = try await scratch.database.write { try $0.execute("DELETE FROM item") }
    await #expect(throws: Database.StillRead.self) { try await scratch.database.rewrite(patience: .zero) }
    try await scratch.add("after")
    #expect(try scratch.holds("quetzalcoatl"))
    isRead.signal()
    try await read
    try await scratch.database.rewrite()
    #expect(try !scratch.holds("quetzalcoatl") && scratch.holds("after"))
  }
}

@Suite struct `A database file` {
  @Test func `that cannot be one is refused with its path`() throws {
    let scratch = try Scratch()
    let path = scratch.folder + "/none/muster.db"
    let error = #expect(throws: Database.Unusable.self) { try Database(path: path) }
    #expect(error?.description.hasPrefix("The database \(path) cannot be used: ") == true)
  }

  @Test func `that holds something else is refused`() throws {
    let scratch = try Scratch()
    let path = scratch.folder + "/text.db"
    try Data(String(repeating: "no database ", count: 1000).utf8).write(to: URL(filePath: path))
    #expect(throws: Database.Unusable.self) { try Database(path: path) }
  }

  @Test func `says whether it can be written`() async throws {
    let scratch = try Scratch()
    try await scratch.database.checkWritable()
  }

  @Test func `that is closed cannot be written`() async throws {
    let scratch = try Scratch()
    try scratch.database.close()
    await #expect(throws: (any Error).self) { try await scratch.database.checkWritable() }
  }
}
