import Foundation
import Synchronization
import Testing

@testable import Storage

@Suite struct `A database that cannot be written` {
  private func cause(_ scratch: Scratch) async -> StorageFailure.Cause? {
    do {
      try await scratch.add(UUID().uuidString, note: String(repeating: "x", count: 100_000))
      return nil
    } catch {
      return (error as? StorageFailure)?.cause
    }
  }

  @Test func `because it is full says so, and goes on when there is room`() async throws {
    let scratch = try await Scratch.withTable()
    try await scratch.add("before")
    try await scratch.database.write { _ = try $0.first("PRAGMA max_page_count = 8") { _ in true } }
    #expect(await cause(scratch) == .diskFull)
    #expect(try await scratch.ids() == ["before"], "it can be read")
    try await scratch.database.write { _ = try $0.first("PRAGMA max_page_count = 1000000") { _ in true } }
    #expect(await cause(scratch) == nil)
  }

  /// SQLite says so, whatever the reason: here that the connection may not write.
  @Test func `because it is read-only says so`() async throws {
    let scratch = try await Scratch.withTable()
    _ = try await scratch.database.write { try $0.execute("PRAGMA query_only = 1") }
    #expect(await cause(scratch) == .readOnly)
    await #expect(throws: StorageFailure.self) { try await scratch.database.checkWritable() }
    #expect(try await scratch.ids() == [], "it can be read")
  }

  @Test(arguments: ["muster.db", "muster.db-wal"])
  func `because its file is missing confirms nothing, and continues when the file is back`(_ name: String) async throws
  {
    let scratch = try await Scratch.withTable()
    try await scratch.add("before")
    #expect(try await scratch.ids() == ["before"])
    let (place, elsewhere) = (scratch.folder + "/" + name, scratch.folder + "/elsewhere")
    try FileManager.default.moveItem(atPath: place, toPath: elsewhere)
    #expect(await cause(scratch) == .lost)
    await #expect(throws: StorageFailure.self) { try await scratch.database.checkWritable() }
    #expect(try await scratch.ids() == ["before"], "what is open can be read")
    try FileManager.default.moveItem(atPath: elsewhere, toPath: place)
    #expect(await cause(scratch) == nil)
    #expect(try await scratch.ids().count == 2)
  }

  @Test func `because another file replaced it confirms nothing`() async throws {
    let scratch = try await Scratch.withTable()
    let other = try await Scratch.withTable()
    try FileManager.default.removeItem(atPath: scratch.path)
    try FileManager.default.copyItem(atPath: other.path, toPath: scratch.path)
    #expect(await cause(scratch) == .lost)
  }

  @Test func `for a reason of the statement's throws that`() async throws {
    let scratch = try await Scratch.withTable()
    try await scratch.add("a")
    do {
      try await scratch.add("a")
      Issue.record("a second one of the same id")
    } catch {
      #expect(!(error is StorageFailure))
    }
  }
}

@Suite struct `The probe of a database` {
  private func written(_ scratch: Scratch) throws -> Int {
    try FileManager.default.attributesOfItem(atPath: scratch.path + "-wal")[.size] as? Int ?? 0
  }

  @Test func `writes something, at most once a second however often it is asked`() async throws {
    let scratch = try await Scratch.withTable()
    let before = try written(scratch)
    let start = ContinuousClock.now
    try await withThrowingTaskGroup { group in
      for _ in 0..<200 { group.addTask { try await scratch.database.checkWritable() } }
      try await group.waitForAll()
    }
    for _ in 0..<200 { try await scratch.database.checkWritable() }
    let seconds = Int((ContinuousClock.now - start) / .seconds(1))
    let frames = try (written(scratch) - before) / 4096
    #expect(frames >= 1)
    #expect(frames <= seconds + 1)
  }

  @Test func `writes again after a second, and reports the recovery`() async throws {
    let write = Mutex(0)
    struct Full: Error {}
    let probe = WriteProbe {
      let number = write.withLock { number in
        number += 1
        return number
      }
      if number == 1 { throw Full() }
    }
    await #expect(throws: Full.self) { try await probe.check() }
    await #expect(throws: Full.self) { try await probe.check() }
    #expect(write.withLock(\.self) == 1)
    let deadline = ContinuousClock.now + .seconds(10)
    while (try? await probe.check()) == nil, ContinuousClock.now < deadline { await Task.yield() }
    #expect(write.withLock(\.self) == 2)
  }
}

@Suite struct `A database that another program writes to` {
  @Test func `reports that, and does not report its own writes`() async throws {
    let scratch = try await Scratch.withTable()
    let first = try await scratch.database.foreignWrites()
    try await scratch.add("ours")
    try await scratch.database.checkWritable()
    #expect(try await scratch.database.foreignWrites() == first)
    let other = try Database(path: scratch.path)
    #expect(try await scratch.database.foreignWrites() == first, "to look is no write")
    try await other.write { _ = try $0.execute("INSERT INTO item (id) VALUES ('theirs')") }
    try await scratch.add("ours again")
    #expect(try await scratch.database.foreignWrites() != first)
    try other.close()
  }
}
