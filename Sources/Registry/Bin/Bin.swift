import Audit
import Domain
import Storage

/// A deleted model that can be restored.
package struct BinEntry: Sendable, Equatable {
  package var id: ModelID
  /// The tombstone's: identifies the entry, because an id may be in the bin more than once.
  package var versionID: String
  package var revision: Int
  package var life: Int
  package var snapshot: ModelSnapshot
  package var createdAt: Timestamp
  package var deletedAt: Timestamp
  package var deletedBy: UserID
  package var deletedByName: String
  package var reason: String?

  init(_ row: Row) throws {
    id = ModelID(stored: try row.text("model_id"))
    versionID = try row.text("version_id")
    revision = try row.int("revision")
    life = try row.int("life")
    snapshot = ModelSnapshot(try JSON(parsing: row.text("snapshot")).object ?? [:])
    createdAt = Timestamp(seconds: try row.int("created_at"))
    deletedAt = Timestamp(seconds: try row.int("deleted_at"))
    deletedBy = UserID(try row.text("user_id"))
    deletedByName = try row.text("user_name")
    reason = try row.optionalText("reason")
  }
}

/// The SQL of the bin.
enum Bin {
  static let columns: SQL =
    """
    model_bin.*, coalesce((SELECT user.name FROM user WHERE user.id = model_bin.user_id), model_bin.user_id)
      AS user_name, (SELECT r.snapshot FROM model_revision AS r
      WHERE r.model_id = model_bin.model_id AND r.revision = model_bin.revision) AS snapshot
    """

  static func insert(_ tombstone: Model, reason: String?, _ journal: Journal, _ connection: Connection) throws {
    let caller = journal.caller.principal
    try connection.execute(
      """
      INSERT INTO model_bin (version_id, model_id, revision, life, created_at, deleted_at, user_id, reason)
      VALUES (\(tombstone.versionID), \(tombstone.id.text), \(tombstone.revision), \(tombstone.life),
        \(tombstone.createdAt.seconds), \(journal.now.seconds), \(caller.id.text), \(reason))
      """)
  }

  static func find(version: String, _ connection: Connection) throws -> BinEntry? {
    try connection.first("SELECT \(columns) FROM model_bin WHERE version_id = \(version)", row: BinEntry.init)
  }

  /// The one that was deleted last.
  static func find(_ id: ModelID, _ connection: Connection) throws -> BinEntry? {
    try connection.first(
      "SELECT \(columns) FROM model_bin WHERE model_id = \(id.text) ORDER BY revision DESC", row: BinEntry.init)
  }

  static func remove(_ entry: BinEntry, _ connection: Connection) throws {
    try connection.execute("DELETE FROM model_bin WHERE version_id = \(entry.versionID)")
  }
}

extension Registry {
  package static let binPage = 50

  /// The deleted models that the caller may restore, newest first, 50 a page.
  package func bin(page: Int, as caller: Caller) async throws -> (entries: [BinEntry], total: Int) {
    try Self.check(AccessPolicy.decide(.readBin, by: caller.principal))
    return try await database.read { connection in
      let predicate = AccessSQL.allowsRestoring(to: caller.principal)
      let total = try connection.first("SELECT count(*) AS total FROM model_bin WHERE \(predicate)") {
        try $0.int("total")
      }
      let entries = try connection.query(
        """
        SELECT \(Bin.columns) FROM model_bin WHERE \(predicate)
        ORDER BY deleted_at DESC, version_id DESC LIMIT \(Self.binPage) OFFSET \((max(page, 1) - 1) * Self.binPage)
        """, row: BinEntry.init)
      return (entries, total ?? 0)
    }
  }

  /// Which entry of the bin is meant.
  package enum BinChoice: Sendable, Equatable {
    case version(String)
    /// The one of that id which was deleted last.
    case id(ModelID)
  }

