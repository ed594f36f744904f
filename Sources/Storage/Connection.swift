import Foundation
import GRDB

/// What a read or write block works with. Valid only inside the block.
package struct Connection {
  let database: GRDB.Database

  /// All rows, each turned into a value by `row`.
  package func query<Value>(_ sql: SQL, row: (Row) throws -> Value) throws -> [Value] {
    let cursor = try GRDB.Row.fetchCursor(statement(sql))
    var values: [Value] = []
    while let next = try cursor.next() { values.append(try row(Row(row: next))) }
    return values
  }

  /// Looks at all rows, one at a time, however many there are.
  package func forEach(_ sql: SQL, _ look: (Row) throws -> Void) throws {
    let cursor = try GRDB.Row.fetchCursor(statement(sql))
    while let next = try cursor.next() { try look(Row(row: next)) }
  }

  /// The first row, or `nil` when there is none.
  package func first<Value>(_ sql: SQL, row: (Row) throws -> Value) throws -> Value? {
    let cursor = try GRDB.Row.fetchCursor(statement(sql))
    return try cursor.next().map { try row(Row(row: $0)) }
  }

  /// Whether there is any row.
  package func exists(_ sql: SQL) throws -> Bool { try first(sql) { _ in true } ?? false }

  /// - Returns: how many rows were changed.
  @discardableResult
  package func execute(_ sql: SQL) throws -> Int {
    let before = database.totalChangesCount
    try statement(sql).execute()
    return database.totalChangesCount - before
  }

  /// - Returns: the number of the row, which is its primary key if that is an integer.
  package func insert(_ sql: SQL) throws -> Int {
    try statement(sql).execute()
    return Int(database.lastInsertedRowID)
  }

  /// Rows changed on this connection since it was opened: tells whether a block changed anything.
  package var totalChanges: Int { database.totalChangesCount }

  /// How the database would answer: one line for each step of its plan.
  package func plan(of sql: SQL) throws -> [String] {
    var explained: SQL = "EXPLAIN QUERY PLAN "
    explained = "\(explained)\(sql)"
    return try query(explained) { try $0.text("detail") }
  }

  private func statement(_ sql: SQL) throws -> Statement {
    let statement = try database.cachedStatement(sql: sql.text)
    let values = sql.arguments.map { value -> (any DatabaseValueConvertible)? in
      switch value {
      case .null: nil
      case .integer(let integer): integer
      case .real(let real): real
      case .blob(let bytes): Data(bytes)
      // Bound as a C string, it would end at the first NUL, and be taken for another text.
      case .text(let text): text.holdsNUL ? text.replacing("\u{0}", with: "\u{fffd}") : text
      }
    }
    // Nothing to check: each placeholder was written together with its value.
    statement.setUncheckedArguments(StatementArguments(values))
    return statement
  }
}

/// One row of an answer. Valid only while it is being read.
package struct Row {
  let row: GRDB.Row

  /// The column holds something else than the code that asks for it believes: a defect, never a caller's mistake.
  package struct Mismatch: Error, CustomStringConvertible {
    package var column: String
    package var wanted: String
    package var description: String { "column '\(column)' does not hold \(wanted)" }
  }

  package func text(_ column: String) throws -> String {
    guard let value = try optionalText(column) else {
      throw Mismatch(column: column, wanted: "text")
    }
    return value
  }

  package func optionalText(_ column: String) throws -> String? {
    try optional(column, "text", as: String.self)
  }

  package func int(_ column: String) throws -> Int {
    guard let value = try optionalInt(column) else {
      throw Mismatch(column: column, wanted: "an integer")
    }
    return value
  }

  package func optionalInt(_ column: String) throws -> Int? {
    try optional(column, "an integer", as: Int.self)
  }

  package func bytes(_ column: String) throws -> [UInt8] {
    guard let value = try optionalBytes(column) else { throw Mismatch(column: column, wanted: "bytes") }
    return value
  }

  package func optionalBytes(_ column: String) throws -> [UInt8]? {
    try optional(column, "bytes", as: Data.self).map(Array.init)
  }

  package func bool(_ column: String) throws -> Bool { try int(column) != 0 }

  private func optional<Value: DatabaseValueConvertible>(
    _ column: String, _ wanted: String, as type: Value.Type
  ) throws -> Value? {
    guard let stored: DatabaseValue = row[column] else {
      throw Mismatch(column: column, wanted: wanted)
    }
    if stored.isNull { return nil }
    guard let value = Value.fromDatabaseValue(stored) else {
      throw Mismatch(column: column, wanted: wanted)
    }
    return value
  }
}

extension String {
  fileprivate var holdsNUL: Bool {
    utf8.withContiguousStorageIfAvailable { bytes in
      bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false
    } ?? utf8.contains(0)
  }
}
