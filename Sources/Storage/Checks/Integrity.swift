/// The integrity of a database, by SQLite's own checks.
package enum Integrity {
  /// Enough to see what is wrong.
  static let mostProblems = 20
  package static let fix =
    "Stop Muster, save a copy of the data folder, and restore the newest good backup: "
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
    var found = try damages(connection).map { Finding(.error, "the database is damaged: \($0)", at: file, fix: fix) }
    found += try brokenReferences(connection).map {
      Finding(.error, "a row refers to one that does not exist: \($0)", at: file, fix: fix)
    }
    let schema = try DatabaseKind.schema(connection)
    if schema > kind.newestSchema {
      found.append(
        Finding(
          .error, "the database is at schema \(schema), this program knows schemas up to \(kind.newestSchema)",
          at: file, fix: "Use the version of Muster that last ran with this data folder, or a newer one."))
    } else if schema < kind.newestSchema {
      found.append(
        Finding(
          .note, "the database is at schema \(schema), this program's is \(kind.newestSchema)", at: file,
          fix: "Nothing to do: the next start updates it. Make a backup first."))
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
        .error, "\(what) are not protected: the trigger \($0) is missing", at: "trigger \($0)",
        fix: "The schema was changed from outside Muster, and \(what) may have been changed, too. Compare them with an "
          + "older backup, then restore that.")
    }
  }
}

/// A result of `muster doctor`.
package struct Finding: Equatable, Sendable {
  package enum Severity: String, Sendable, CaseIterable {
    /// Worth knowing; nothing is wrong.
    case note
    /// Nothing is lost yet.
    case warning
    /// Something is broken, or will be lost without action.
    case error
  }

  package var severity: Severity
  package var what: String
  /// A file, or the table and the id of what is meant.
  package var place: String
  /// How to fix it.
  package var fix: String

  package init(_ severity: Severity, _ what: String, at place: String, fix: String) {
    self.severity = severity
    self.what = what
    self.place = place
    self.fix = fix
  }
}