  /// Restores a model from the bin, with its content and grants as they were.
  /// - Parameter newID: for when the old id is taken.
  /// - Throws: `Refusal`: unknown, not allowed, the id is taken, the base model does not exist any more.
  package func restore(_ choice: BinChoice, as newID: ModelID?, reason: String?, by caller: Caller) async throws
    -> Model
  {
    let attempted: String =
      switch choice {
      case .version(let version): version
      case .id(let id): id.text
      }
    let base = try await database.read { try Self.found(choice, $0)?.snapshot.baseModelID }
    let baseIsAvailable = if let base { await isAvailable(base) } else { true }
    return try await change(.modelRestore, ModelID(stored: attempted), reason: reason, as: caller) {
      connection, journal in
      let entry = try Self.entry(choice, for: .restoreModel, as: caller, connection)
      let id = newID ?? entry.id
      if id != entry.id { try Self.check(AccessPolicy.decide(creating: id, by: caller.principal)) }
      guard try ModelTable.find(id, connection) == nil else { throw Refusal.takenMeanwhile(id) }
      try Self.checkBaseForRestore(of: id, on: entry.snapshot.baseModelID, isAvailable: baseIsAvailable, connection)
      return try Self.revive(entry, as: id, reason: reason, journal, connection)
    }
  }

  /// Deletes a model permanently, with its revisions; its audit entries stay.
  /// - Parameter name: the model's id, repeated as a confirmation.
  package func purge(_ choice: BinChoice, confirming name: String, reason: String?, as caller: Caller) async throws {
    let attempt = AuditLog.Attempt(.modelPurge, entityType: "model", entityID: name, reason: reason)
    try await auditLog.change(as: caller, attempt) { connection, journal in
      try Self.check(AccessPolicy.decide(.purgeModel, by: caller.principal))
      let entry = try Self.entry(choice, for: .restoreModel, as: caller, connection)
      guard name.hasSameBytes(as: entry.id.text) else { throw Refusal.notConfirmed(entry.id) }
      try Self.purge(entry, reason: reason, journal, connection)
    }
  }

  /// Purges models that have been in the bin for longer than the retention.
  /// - Returns: how many there were.
  package func purgeExpired(retentionSeconds: Int, now: Timestamp, as caller: Caller) async throws -> Int {
    let limit = now.seconds - retentionSeconds
    let isDue = try await database.read { try $0.exists("SELECT 1 FROM model_bin WHERE deleted_at < \(limit)") }
    guard isDue else { return 0 }
    let attempt = AuditLog.Attempt(.modelPurge, entityType: "model", entityID: "*")
    var count = 0
    // In short transactions: a concurrent change waits for one of them at most.
    while true {
      let purged = try await auditLog.change(as: caller, attempt) { connection, journal in
        let entries = try connection.query(
          """
          SELECT \(Bin.columns) FROM model_bin WHERE deleted_at < \(limit) ORDER BY deleted_at
          LIMIT \(Self.purgedAtATime)
          """, row: BinEntry.init)
        for entry in entries { try Self.purge(entry, reason: "bin_retention has passed", journal, connection) }
        return entries.count
      }
      count += purged
      if purged < Self.purgedAtATime { return count }
    }
  }

  private static let purgedAtATime = 20

  /// Purges models that have been in the bin for longer than `retention`, and removes expired undo data, that of removed
  /// users too, until it is cancelled.
  package func purgeExpiredPeriodically(for retention: Duration, log: @Sendable (any Error) -> Void) async {
    let interval = min(retention, .seconds(3600))
    while !Task.isCancelled {
      do {
        let now = auditLog.now()
        try await auditLog.writeWithoutEntry { try UndoableAct.removeExpired(at: now, $0) }
        _ = try await purgeExpired(
          retentionSeconds: retention.wholeSeconds, now: AuditLog.wallClock(), as: .system(requestID: "bin"))
      } catch {
        // Tried again the next time.
        log(error)
      }
      try? await Task.sleep(for: interval)
    }
  }

  private static func purge(
    _ entry: BinEntry, reason: String?, _ journal: Journal, _ connection: Connection
  ) throws {
    try connection.execute(
      """
      INSERT INTO model_purge (model_id, life, last_revision, purged_at, user_id)
      VALUES (\(entry.id.text), \(entry.life), \(entry.revision), \(journal.now.seconds), \(journal.caller.principal.id.text))
      """)
    let count = try connection.execute(
      "DELETE FROM model_revision WHERE model_id = \(entry.id.text) AND life = \(entry.life)")
    try Bin.remove(entry, connection)
    try journal.record(
      Act(
        .modelPurge, entityType: "model", entityID: entry.id.text,
        description: "Permanently deleted \(entry.id) from the bin", reason: reason,
        details: ["revisions": .int(count), "version_id": .string(entry.versionID)]))
  }

