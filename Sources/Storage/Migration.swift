/// One step of the schema, numbered and named; never edited once released.
package struct Migration: Sendable {
  package var number: Int
  package var name: String
  package var steps: [Step]

  package enum Step: Sendable, ExpressibleByStringLiteral {
    case statement(String)
    /// What SQL alone cannot do.
    case code(@Sendable (Connection) throws -> Void)

    package init(stringLiteral value: String) { self = .statement(value) }
  }

  package init(_ number: Int, _ name: String, _ statements: [String]) {
    self.init(number, name, steps: statements.map(Step.statement))
  }

  package init(_ number: Int, _ name: String, steps: [Step]) {
    self.number = number
    self.name = name
    self.steps = steps
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

  /// Another program's database, where ours should be.
  package struct Foreign: Error, CustomStringConvertible {
    package var path: String
    package var description: String { "\(path) is another program's database." }
  }

  /// Muster's mark in the header of its databases, by which a foreign file is told apart: "Must" in ASCII.
  package static let applicationID = 0x4D75_7374

  /// Brings the schema up to date, all missing steps in one transaction.
  /// - Throws: `NewerSchema` when a later version of the program has already changed the file; `Foreign`.
  package func migrate(_ migrations: [Migration]) async throws {
    let ordered = migrations.sorted { $0.number < $1.number }
    try await write { [path] connection in
      try Self.mark(connection, path)
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
        for step in migration.steps {
          switch step {
          case .statement(let statement): try connection.execute(SQL(stringLiteral: statement))
          case .code(let work): try work(connection)
          }
        }
        try connection.execute(
          "INSERT INTO schema_migration (number, name) VALUES (\(migration.number), \(migration.name))"
        )
      }
    }
  }

  /// Databases from before there was a mark get it now.
  private static func mark(_ connection: Connection, _ path: String) throws {
    let mark = try DatabaseKind.applicationID(connection)
    guard mark == 0 || mark == applicationID else { throw Foreign(path: path) }
    if mark == 0 { try connection.execute(SQL(stringLiteral: "PRAGMA application_id = \(applicationID)")) }
  }
}
