/// Whether a database is whole, by SQLite's own checks.
package enum Integrity {
  /// More than that nobody reads.
  static let mostProblems = 20
  package static let mend =
    "Stop Muster, keep a copy of the data folder, and restore the newest good backup: "
    + "muster restore FILE --replace"

  /// What SQLite finds wrong with pages, indexes and constraints; empty when all is well.
  static func damages(_ connection: Connection) throws -> [String] {
    try connection.query(SQL(stringLiteral: "PRAGMA integrity_check(\(mostProblems))")) {
      try $0.text("integrity_check")
    }.filter { $0 != "ok" }
  }

  /// Rows whose foreign key leads nowhere, as `table (row) -> table`.
  static func brokenReferences(_ connection: Connection) throws -> [String] {
    try connection.query("SELECT \"table\", rowid, parent FROM pragma_foreign_key_check LIMIT \(mostProblems)") {
      "\(try $0.text("table"))\(try $0.optionalInt("rowid").map { " (row \($0))" } ?? "") -> \(try $0.text("parent"))"
    }
  }

  /// Damages, broken references and the schema.
  package static func findings(_ connection: Connection, as kind: DatabaseKind, file: String) throws -> [Finding] {
    var found = try damages(connection).map { Finding(.error, "the database is damaged: \($0)", at: file, mend: mend) }
    found += try brokenReferences(connection).map {
      Finding(.error, "a row refers to one that is gone: \($0)", at: file, mend: mend)
    }
    let schema = try DatabaseKind.schema(connection)
    if schema > kind.newestSchema {
      found.append(
        Finding(
          .error, "the database is at schema \(schema), this program knows schemas up to \(kind.newestSchema)",
          at: file, mend: "Use the version of Muster that has last run with this data folder, or a newer one."))
    } else if schema < kind.newestSchema {
      found.append(
        Finding(
          .note, "the database is at schema \(schema), this program's is \(kind.newestSchema)", at: file,
          mend: "Nothing to do: the next start brings it up to date. Make a backup before."))
    }
    return found
  }

  /// A trigger that protects rows, and is gone.
  /// - Parameter what: what it protects, e.g. "audit entries".
  package static func missingTriggers(
    _ names: [String], protecting what: String, _ connection: Connection
  ) throws -> [Finding] {
    try names.filter { name in
      try !connection.exists("SELECT 1 FROM sqlite_schema WHERE type = 'trigger' AND name = \(name)")
    }.map {
      Finding(
        .error, "\(what) are not protected: the trigger \($0) is gone", at: "trigger \($0)",
        mend: "Somebody has changed the schema by hand, and may have changed \(what) too. Compare with a backup made "
          + "before; then restore it.")
    }
  }
}