  private static func entry(
    _ choice: BinChoice, for action: Action, as caller: Caller, _ connection: Connection
  ) throws -> BinEntry {
    let entry = try found(choice, connection)
    try check(AccessPolicy.decide(action, on: entry.map { $0.snapshot.facts($0.id) }, by: caller.principal))
    guard let entry else { throw Refusal.modelNotFound }
    return entry
  }

  private static func found(_ choice: BinChoice, _ connection: Connection) throws -> BinEntry? {
    switch choice {
    case .version(let version): try Bin.find(version: version, connection)
    case .id(let id): try Bin.find(id, connection)
    }
  }

  /// The base model of a restored preset must exist and be no preset, and no preset may depend on the restored one.
  /// - Parameters:
  ///   - base: `nil` for a base model.
  ///   - isAvailable: whether a runtime has weights of the base model's name.
  /// - Throws: `Refusal`.
  static func checkBaseForRestore(of id: ModelID, on base: ModelID?, isAvailable: Bool, _ connection: Connection) throws
  {
    guard let base else { return }
    if let registered = try ModelTable.find(base, connection) {
      guard registered.baseModelID == nil else { throw Refusal.baseIsPreset(id, base) }
    } else if !isAvailable {
      throw Refusal.baseIsGone(id, base)
    }
    if try connection.exists("SELECT 1 FROM model WHERE weights = \(id.text) AND base_model_id IS NOT NULL") {
      throw Refusal.takenMeanwhile(id)
    }
  }

  /// Writes a model from the bin; under its own id its history continues.
  static func revive(
    _ entry: BinEntry, as id: ModelID, reason: String?, _ journal: Journal, _ connection: Connection
  ) throws -> Written {
    let last = try ModelTable.lastRevision(of: id, connection)
    let snapshot = entry.snapshot
    let (grants, gone) = try GrantChecks.existing(snapshot.grants, connection)
    let hasOwner = try connection.exists("SELECT 1 FROM user WHERE id = \(snapshot.ownerID.text)")
    let model = Model(
      id: id, ownerID: hasOwner ? snapshot.ownerID : journal.caller.principal.id, baseModelID: snapshot.baseModelID,
      name: snapshot.name,
      content: snapshot.content, grants: GrantChecks.grants(grants, keeping: [], at: journal.now),
      isActive: snapshot.isActive, revision: last + 1, life: id == entry.id ? entry.life : last + 1,
      versionID: newID(), createdAt: id == entry.id ? entry.createdAt : journal.now, updatedAt: journal.now)
    try ModelTable.insert(model, connection)
    try Bin.remove(entry, connection)
    var details: JSON.Object = ["restored_version": .string(entry.versionID)]
    if !gone.isEmpty { details["grants_of_removed"] = .int(gone.count) }
    let act = Act(
      .modelRestore, entityType: "model", entityID: id.text,
      description: id == entry.id ? "Restored \(id) from the bin" : "Restored \(entry.id) from the bin as \(id)",
      changes: model.changesOfCreation, reason: reason, details: details)
    return Written(act: act, old: nil, new: model)
  }
}

extension Refusal {
  static func takenMeanwhile(_ id: ModelID) -> Refusal {
    Refusal(
      .conflict, code: "model.taken",
      detail: "The ID '\(id)' is in use again. Restore the model under another ID (\"as\").")
  }

  static func baseIsGone(_ id: ModelID, _ base: ModelID) -> Refusal {
    Refusal(
      .conflict, code: "model.base_is_gone",
      detail: "The base model '\(base)' of '\(id)' is neither registered nor available on a runtime. "
        + "Restore it first.")
  }

  static func baseIsPreset(_ id: ModelID, _ base: ModelID) -> Refusal {
    Refusal(
      .conflict, code: "model.base_is_gone",
      detail: "'\(id)' is a preset on '\(base)', which is now a preset itself. Restore the base model '\(base)' first, "
        + "or give '\(id)' another base model.")
  }

  static func notConfirmed(_ id: ModelID) -> Refusal {
    .invalid([
      FieldProblem(
        ["body", "confirm"], type: "value_error",
        message: "Permanent deletion cannot be undone. Repeat the model's ID, '\(id)', to confirm.")
    ])
  }
}
