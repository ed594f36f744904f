/// What makes a database one of ours, and one that this version can work with.
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

  /// - Throws: `UnfitFile` when it is somebody else's, or of a newer version.
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
