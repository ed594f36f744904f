import Audit
import Domain
import Storage

/// The weights files as last seen, so that a change is noticed after a restart, too.
enum SeenWeights {
  static let schema = """
    CREATE TABLE seen_weights (
      base_model TEXT PRIMARY KEY,
      fingerprint TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      changed_at INTEGER NOT NULL,
      is_there INTEGER NOT NULL CHECK (is_there IN (0, 1))
    ) STRICT, WITHOUT ROWID
    """

  struct Row: Equatable {
    var fingerprint: String
    var file: WeightsFile
    var isThere: Bool
  }

  static func all(_ connection: Connection) throws -> [ModelID: Row] {
    let rows = try connection.query("SELECT base_model, fingerprint, bytes, changed_at, is_there FROM seen_weights") {
      row in
      let file = WeightsFile(
        bytes: try row.int("bytes"), changedAt: Timestamp(seconds: try row.int("changed_at")))
      return (
        ModelID(stored: try row.text("base_model")),
        Row(fingerprint: try row.text("fingerprint"), file: file, isThere: try row.bool("is_there"))
      )
    }
    return Dictionary(rows, uniquingKeysWith: { first, _ in first })
  }

  static func write(_ row: Row, of base: ModelID, _ connection: Connection) throws {
    try connection.execute(
      """
      INSERT INTO seen_weights (base_model, fingerprint, bytes, changed_at, is_there)
      VALUES (\(base.text), \(row.fingerprint), \(row.file.bytes), \(row.file.changedAt.seconds), \(row.isThere))
      ON CONFLICT (base_model) DO UPDATE SET fingerprint = excluded.fingerprint, bytes = excluded.bytes,
        changed_at = excluded.changed_at, is_there = excluded.is_there
      """)
  }

  /// The changes since the files were last seen. Files that are still being copied do not count.
  static func changes(from seen: [ModelID: Row], to found: WeightsScan) -> [ModelID: Row] {
    var changes: [ModelID: Row] = [:]
    for offer in found.weights {
      guard let file = offer.file else { continue }
      let row = Row(fingerprint: offer.fingerprint, file: file, isThere: true)
      if seen[offer.baseModel] != row { changes[offer.baseModel] = row }
    }
    let there = Set(found.weights.map(\.baseModel))
    let arriving = Set(found.skipped.filter { $0.reason == .arriving }.compactMap(\.baseModel))
    for (base, row) in seen where row.isThere && !there.contains(base) && !arriving.contains(base) {
      changes[base] = Row(fingerprint: row.fingerprint, file: row.file, isThere: false)
    }
    return changes
  }
}

extension Registry {
  /// Compares the weights of all runtimes with those last seen. Each change to weights that a model uses is recorded in the audit
  /// trail, once.
  /// - Parameter outdated: base models of which an older file is in memory.
  package func remember(_ found: WeightsScan, outdated: Set<ModelID>) async throws {
    let (seen, used) = try await database.read { connection in
      (
        try SeenWeights.all(connection),
        Set(try connection.query("SELECT DISTINCT weights FROM model") { ModelID(stored: try $0.text("weights")) })
      )
    }
    let changes = SeenWeights.changes(from: seen, to: found)
    if changes.isEmpty { return }
    // On the first scan nothing is a change.
    let changed = seen.isEmpty ? [] : changes.keys.filter(used.contains).sorted()
    let write: @Sendable (Connection) throws -> Void = { connection in
      for (base, row) in changes { try SeenWeights.write(row, of: base, connection) }
      try connection.execute(
        "DELETE FROM seen_weights WHERE is_there = 0 AND base_model NOT IN (SELECT weights FROM model)")
    }
    if changed.isEmpty { return try await auditLog.writeWithoutEntry(write) }
    let acts = changed.compactMap { base in
      changes[base].map { now in
        Self.act(base, from: seen[base], to: now, isOutdated: outdated.contains(base), found.skipped)
      }
    }
    let attempt = AuditLog.Attempt(.residencyFileChanged, entityType: "residency", entityID: "*")
    try await auditLog.change(as: .system(requestID: "weights"), attempt) { connection, journal in
      try write(connection)
      for act in acts { try journal.record(act) }
    }
  }

  private static func act(
    _ base: ModelID, from seen: SeenWeights.Row?, to now: SeenWeights.Row, isOutdated: Bool, _ skipped: [SkippedFile]
  ) -> Act {
    let old = seen.flatMap { $0.isThere ? $0.file : nil }
    let new = now.isThere ? now.file : nil
    let action: AuditAction
    var description: String
    switch (old, new) {
    case (let old?, let new?):
      action = .residencyFileChanged
      description = "The file of \(base) was replaced: \(old.bytes.asBytes) before, \(new.bytes.asBytes) now"
    case (_, nil):
      action = .residencyFileMissing
      let why = skipped.first { $0.baseModel == base }.map { ": \($0.explanation)" } ?? ""
      description = "The file of \(base) is missing\(why)"
    case (nil, _):
      action = .residencyFileFound
      let isSame = seen?.fingerprint == now.fingerprint
      description =
        "The file of \(base) was found\(seen == nil ? "" : isSame ? " again, unchanged" : " again, with other contents")"
    }
    if isOutdated { description += "; the older one is still in memory" }
    func change(_ name: String, _ value: (WeightsFile) -> Int) -> FieldChange? {
      let (before, after) = (old.map(value), new.map(value))
      return before == after ? nil : FieldChange(name, before: .optional(before), after: .optional(after))
    }
    return Act(
      action, entityType: "residency", entityID: base.text, description: description,
      changes: [change("file.bytes", \.bytes), change("file.changed_at", \.changedAt.seconds)].compactMap(\.self),
      details: ["older_in_memory": .bool(isOutdated)])
  }
}
