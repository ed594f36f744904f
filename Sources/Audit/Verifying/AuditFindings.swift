import Domain
import Storage

extension AuditLog {
  /// How far a trail goes.
  package struct Extent: Equatable, Sendable {
    package var entries: Int
    /// The newest entry's sequence number; 0 when there is none.
    package var newest: Int
  }

  package static func extent(_ connection: Connection) throws -> Extent {
    try connection.first("SELECT count(*) AS entries, coalesce(max(sequence), 0) AS newest FROM billing_audit_log") {
      Extent(entries: try $0.int("entries"), newest: try $0.int("newest"))
    } ?? Extent(entries: 0, newest: 0)
  }

  /// The newest entry's sequence number; 0 when there is none.
  package static func newest(_ connection: Connection) throws -> Int {
    try connection.first("SELECT max(sequence) AS newest FROM audit_entry") { try $0.optionalInt("newest") ?? 0 } ?? 0
  }

  /// How many actions came after the entry `sequence`, without backups and reads of the trail.
  package static func acts(after sequence: Int, _ connection: Connection) throws -> Int {
    try connection.first(
      """
      SELECT count(*) AS number FROM billing_audit_log
      WHERE sequence > \(sequence) AND entity_type NOT IN ('backup', 'audit')
      """
    ) { try $0.int("number") } ?? 0
  }

  /// Whether the trail is complete, protected and what its last checkpoint says.
  /// - Parameter outside: what lies outside the database, looked at before it: what was signed by then is of entries
  ///   that were committed by then, also when Muster is at work meanwhile.
  package static func findings(outside: KeyFile.Outside, _ connection: Connection) throws -> [Finding] {
    guard try connection.exists("SELECT 1 FROM sqlite_schema WHERE name = 'audit_tree'") else {
      // A database from before there was a tree gets one at the next start.
      guard outside.lastSigned != nil else { return [] }
      return [TrailExamination.finding("the tree of the audit trail is missing", at: "audit_tree")]
    }
    let triggers = try missingTriggers(connection)
    return try triggers + TrailExamination(connection: connection, outside: outside).findings()
  }

  static func missingTriggers(_ connection: Connection) throws -> [Finding] {
    try Integrity.missingTriggers(
      ["audit_entries_stay_as_written", "audit_entries_stay", "audit_entries_are_not_replaced"],
      protecting: "audit entries", connection)
  }
}

/// Checks the whole trail: every entry against its leaf, the leaves against the tree, the tree against the checkpoint.
struct TrailExamination {
  let connection: Connection
  let outside: KeyFile.Outside

  private static let fix =
    "The database was changed from outside Muster. Save a copy of the data folder, compare it with a backup and with "
    + "published checkpoints, then restore the newest good backup: muster restore FILE --replace"
  /// Enough to see what happened.
  static let most = 10

  func findings() throws -> [Finding] {
    let extent = try TreeTable.extent(connection)
    guard 0 <= extent.pruned, extent.pruned <= extent.size else {
      return [Self.finding("the size of the audit trail's tree is invalid: \(extent.size)", at: "audit_tree")]
    }
    let entries = try entries(extent)
    return try Array(entries.prefix(Self.most)) + removed(extent) + tree(extent) + checkpoint(extent)
  }

  static func finding(_ what: String, at place: String) -> Finding { Finding(.error, what, at: place, fix: fix) }

  private func finding(_ what: String, at place: String) -> Finding { Self.finding(what, at: place) }

  /// Every leaf has its entry, and every entry matches its leaf, its columns and the hashes of its personal values.
  private func entries(_ extent: TreeTable.Extent) throws -> [Finding] {
    var found: [Finding] = []
    var next = extent.pruned
    try connection.forEach(
      """
      SELECT e.sequence, e.line, n.hash, i.leaf, i.user_id, i.action, i.entity_type, i.entity_id, i.outcome,
        i.created_at
      FROM audit_entry AS e
      LEFT JOIN audit_index AS i ON i.sequence = e.sequence
      LEFT JOIN audit_node AS n ON n.level = 0 AND n.position = i.leaf
      WHERE e.sequence > \(extent.prunedSequence) AND e.sequence <= \(extent.sequence) ORDER BY e.sequence
      """
    ) { row in
      if found.count >= Self.most { return }
      let (sequence, line) = (try row.int("sequence"), try row.text("line"))
      let place = "audit_entry, sequence \(sequence)"
      let leaf = try row.optionalInt("leaf")
      guard let leaf, 0 <= leaf, leaf < extent.size, try row.optionalText("action") != nil else {
        return found.append(finding("an entry is not in the index", at: place))
      }
      if leaf > next {
        found.append(
          finding("entries are missing from the audit trail: \(leaf - next), from number \(next) on", at: place))
      } else if leaf < next {
        found.append(finding("two entries have the number \(leaf)", at: place))
      }
      next = leaf + 1
      if try row.optionalBytes("hash").flatMap(MerkleHash.init) != .leaf(line) {
        return found.append(finding("the entry number \(leaf) was changed after it was written", at: place))
      }
      let facts = IndexTable.Facts(try JSON(parsing: line))
      let columns = try [
        row.text("user_id"), row.text("action"), row.text("entity_type"), row.text("entity_id"),
        row.text("outcome"), String(row.int("created_at")),
      ]
      if columns != [
        facts.userID, facts.action, facts.entityType, facts.entityID, facts.outcome, String(facts.createdAt),
      ] {
        found.append(finding("the index does not match the entry number \(leaf)", at: place))
      }
    }
    if next < extent.size, found.isEmpty {
      found.append(
        finding(
          "entries are missing from the audit trail: \(extent.size - next), from number \(next) on", at: "audit_entry"))
    }
    return try found + names()
  }

