import GRDB

/// A copy of the needed tables of a foreign database, in a file of its own, as they were at one moment.
///
/// The other program may be writing to its database, part of which is in the WAL file then. Most of the database is not
/// needed, or private: secrets, conversations.
package enum ForeignExtract {
  package struct Table: Sendable {
    package var name: String
    /// Rows where this column holds this text, if there is such a column; else all.
    package var only: (column: String, value: String)?
    /// Looked up by this column.
    package var index: String?

    package init(_ name: String, only: (column: String, value: String)? = nil, index: String? = nil) {
      self.name = name
      self.only = only
      self.index = index
    }
  }

  private static let unreadable: [ResultCode] = [.SQLITE_NOTADB, .SQLITE_CORRUPT, .SQLITE_CANTOPEN]

  /// Copies the tables that are there into a new file, rows and values as they are.
  /// - Throws: `ForeignDatabase.Unreadable`; SQLite's error when the new file cannot be written.
  package static func make(of path: String, at target: String, _ tables: [Table]) async throws {
    let (source, isPromised) = try ForeignFile.open(path)
    do {
      let copy = try DatabaseQueue(path: target)
      try await source.read { from in
        try copy.write { into in
          for table in tables { try Self.copy(table, from, into) }
        }
      }
      try copy.close()
      try source.close()
      guard !isPromised || ForeignFile.isUnchanged(path) else {
        throw ForeignDatabase.Unreadable(path: path, reason: "it was written to during the copy; try again")
      }
    } catch let error as DatabaseError where unreadable.contains(error.resultCode) {
      try source.close()
      throw ForeignDatabase.Unreadable(path: path, reason: error.message ?? error.description)
    }
  }

  private static func copy(_ table: Table, _ from: GRDB.Database, _ into: GRDB.Database) throws {
    let columns = try String.fetchAll(from, sql: "SELECT name FROM pragma_table_info(?)", arguments: [table.name])
    if columns.isEmpty { return }
    let name = ForeignDatabase.quoted(table.name)
    let list = columns.map(ForeignDatabase.quoted).joined(separator: ", ")
    // Columns without a type change no value.
    try into.execute(sql: "CREATE TABLE \(name) (\(list))")
    if let index = table.index, columns.contains(index) {
      try into.execute(
        sql: "CREATE INDEX \(ForeignDatabase.quoted("by_" + table.name)) ON \(name) (\(ForeignDatabase.quoted(index)))")
    }
    var (filter, arguments) = ("", StatementArguments())
    if let only = table.only, columns.contains(only.column) {
      (filter, arguments) = (" WHERE \(ForeignDatabase.quoted(only.column)) = ?", [only.value])
    }
    let places = columns.map { _ in "?" }.joined(separator: ", ")
    let insert = try into.makeStatement(sql: "INSERT INTO \(name) VALUES (\(places))")
    let rows = try GRDB.Row.fetchCursor(from, sql: "SELECT \(list) FROM \(name)\(filter)", arguments: arguments)
    while let row = try rows.next() {
      try insert.execute(arguments: StatementArguments(Array(row.databaseValues)))
    }
  }
}
