import Audit
import Domain
import Storage

/// A model that was deleted and can be had back.
package struct BinEntry: Sendable, Equatable {
  package var id: ModelID
  /// The tombstone's: names the entry, because an id may lie in the bin more than once.
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

  /// `AccessPolicy`'s rule for writing, of what models said when they were deleted.
  static func writable(by principal: Principal) -> SQL {
    let rule: SQL =
      switch principal.role {
      case .pending: "0"
      case .admin: "1"
      case .user:
        """
        EXISTS (
          SELECT 1 FROM model_revision AS r
          WHERE r.model_id = model_bin.model_id AND r.revision = model_bin.revision
            AND json_extract(r.snapshot, '$.base_model_id') IS NOT NULL
            AND (json_extract(r.snapshot, '$.user_id') = \(principal.id.text) OR EXISTS (
              SELECT 1 FROM json_each(r.snapshot, '$.access_grants') AS g
              WHERE json_extract(g.value, '$.permission') = 'write' AND (
                json_extract(g.value, '$.principal_type') = 'user'
                  AND json_extract(g.value, '$.principal_id') IN (\(principal.id.text), '*')
                OR json_extract(g.value, '$.principal_type') = 'group'
                  AND json_extract(g.value, '$.principal_id') IN \(in: principal.groups.map(\.text))))))
        """
      }
    guard let patterns = principal.limits?.models else { return rule }
    return "\(rule) AND \(AccessSQL.matches(patterns, column: "model_bin.model_id"))"
  }
}

extension Registry {
  package static let binPage = 50

