import GRDB

/// The database: reads see one consistent state, writes are one transaction each, durable before they return.
///
/// Blocks are synchronous and run off the cooperative pool, so that no transaction spans a suspension point. A write
/// block may run twice (a serialisation failure is retried), so it touches nothing but its connection.
package final class Database: Sendable {
  private let pool: DatabasePool
  private let lookups: DatabaseQueue
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
    } catch let error as DatabaseError {
      throw Unusable(path: path, reason: error.message ?? error.description)
    }
  }

  /// Runs `block` on one consistent state. Cancelling the task interrupts it.
  package func read<Value: Sendable>(
    _ block: @escaping @Sendable (Connection) throws -> Value
  ) async throws -> Value {
    try await pool.read { try block(Connection(database: $0)) }
  }

  /// Like `read`, on the calling thread: for a few rows by primary key, on the way of every request.
  ///
  /// It has a connection of its own and waits for nobody but others like itself, some 20 µs each; handing the block to
  /// another thread and coming back would take several times as long (docs/decisions/0006). Never for anything that
  /// grows with the number of rows.
  package func lookUp<Value>(_ block: (Connection) throws -> Value) throws -> Value {
    try lookups.read { try block(Connection(database: $0)) }
  }

  /// Runs `block` as one transaction: all of it, or nothing when it throws.
  package func write<Value: Sendable>(
    _ block: @escaping @Sendable (Connection) throws -> Value
  ) async throws -> Value {
    try await pool.write { try block(Connection(database: $0)) }
  }

  /// Like `write`, but goes on to its end when the task is cancelled.
  package func writeToTheEnd<Value: Sendable>(
    _ block: @escaping @Sendable (Connection) throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      pool.asyncWrite {
        try block(Connection(database: $0))
      } completion: { _, result in
        continuation.resume(with: result)
      }
    }
  }

  /// Whether a write could be made durable now.
  package func checkWritable() async throws {
    try await pool.writeWithoutTransaction { database in
      try database.execute(sql: "BEGIN IMMEDIATE")
      try database.execute(sql: "ROLLBACK")
    }
  }

  /// In seconds.
  private static let busyTimeout = 5.0

  /// Somebody goes on reading what the file was before.
  package struct StillRead: Error {
    package init() {}
  }

  /// Writes the whole file anew, so that nothing of what was deleted is left in it or beside it. Writers wait meanwhile.
  /// - Parameter patience: how long to wait for readers.
  /// - Throws: `StillRead`: the old pages stay beside it until that reader has gone.
  package func rewrite(patience: Duration = .seconds(10)) async throws {
    try await pool.writeWithoutTransaction { try $0.execute(sql: "VACUUM") }
    // Readers that still see the old pages hold them in the log; they are through in a moment.
    let deadline = ContinuousClock.now + patience
    while true {
      do {
        return try await pool.writeWithoutTransaction { database in
          // Another program may read for long, and writers do not wait for it.
          try database.execute(sql: "PRAGMA busy_timeout = 0")
          defer { try? database.execute(sql: "PRAGMA busy_timeout = \(Int(Self.busyTimeout * 1000))") }
          _ = try database.checkpoint(.truncate)
        }
      } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
        if ContinuousClock.now >= deadline { throw StillRead() }
        try await Task.sleep(for: .milliseconds(100))
      }
    }
  }

  package func close() throws {
    try lookups.close()
    try pool.close()
  }
}
