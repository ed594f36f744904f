import GRDB

/// A database file that is only looked at: a backup, or the one that another process works with.
package struct DatabaseFile: Sendable {
  /// How many rows there are of what, at one moment.
  package struct Contents: Equatable, Sendable {
    package var schema: Int
    /// By table.
    package var rows: [String: Int]
  }

  package let path: String

  package init(_ path: String) { self.path = path }

  package var exists: Bool { Durable.exists(path) }

  package func isSameFile(as other: DatabaseFile) -> Bool {
    Durable.identity(path).map { $0 == Durable.identity(other.path) } ?? false
  }

  /// Reads one consistent state. Holds up nobody who writes.
  package func read<Value: Sendable>(_ block: @escaping @Sendable (Connection) throws -> Value) async throws -> Value {
    let queue = try open()
    do {
      let value = try await queue.read { try block(Connection(database: $0)) }
      try queue.close()
      return value
    } catch {
      try queue.close()
      throw error
    }
  }

  /// 0 when there is no such file.
  package var bytes: Int { Durable.bytes(path) }

  /// Looks at every page and every reference.
  /// - Returns: what is in it.
  /// - Throws: `UnfitFile`.
  package func verify(as kind: DatabaseKind) async throws -> Contents {
    let header = try FileHeader(path: path)
    let beside = ["-wal", "-shm"].map { path + $0 }.filter { !Durable.exists($0) }
    if header.isWAL, Durable.bytes(path + "-wal") > 0 { throw UnfitFile.unfinished }
    defer {
      // SQLite makes them for a database in WAL mode, also when it only reads.
      for file in beside where header.isWAL { try? Durable.remove(file) }
    }
    do {
      return try await read { connection in
        let contents = try kind.contents(connection)
        let problems = try Integrity.damages(connection) + Integrity.brokenReferences(connection)
        guard problems.isEmpty else { throw UnfitFile.damaged(problems) }
        return contents
      }
    } catch let error as DatabaseError {
      throw UnfitFile.damaged([error.message ?? error.description])
    }
  }

  func open() throws -> DatabaseQueue {
    var configuration = GRDB.Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(5)
    do {
      return try DatabaseQueue(path: path, configuration: configuration)
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN {
      throw Database.Unusable(path: path, reason: error.message ?? error.description)
    }
  }
}
