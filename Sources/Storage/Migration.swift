/// One step of the schema, numbered and named; never edited once released.
package struct Migration: Sendable {
  package var number: Int
  package var name: String
  package var statements: [String]

  package init(_ number: Int, _ name: String, _ statements: [String]) {
    self.number = number
    self.name = name
    self.statements = statements
  }
}

extension Database {
  package struct NewerSchema: Error, CustomStringConvertible {
    package var found: Int
    package var known: Int
    package var description: String {
      "The database is at schema \(found), this program knows schemas up to \(known). Use a newer version of Muster."
    }
  }

  /// Brings the schema up to date, all missing steps in one transaction.
  /// - Throws: `NewerSchema` when a later version of the program has already changed the file.
  package func migrate(_ migrations: [Migration]) async throws {
    let ordered = migrations.sorted { $0.number < $1.number }
    try await write { connection in
      try connection.execute(
        """
        CREATE TABLE IF NOT EXISTS schema_migration (
          number INTEGER PRIMARY KEY, name TEXT NOT NULL
        ) STRICT
        """)
      let applied = try connection.first("SELECT max(number) AS number FROM schema_migration") {
        try $0.optionalInt("number")
      }
      let reached = (applied ?? nil) ?? 0
      if let last = ordered.last?.number, reached > last {
        throw NewerSchema(found: reached, known: last)
      }
      for migration in ordered where migration.number > reached {
        for statement in migration.statements {
          try connection.execute(SQL(stringLiteral: statement))
        }
        try connection.execute(
          "INSERT INTO schema_migration (number, name) VALUES (\(migration.number), \(migration.name))"
        )
      }
    }
  }
}
