import Domain
import Storage

/// The SQL of the weights' digests, origins, downloads and bin.
enum WeightsTables {
  static let schema = [
    // A digest is computed once for a file, whatever it is called: reading it takes minutes.
    """
    CREATE TABLE weights_digest (
      inode INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      -- Nanoseconds since 1970.
      changed_at INTEGER NOT NULL,
      sha256 TEXT NOT NULL,
      computed_at INTEGER NOT NULL,
      -- What a later check found, where it differs.
      found TEXT,
      PRIMARY KEY (inode, bytes, changed_at)
    ) STRICT, WITHOUT ROWID
    """,
    // Where files came from, and what they were then.
    """
    CREATE TABLE weights_origin (
      path TEXT PRIMARY KEY,
      -- Without secrets; NULL: uploaded.
      source TEXT,
      sha256 TEXT NOT NULL,
      arrived_at INTEGER NOT NULL,
      user_id TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    // Downloads that are not complete, in their order. The addresses may hold secrets; they go with the row.
    """
    CREATE TABLE weights_download (
      id TEXT PRIMARY KEY,
      source TEXT NOT NULL,
      files TEXT NOT NULL CHECK (json_valid(files)),
      problem TEXT,
      user_id TEXT NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE weights_bin (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      paths TEXT NOT NULL CHECK (json_valid(paths)),
      origins TEXT NOT NULL CHECK (json_valid(origins)),
      bytes INTEGER NOT NULL,
      deleted_at INTEGER NOT NULL,
      user_id TEXT NOT NULL,
      reason TEXT
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX weights_bin_by_time ON weights_bin (deleted_at, id)",
  ]

  // MARK: - Digests

  static func digests(_ connection: Connection) throws -> [StoredFile.Identity: WeightsDigest] {
    let rows = try connection.query("SELECT inode, bytes, changed_at, sha256, computed_at, found FROM weights_digest") {
      row in
      (
        StoredFile.Identity(
          inode: try row.int("inode"), bytes: try row.int("bytes"), changedAt: try row.int("changed_at")),
        WeightsDigest(
          sha256: try row.text("sha256"), computedAt: Timestamp(seconds: try row.int("computed_at")),
          found: try row.optionalText("found"))
      )
    }
    return Dictionary(rows, uniquingKeysWith: { first, _ in first })
  }

  static func write(_ digest: WeightsDigest, of file: StoredFile.Identity, _ connection: Connection) throws {
    try connection.execute(
      """
      INSERT INTO weights_digest (inode, bytes, changed_at, sha256, computed_at, found)
      VALUES (\(file.inode), \(file.bytes), \(file.changedAt), \(digest.sha256), \(digest.computedAt.seconds),
        \(digest.found))
      ON CONFLICT (inode, bytes, changed_at) DO UPDATE SET sha256 = excluded.sha256,
        computed_at = excluded.computed_at, found = excluded.found
      """)
  }

  /// Forgets files that were not there for so long that they are not in the bin either.
  static func forget(
    besides files: Set<StoredFile.Identity>, before limit: Timestamp, _ connection: Connection
  ) throws {
    for (file, digest) in try digests(connection) where !files.contains(file) && digest.computedAt < limit {
      try connection.execute(
        """
        DELETE FROM weights_digest
        WHERE inode = \(file.inode) AND bytes = \(file.bytes) AND changed_at = \(file.changedAt)
        """)
    }
  }

  // MARK: - Origins

  static func origins(_ connection: Connection) throws -> [String: WeightsOrigin] {
    let rows = try connection.query("SELECT path, source, sha256, arrived_at, user_id FROM weights_origin") { row in
      (
        try row.text("path"),
        WeightsOrigin(
          source: try row.optionalText("source"), sha256: try row.text("sha256"),
          arrivedAt: Timestamp(seconds: try row.int("arrived_at")), userID: UserID(try row.text("user_id")))
      )
    }
    return Dictionary(rows, uniquingKeysWith: { first, _ in first })
  }

  static func write(_ origin: WeightsOrigin, of path: String, _ connection: Connection) throws {
    try connection.execute(
      """
      INSERT INTO weights_origin (path, source, sha256, arrived_at, user_id)
      VALUES (\(path), \(origin.source), \(origin.sha256), \(origin.arrivedAt.seconds), \(origin.userID.text))
      ON CONFLICT (path) DO UPDATE SET source = excluded.source, sha256 = excluded.sha256,
        arrived_at = excluded.arrived_at, user_id = excluded.user_id
      """)
  }

  static func removeOrigin(of path: String, _ connection: Connection) throws {
    try connection.execute("DELETE FROM weights_origin WHERE path = \(path)")
  }

  // MARK: - Users

  /// The models that use weights: base models and presets on them.
  static func users(of weights: [ModelID], _ connection: Connection) throws -> [WeightsUser] {
    if weights.isEmpty { return [] }
    return try connection.query(
      """
      SELECT id, name, weights, base_model_id, is_active FROM model
      WHERE weights IN \(in: weights.map(\.text)) ORDER BY base_model_id IS NOT NULL, id
      """
    ) { row in
      WeightsUser(
        id: ModelID(stored: try row.text("id")), name: try row.text("name"),
        weights: ModelID(stored: try row.text("weights")), isPreset: try row.optionalText("base_model_id") != nil,
        isActive: try row.bool("is_active"))
    }
  }

  /// The base models that have launch settings.
  static func launches(_ connection: Connection) throws -> [(user: WeightsUser, launch: LaunchSettings)] {
    // The base models are found in an index: the rows of presets may hold images.
    try connection.query(
      """
      SELECT id, name, is_active, launch FROM model
      WHERE id IN (SELECT id FROM model WHERE base_model_id IS NULL) AND launch IS NOT NULL ORDER BY id
      """
    ) { row in
      let id = ModelID(stored: try row.text("id"))
      return (
        WeightsUser(
          id: id, name: try row.text("name"), weights: id, isPreset: false, isActive: try row.bool("is_active")),
        try LaunchSettings(column: try row.optionalText("launch"))
      )
    }
  }

  // MARK: - Downloads

  static func downloads(_ connection: Connection) throws -> [StoredDownload] {
    try connection.query(
      "SELECT id, source, files, problem, user_id, created_at FROM weights_download ORDER BY rowid",
      row: StoredDownload.init)
  }

  static func download(_ id: String, _ connection: Connection) throws -> StoredDownload? {
    try connection.first(
      "SELECT id, source, files, problem, user_id, created_at FROM weights_download WHERE id = \(id)",
      row: StoredDownload.init)
  }

  static func insert(_ download: StoredDownload, _ connection: Connection) throws {
    try connection.execute(
      """
      INSERT INTO weights_download (id, source, files, problem, user_id, created_at)
      VALUES (\(download.id), \(download.source), \(download.filesText), \(download.problem),
        \(download.userID.text), \(download.createdAt.seconds))
      """)
  }

  static func update(_ download: StoredDownload, _ connection: Connection) throws {
    try connection.execute(
      """
      UPDATE weights_download SET files = \(download.filesText), problem = \(download.problem)
      WHERE id = \(download.id)
      """)
  }

  static func removeDownload(_ id: String, _ connection: Connection) throws {
    try connection.execute("DELETE FROM weights_download WHERE id = \(id)")
  }

  // MARK: - The bin

  static func bin(_ connection: Connection) throws -> [DeletedWeights] {
    try connection.query(
      """
      SELECT id, name, paths, origins, bytes, deleted_at, user_id, reason FROM weights_bin
      ORDER BY deleted_at DESC, id
      """, row: DeletedWeights.init)
  }

  static func deleted(_ id: String, _ connection: Connection) throws -> DeletedWeights? {
    try connection.first(
      "SELECT id, name, paths, origins, bytes, deleted_at, user_id, reason FROM weights_bin WHERE id = \(id)",
      row: DeletedWeights.init)
  }

  static func insert(_ deleted: DeletedWeights, _ connection: Connection) throws {
    try connection.execute(
      """
      INSERT INTO weights_bin (id, name, paths, origins, bytes, deleted_at, user_id, reason)
      VALUES (\(deleted.id), \(deleted.name), \(deleted.pathsText), \(deleted.originsText), \(deleted.bytes),
        \(deleted.deletedAt.seconds), \(deleted.deletedBy.text), \(deleted.reason))
      """)
  }

  static func removeDeleted(_ id: String, _ connection: Connection) throws {
    try connection.execute("DELETE FROM weights_bin WHERE id = \(id)")
  }
}