  /// What lies in the bin and the caller could have back, newest first, 50 a page.
  package func bin(page: Int, as caller: Caller) async throws -> (entries: [BinEntry], total: Int) {
    try Self.check(AccessPolicy.decide(.readBin, by: caller.principal))
    return try await database.read { connection in
      let predicate = Bin.writable(by: caller.principal)
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

  /// Takes a model out of the bin, with its content and grants as they were.
  /// - Parameter newID: when the old one is taken.
  /// - Throws: `Refusal`: unknown, not allowed, the id is taken, what it stands on is gone.
  package func restore(_ choice: BinChoice, as newID: ModelID?, reason: String?, by caller: Caller) async throws
    -> Model
  {
    let attempted: String =
      switch choice {
      case .version(let version): version
      case .id(let id): id.text
      }
    let base = try await database.read { try Self.found(choice, $0)?.snapshot.baseModelID }
    let baseIsOffered = if let base { await isOffered(base) } else { true }
    return try await change(.modelRestore, ModelID(stored: attempted), reason: reason, as: caller) {
      connection, journal in
      let entry = try Self.entry(choice, for: .restoreModel, as: caller, connection)
      let id = newID ?? entry.id
      if id != entry.id { try Self.check(AccessPolicy.decide(creating: id, by: caller.principal)) }
      guard try ModelTable.find(id, connection) == nil else { throw Refusal.takenMeanwhile(id) }
      try Self.checkGround(of: id, on: entry.snapshot.baseModelID, isOffered: baseIsOffered, connection)
      return try Self.revive(entry, as: id, reason: reason, journal, connection)
    }
  }

  /// Removes an entry of the bin for good, with its revisions; the audit trail keeps what was said of it.
  /// - Parameter name: the model's id once more: nobody purges by a slip.
  package func purge(_ choice: BinChoice, confirming name: String, reason: String?, as caller: Caller) async throws {
    let attempt = AuditLog.Attempt(.modelPurge, entityType: "model", entityID: name, reason: reason)
    try await auditLog.change(as: caller, attempt) { connection, journal in
      try Self.check(AccessPolicy.decide(.purgeModel, by: caller.principal))
      let entry = try Self.entry(choice, for: .restoreModel, as: caller, connection)
      guard name.hasSameBytes(as: entry.id.text) else { throw Refusal.notConfirmed(entry.id) }
      try Self.purge(entry, reason: reason, journal, connection)
    }
  }

  /// Purges what has lain in the bin for longer than it is kept.
  /// - Returns: how many there were.
  package func purgeExpired(retentionSeconds: Int, now: Timestamp, as caller: Caller) async throws -> Int {
    let limit = now.seconds - retentionSeconds
    let isDue = try await database.read { try $0.exists("SELECT 1 FROM model_bin WHERE deleted_at < \(limit)") }
    guard isDue else { return 0 }
    let attempt = AuditLog.Attempt(.modelPurge, entityType: "model", entityID: "*")
    var count = 0
    // In short transactions: whoever changes something meanwhile waits for one of them.
    while true {
      let purged = try await auditLog.change(as: caller, attempt) { connection, journal in
        let entries = try connection.query(
          """
          SELECT \(Bin.columns) FROM model_bin WHERE deleted_at < \(limit) ORDER BY deleted_at
          LIMIT \(Self.purgedAtATime)
          """, row: BinEntry.init)
        for entry in entries { try Self.purge(entry, reason: "it was in the bin for too long", journal, connection) }
        return entries.count
      }
      count += purged
      if purged < Self.purgedAtATime { return count }
    }
  }

  private static let purgedAtATime = 20

  /// Purges now and then what has lain in the bin for longer than `retention`, and forgets acts that can no longer be
  /// undone, with what is kept of removed people, until it is cancelled.
  package func keepBin(for retention: Duration, log: @Sendable (any Error) -> Void) async {
    let interval = min(retention, .seconds(3600))
    while !Task.isCancelled {
      do {
        let now = auditLog.now()
        try await auditLog.keepBooks { try UndoableAct.removeExpired(at: now, $0) }
        _ = try await purgeExpired(
          retentionSeconds: Int(retention.components.seconds), now: AuditLog.wallClock(), as: .system(requestID: "bin"))
      } catch {
        // Nobody waits for it: it is tried again the next time.
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
        description: "Purged \(entry.id) from the bin", reason: reason,
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

  /// What a model that comes back stands on must be there, and nothing may stand on a preset.
  /// - Parameters:
  ///   - base: what it stood on; `nil` for a base model.
  ///   - isOffered: whether a runtime has weights of the base's name.
  /// - Throws: `Refusal`.
  static func checkGround(of id: ModelID, on base: ModelID?, isOffered: Bool, _ connection: Connection) throws {
    guard let base else { return }
    if let registered = try ModelTable.find(base, connection) {
      guard registered.baseModelID == nil else { throw Refusal.groundIsPreset(id, base) }
    } else if !isOffered {
      throw Refusal.groundIsGone(id, base)
    }
    if try connection.exists("SELECT 1 FROM model WHERE weights = \(id.text) AND base_model_id IS NOT NULL") {
      throw Refusal.takenMeanwhile(id)
    }
  }

  /// Writes a model out of the bin; under its own id its history goes on.
  static func revive(
    _ entry: BinEntry, as id: ModelID, reason: String?, _ journal: Journal, _ connection: Connection
  ) throws -> Written {
    let last = try ModelTable.lastRevision(of: id, connection)
    let snapshot = entry.snapshot
    let (grants, leftOut) = try GrantChecks.existing(snapshot.grants, connection)
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
    if !leftOut.isEmpty { details["grants_of_those_who_are_gone"] = .int(leftOut.count) }
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
      detail: "The id '\(id)' is in use again. Restore the model under another id (\"as\").")
  }

  static func groundIsGone(_ id: ModelID, _ base: ModelID) -> Refusal {
    Refusal(
      .conflict, code: "model.base_is_gone",
      detail: "'\(id)' stands on the base model '\(base)', which is neither registered nor offered by a runtime. "
        + "Restore that first.")
  }

  static func groundIsPreset(_ id: ModelID, _ base: ModelID) -> Refusal {
    Refusal(
      .conflict, code: "model.base_is_gone",
      detail: "'\(id)' is a preset on '\(base)', which is now a preset itself. Restore the base model '\(base)' first, "
        + "or give '\(id)' another base model.")
  }

  static func notConfirmed(_ id: ModelID) -> Refusal {
    .invalid([
      FieldProblem(
        ["body", "confirm"], type: "value_error",
        message: "Purging cannot be undone. Repeat the model's id, '\(id)', to confirm it.")
    ])
  }
}
