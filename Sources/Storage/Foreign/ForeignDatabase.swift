import GRDB

/// An SQLite file of another program, opened read-only: its schema may have any version, its values any type.
///
/// Reading is synchronous and may be used inside a transaction: the file does not change meanwhile.
package final class ForeignDatabase: Sendable {
  /// The file is not an SQLite database, or cannot be read.
  package struct Unreadable: Error, CustomStringConvertible {
    package var path: String
    package var reason: String
    package var description: String { "\(path) cannot be read as a SQLite database: \(reason)" }
  }

  private let queue: DatabaseQueue
  /// Names of columns by name of table.
  private let columns: [String: Set<String>]

  /// - Throws: `Unreadable`.
  package init(path: String) throws {
    queue = try ForeignFile.open(path).queue
    do {
      columns = try queue.read { database in
        var columns: [String: Set<String>] = [:]
        for table in try String.fetchAll(database, sql: "SELECT name FROM sqlite_master WHERE type = 'table'") {
          columns[table] = Set(
            try String.fetchAll(database, sql: "SELECT name FROM pragma_table_info(?)", arguments: [table]))
        }
        return columns
      }
    } catch let error as DatabaseError {
      throw Unreadable(path: path, reason: error.message ?? error.description)
    }
  }

  package func has(_ table: String, _ column: String? = nil) -> Bool {
    guard let known = columns[table] else { return false }
    return column.map(known.contains) ?? true
  }

  /// All rows of a table in the order in which they were written; none of a table that is not there.
  /// - Parameters:
  ///   - wanted: names of columns; one that the table lacks is read as `NULL`.
  ///   - filter: a column, and the text that it must hold.
  package func rows(
    of table: String, _ wanted: [String], where filter: (column: String, value: String)? = nil
  ) throws -> [ForeignRow] {
    guard has(table) else { return [] }
    let selected = wanted.map { has(table, $0) ? "CAST(\(Self.quoted($0)) AS TEXT)" : "NULL" }
    var sql = "SELECT \(selected.joined(separator: ", ")) FROM \(Self.quoted(table))"
    if let filter { sql += " WHERE \(Self.quoted(filter.column)) = ?" }
    sql += " ORDER BY rowid"
    return try queue.read { database in
      let arguments = filter.map { StatementArguments([$0.value]) } ?? StatementArguments()
      let rows = try GRDB.Row.fetchCursor(database, sql: sql, arguments: arguments)
      var found: [ForeignRow] = []
      while let row = try rows.next() {
        var values: [String: String] = [:]
        for (index, name) in wanted.enumerated() { values[name] = row[index] as String? }
        found.append(ForeignRow(values: values))
      }
      return found
    }
  }

  package func close() throws { try queue.close() }

  static func quoted(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }
}

/// One row of a foreign table: every value as text, or nothing.
package struct ForeignRow: Sendable {
  fileprivate var values: [String: String]

  package func text(_ column: String) -> String? { values[column] }

  package func int(_ column: String) -> Int? {
    values[column].flatMap { Int($0) ?? Double($0).flatMap { Int(exactly: $0.rounded(.towardZero)) } }
  }

  package func bool(_ column: String) -> Bool? {
    switch values[column]?.lowercased() {
    case nil: nil
    case "1", "true", "t": true
    default: false
    }
  }
}
