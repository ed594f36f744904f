import Domain
import Storage

/// What the database knows of a runtime: its settings if it was added while Muster ran, and whether it is drained.
struct RuntimeRecord: Sendable, Equatable {
  var id: RuntimeID
  /// As they were given; `nil`: the runtime is in the configuration.
  var settings: JSON?
  var isDrained = false
  /// Counts the changes of the settings.
  var revision = 1
  var updatedAt = Timestamp(seconds: 0)

  static let migrations = [
    Migration(
      20, "add_runtime",
      [
        """
        CREATE TABLE runtime (
          id TEXT PRIMARY KEY,
          -- NULL: it is in the configuration.
          settings TEXT,
          is_drained INTEGER NOT NULL CHECK (is_drained IN (0, 1)),
          revision INTEGER NOT NULL,
          -- Those added first come first.
          place INTEGER NOT NULL,
          updated_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """
      ])
  ]

  private init(_ row: Row) throws {
    id = RuntimeID(try row.text("id"))
    settings = try row.optionalText("settings").map { try JSON(parsing: $0) }
    isDrained = try row.int("is_drained") == 1
    revision = try row.int("revision")
    updatedAt = Timestamp(seconds: try row.int("updated_at"))
  }

  init(id: RuntimeID, settings: JSON?, isDrained: Bool = false) {
    self.id = id
    self.settings = settings
    self.isDrained = isDrained
  }

  static func all(_ connection: Connection) throws -> [RuntimeRecord] {
    var found: [RuntimeRecord] = []
    try connection.forEach("SELECT * FROM runtime ORDER BY place, id") { found.append(try RuntimeRecord($0)) }
    return found
  }

  static func find(_ id: RuntimeID, _ connection: Connection) throws -> RuntimeRecord? {
    try connection.first("SELECT * FROM runtime WHERE id = \(id.text)") { try RuntimeRecord($0) }
  }

  func store(_ connection: Connection) throws {
    try connection.execute(
      """
      INSERT INTO runtime (id, settings, is_drained, revision, place, updated_at)
      VALUES (\(id.text), \(settings?.serialized()), \(isDrained ? 1 : 0), \(revision),
        (SELECT coalesce(max(place), 0) + 1 FROM runtime), \(updatedAt.seconds))
      ON CONFLICT DO UPDATE SET settings = excluded.settings, is_drained = excluded.is_drained,
        revision = excluded.revision, updated_at = excluded.updated_at
      """)
  }

  static func delete(_ id: RuntimeID, _ connection: Connection) throws {
    try connection.execute("DELETE FROM runtime WHERE id = \(id.text)")
  }
}