  /// Pruned entries must have been pruned by Muster, which leaves an entry.
  private func removed(_ extent: TreeTable.Extent) throws -> [Finding] {
    guard extent.pruned > 0 else { return [] }
    // Not by the index, in which the newest may not be yet.
    let recorded = try connection.query("SELECT line FROM audit_entry WHERE line LIKE '{\"action\":\"audit.prune\"%'") {
      try JSON(parsing: $0.text("line"))["audit_metadata"]?["entries"]?.int
    }
    if recorded.contains(extent.pruned) { return [] }
    return [
      finding(
        "the first \(extent.pruned) entries are missing, and no entry says that they were pruned",
        at: "audit_tree")
    ]
  }

  /// Names and addresses must match their hashes in the entries.
  private func names() throws -> [Finding] {
    var found: [Finding] = []
    try connection.forEach(
      "SELECT sequence, facts, line FROM audit_entry WHERE facts <> '[]' ORDER BY sequence"
    ) { row in
      if found.count >= Self.most { return }
      let entry = try JSON(parsing: row.text("line"))
      for value in try EntryTable.values(in: row.text("facts")) where entry.value(at: value.place) != value.sealed {
        found.append(
          finding(
            "the name or address at \(value.place) is not the recorded one",
            at: "audit_entry, sequence \(try row.int("sequence"))"))
      }
    }
    return found
  }

  /// The inner nodes are those of the leaves.
  private func tree(_ extent: TreeTable.Extent) throws -> [Finding] {
    var frontier = MerkleFrontier()
    var wrong: Finding?
    try connection.forEach("SELECT position, hash FROM audit_node WHERE level = 0 ORDER BY position") { row in
      guard wrong == nil, let leaf = MerkleHash(try row.bytes("hash")) else { return }
      guard try row.int("position") == frontier.size else {
        wrong = finding("leaf number \(frontier.size) is missing from the tree", at: "audit_node")
        return
      }
      for node in frontier.append(leaf)
      where (try? TreeTable.node(node.level, node.index, connection)) != node.hash {
        wrong = finding(
          "the tree does not match its leaves at leaf number \(frontier.size - 1)",
          at: "audit_node, level \(node.level), position \(node.index)")
        return
      }
    }
    if let wrong { return [wrong] }
    guard frontier.size != extent.size else { return [] }
    return [finding("the tree has \(frontier.size) leaves instead of \(extent.size)", at: "audit_tree")]
  }

  /// The last checkpoint is signed by the log's key, and for this tree.
  func checkpoint(_ extent: TreeTable.Extent) throws -> [Finding] {
    // First: nothing in the database can switch this check off.
    if let last = outside.lastSigned, try root(of: last.size, extent) != last.root { return [contradiction(last.size)] }
    guard let known = try KeyTable.newest(connection) else {
      return outside.lastSigned == nil ? [] : [finding("the audit trail names no key of its own", at: "audit_key")]
    }
    guard let key = outside.key else {
      return [
        Finding(
          .warning, "the key of the audit trail is missing", at: "keys/audit.key",
          fix:
            "Put it back from your copy. Without it, Muster creates another one at the next start and records that in "
            + "the trail.")
      ]
    }
    if key != known {
      return [
        Finding(
          .warning, "the key of the audit trail is not the one that the trail names", at: "keys/audit.key",
          fix: "Put the right one back. With this one, Muster signs the trail from the next start on and records that.")
      ]
    }
    guard let note = try KeyTable.checkpoint(connection), let checkpoint = Checkpoint(note.text) else {
      return [finding("the last checkpoint of the audit trail is missing", at: "audit_checkpoint")]
    }
    // Right after a rotation it may still be signed by the old key.
    let isOlder = outside.lastSigned.map { checkpoint.size <= $0.size } ?? false
    let keys = isOlder ? try KeyTable.all(connection) : [key]
    guard keys.contains(where: { $0.verifies(note) }) else {
      return [finding("the last checkpoint was not signed with the key of the audit trail", at: "audit_checkpoint")]
    }
    return try root(of: checkpoint.size, extent) == checkpoint.root ? [] : [contradiction(checkpoint.size)]
  }

  private func contradiction(_ size: Int) -> Finding {
    finding(
      "the audit trail's first \(size) entries are not those that the last checkpoint was signed for",
      at: "audit_checkpoint")
  }

  /// Of the first `size` entries; `nil` when there are fewer, or nodes are missing.
  private func root(of size: Int, _ extent: TreeTable.Extent) throws -> MerkleHash? {
    guard size >= 0 else { return nil }
    if size <= extent.size { return try? MerkleProof.root(size: size) { try TreeTable.node($0, $1, connection) } }
    // A checkpoint is saved just before its tree is committed: Muster is about to, or was killed in between.
    var frontier = try TreeTable.frontier(size: extent.size, connection)
    let lines = try connection.query(
      """
      SELECT line FROM audit_entry WHERE sequence > \(extent.sequence) ORDER BY sequence LIMIT \(size - extent.size)
      """
    ) { try $0.text("line") }
    for line in lines { frontier.append(.leaf(line)) }
    return frontier.size == size ? frontier.root : nil
  }
}
