import GRDB

/// A database file, opened read-only: a backup, or one that another process uses.
package struct DatabaseFile: Sendable {
  /// The number of rows at one moment.
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

  /// Reads one consistent state, without delaying writers.
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

  /// Checks every page and every reference.
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

/// Recognizes Muster's databases that this version can use.
package struct DatabaseKind: Sendable {
  /// The last step of the schema that this version knows.
  package var newestSchema: Int
  /// Tables or views that every one of ours has, whose rows a backup is compared by. A database without Muster's mark, from
  /// before there was one, is recognised by them.
  package var tables: [String]

  package init(migrations: [Migration], tables: [String]) {
    newestSchema = migrations.map(\.number).max() ?? 0
    self.tables = tables
  }

  /// 0 when there is none.
  static func schema(_ connection: Connection) throws -> Int {
    (try connection.first("SELECT max(number) AS number FROM schema_migration") { try $0.optionalInt("number") } ?? nil)
      ?? 0
  }

  /// Whether the database is Muster's, of whatever version.
  static func applicationID(_ connection: Connection) throws -> Int {
    try connection.first("PRAGMA application_id") { try $0.int("application_id") } ?? 0
  }

  /// - Throws: `UnfitFile` when it is another program's, or of a newer version.
  func contents(_ connection: Connection) throws -> DatabaseFile.Contents {
    let mark = try Self.applicationID(connection)
    let names = Set(
      try connection.query("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')") { try $0.text("name") })
    let isOurs =
      (mark == Database.applicationID || mark == 0) && names.isSuperset(of: tables + ["schema_migration"])
    guard isOurs else { throw UnfitFile.foreign("it is another program's SQLite database") }
    let schema = try Self.schema(connection)
    guard schema <= newestSchema else { throw UnfitFile.newer(found: schema, known: newestSchema) }
    var rows: [String: Int] = [:]
    for table in tables {
      // A table's name cannot be bound; these are our own.
      let count = SQL(stringLiteral: "SELECT count(*) AS number FROM \"\(table)\"")
      rows[table] = try connection.first(count) { try $0.int("number") } ?? 0
    }
    return DatabaseFile.Contents(schema: schema, rows: rows)
  }
}
