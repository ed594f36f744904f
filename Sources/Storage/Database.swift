import GRDB

/// The database: reads see one consistent state, writes are one transaction each, durable before they return.
///
/// Blocks are synchronous and run off the cooperative pool, so that no transaction spans a suspension point. A write
/// block may run twice (a serialisation failure is retried), so it touches nothing but its connection.
package final class Database: Sendable {
  private let pool: DatabasePool
  private let lookups: DatabaseQueue
  private let place: OpenedPlace
  private let probe: WriteProbe
  package let path: String

  /// The file's folder or the file itself cannot be used.
  package struct Unusable: Error, CustomStringConvertible {
    package var path: String
    package var reason: String
    package var description: String { "The database \(path) cannot be used: \(reason)" }
  }

  /// Opens the file, or makes it.
  /// - Throws: `Unusable`.
  package init(path: String) throws {
    self.path = path
    var configuration = Configuration()
    configuration.busyMode = .timeout(Self.busyTimeout)
    configuration.maximumReaderCount = 4
    configuration.prepareDatabase { database in
      // Without it INSERT OR REPLACE would pass by the triggers that refuse deletions.
      try database.execute(sql: "PRAGMA recursive_triggers = ON")
      try database.execute(sql: "PRAGMA foreign_keys = ON")
      // 8 MB of pages a connection: SQLite's 2 MB do not hold those of one search in a long audit trail.
      try database.execute(sql: "PRAGMA cache_size = -8000")
    }
    do {
      pool = try DatabasePool(path: path, configuration: configuration)
      // Set in prepareDatabase it would be lost: GRDB sets NORMAL afterwards (docs/decisions/0002).
      try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
      let level = try pool.writeWithoutTransaction {
        try Int.fetchOne($0, sql: "PRAGMA synchronous")
      }
      guard level == 2 else {
        throw Unusable(path: path, reason: "synchronous = FULL does not read back")
      }
      configuration.readonly = true
      lookups = try DatabaseQueue(path: path, configuration: configuration)
      let place = OpenedPlace(path: path)
      self.place = place
      probe = WriteProbe { [pool] in
        try await pool.writeWithoutTransaction { try Self.store($0, at: place) }
      }
    } catch let error as DatabaseError {
      throw Unusable(path: path, reason: error.message ?? error.description)
    }
  }

  /// Runs `block` on one consistent state. Cancelling the task interrupts it.
  /// - Throws: `StorageFailure`, as each of these does, when the file cannot be used.
  package func read<Value: Sendable>(
    _ block: @escaping @Sendable (Connection) throws -> Value
  ) async throws -> Value {
    do {
      return try await pool.read { try block(Connection(database: $0)) }
    } catch {
      throw StorageFailure(error, path: path) ?? error
    }
  }

  /// Like `read`, on the calling thread: for a few rows by primary key, on the way of every request.
  ///
  /// It has a connection of its own and waits only for other lookups, some 20 µs each; moving the block to
  /// another thread and back would take several times as long (docs/decisions/0006). Never for anything that
  /// grows with the number of rows.
  package func lookUp<Value>(_ block: (Connection) throws -> Value) throws -> Value {
    do {
      return try lookups.read { try block(Connection(database: $0)) }
    } catch {
      throw StorageFailure(error, path: path) ?? error
    }
  }

  /// Runs `block` as one transaction: all of it, or nothing when it throws.
  package func write<Value: Sendable>(
    _ block: @escaping @Sendable (Connection) throws -> Value
  ) async throws -> Value {
    do {
      return try await pool.write { [place] in try Self.whole(block, $0, at: place) }
    } catch {
      throw StorageFailure(error, path: path) ?? error
    }
  }

  /// Like `write`, but goes on to its end when the task is cancelled.
  package func writeToTheEnd<Value: Sendable>(
    _ block: @escaping @Sendable (Connection) throws -> Value
  ) async throws -> Value {
    do {
      return try await withCheckedThrowingContinuation { continuation in
        pool.asyncWrite { [place] in
          try Self.whole(block, $0, at: place)
        } completion: { _, result in
          continuation.resume(with: result)
        }
      }
    } catch {
      throw StorageFailure(error, path: path) ?? error
    }
  }

  /// The transaction is not committed into a file that is no longer there.
  private static func whole<Value>(
    _ block: (Connection) throws -> Value, _ database: GRDB.Database, at place: OpenedPlace
  ) throws -> Value {
    let before = database.totalChangesCount
    let value = try block(Connection(database: database))
    if database.totalChangesCount != before { try place.check() }
    return value
  }

  /// Whether a write can be made durable now: makes one, unless that was tried within the last second.
  package func checkWritable() async throws {
    do {
      try await probe.check()
    } catch {
      throw StorageFailure(error, path: path) ?? error
    }
  }

  /// A number in the header that nothing reads: one page, without a table.
  private static func store(_ database: GRDB.Database, at place: OpenedPlace) throws {
    try place.check()
    let number = try Int32.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    try database.execute(sql: "PRAGMA user_version = \(number == .max ? 1 : number + 1)")
  }

  /// Changes whenever another connection, of this program or another one, has committed to the file.
  ///
  /// Source: https://sqlite.org/pragma.html#pragma_data_version. All of Muster's own writes come by the connection that
  /// is asked here.
  package func foreignWrites() async throws -> Int {
    do {
      return try await pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA data_version") ?? 0 }
    } catch {
      throw StorageFailure(error, path: path) ?? error
    }
  }

  /// In seconds.
  private static let busyTimeout = 5.0

  /// Another program still reads the old version of the file.
  package struct StillRead: Error {
    package init() {}
  }

  /// Rewrites the whole file, so that nothing deleted is left in it or beside it. Writers wait meanwhile.
  /// - Parameter patience: how long to wait for readers.
  /// - Throws: `StillRead`: the old pages stay beside it until that reader has gone.
  package func rewrite(patience: Duration = .seconds(10)) async throws {
    do {
      try await pool.writeWithoutTransaction { try $0.execute(sql: "VACUUM") }
      // Readers that still see the old pages hold them in the log; they are through in a moment.
      let deadline = ContinuousClock.now + patience
      while try await !truncateLog() {
        if ContinuousClock.now >= deadline { throw StillRead() }
        try await Task.sleep(for: .milliseconds(100))
      }
    } catch {
      throw StorageFailure(error, path: path) ?? error
    }
  }

  /// - Returns: false when another connection still reads it.
  private func truncateLog() async throws -> Bool {
    do {
      try await pool.writeWithoutTransaction { database in
        // Another program may read for long, and writers do not wait for it.
        try database.execute(sql: "PRAGMA busy_timeout = 0")
        defer { try? database.execute(sql: "PRAGMA busy_timeout = \(Int(Self.busyTimeout * 1000))") }
        _ = try database.checkpoint(.truncate)
      }
      return true
    } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
      return false
    }
  }

  package func close() throws {
    try lookups.close()
    try pool.close()
  }
}
