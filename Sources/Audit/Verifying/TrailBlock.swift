import Domain
import Storage

/// A part of the log that one short read can check: its leaves, their entries with index and names, and the nodes of
/// the tree over them.
struct TrailBlock {
  /// A power of two: a block is a subtree.
  static let leaves = 256
  private static let levels = leaves.trailingZeroBitCount

  let number: Int
  let connection: Connection

  /// What differs from what was signed.
  func findings() throws -> [Finding] {
    let extent = try TreeTable.extent(connection)
    let range = number * Self.leaves..<max(number * Self.leaves, min(extent.size, (number + 1) * Self.leaves))
    var found: [Finding] = []
    var subtree = MerkleFrontier()
    try connection.forEach(
      """
      SELECT n.position, n.hash, i.sequence, i.user_id, i.action, i.entity_type, i.entity_id, i.outcome, i.created_at,
        e.line, e.facts
      FROM audit_node AS n LEFT JOIN audit_index AS i ON i.leaf = n.position
      LEFT JOIN audit_entry AS e ON e.sequence = i.sequence
      WHERE n.level = 0 AND n.position >= \(range.lowerBound) AND n.position < \(range.upperBound) ORDER BY n.position
      """
    ) { row in
      let leaf = range.lowerBound + subtree.size
      guard try row.int("position") == leaf, let hash = MerkleHash(try row.bytes("hash")) else { return }
      if leaf >= extent.pruned { try found.append(contentsOf: entry(leaf, hash, row)) }
      for node in subtree.append(hash)
      where (try? TreeTable.node(node.level, (range.lowerBound >> node.level) + node.index, connection)) != node.hash {
        found.append(finding("the tree does not match its leaves at leaf number \(leaf)", at: "audit_node"))
      }
    }
    if subtree.size < range.count {
      let missing = range.lowerBound + subtree.size
      found.append(finding("leaf number \(missing) is missing from the tree", at: "audit_node"))
    }
    return try found + surplus(range, extent)
  }

  private func finding(_ what: String, at place: String) -> Finding { TrailExamination.finding(what, at: place) }

  private func entry(_ leaf: Int, _ hash: MerkleHash, _ row: Row) throws -> [Finding] {
    guard let sequence = try row.optionalInt("sequence"), let line = try row.optionalText("line") else {
      return [finding("the entry number \(leaf) is missing", at: "audit_entry")]
    }
    let place = "audit_entry, sequence \(sequence)"
    guard MerkleHash.leaf(line) == hash, let entry = try? JSON(parsing: line) else {
      return [finding("the entry number \(leaf) was changed after it was written", at: place)]
    }
    var found: [Finding] = []
    let facts = IndexTable.Facts(entry)
    let columns = try [
      row.text("user_id"), row.text("action"), row.text("entity_type"), row.text("entity_id"), row.text("outcome"),
      String(row.int("created_at")),
    ]
    if columns != [
      facts.userID, facts.action, facts.entityType, facts.entityID, facts.outcome, String(facts.createdAt),
    ] {
      found.append(finding("the index does not match the entry number \(leaf)", at: place))
    }
    let personal = try? EntryTable.values(in: row.text("facts"))
    for value in personal ?? [] where entry.value(at: value.place) != value.sealed {
      found.append(finding("the name or address at \(value.place) is not the recorded one", at: place))
    }
    if personal == nil { found.append(finding("the names beside the entry number \(leaf) cannot be read", at: place)) }
    return found
  }

  /// Entries between those that have a place in the tree.
  private func surplus(_ range: Range<Int>, _ extent: TreeTable.Extent) throws -> [Finding] {
    func sequence(of leaf: Int) throws -> Int? {
      try connection.first("SELECT sequence FROM audit_index WHERE leaf = \(leaf)") { try $0.int("sequence") }
    }
    let first = max(range.lowerBound, extent.pruned)
    guard first < range.upperBound, let last = try sequence(of: range.upperBound - 1),
      let before = try first == extent.pruned ? extent.prunedSequence : sequence(of: first - 1)
    else { return [] }
    let count = try connection.first(
      "SELECT count(*) AS number FROM audit_entry WHERE sequence > \(before) AND sequence <= \(last)"
    ) { try $0.int("number") }
    guard let count, count > range.upperBound - first else { return [] }
    return [
      finding(
        "entries were added to the audit trail: \(count - (range.upperBound - first)), between sequence \(before) and "
          + "\(last)", at: "audit_entry")
    ]
  }
}

extension TrailBlock {
  /// The nodes above all blocks, and no leaf beyond the end.
  static func findingsAbove(_ connection: Connection) throws -> [Finding] {
    let extent = try TreeTable.extent(connection)
    var level = levels
    while extent.size >> (level + 1) > 0 {
      var left: MerkleHash?
      var wrong: Int?
      try connection.forEach("SELECT position, hash FROM audit_node WHERE level = \(level) ORDER BY position") { row in
        let (position, hash) = (try row.int("position"), MerkleHash(try row.bytes("hash")))
        defer { left = position.isMultiple(of: 2) ? hash : nil }
        guard wrong == nil, !position.isMultiple(of: 2), let hash else { return }
        let parent = left.map { MerkleHash.node($0, hash) }
        if parent == nil || parent != (try? TreeTable.node(level + 1, position / 2, connection)) { wrong = position }
      }
      if let wrong {
        return [
          TrailExamination.finding(
            "the tree does not match its leaves", at: "audit_node, level \(level + 1), position \(wrong / 2)")
        ]
      }
      level += 1
    }
    guard try connection.exists("SELECT 1 FROM audit_node WHERE level = 0 AND position >= \(extent.size)") else {
      return []
    }
    return [TrailExamination.finding("the tree has more leaves than \(extent.size)", at: "audit_tree")]
  }

  /// Pruned entries must have been pruned by Muster, which leaves an entry.
  static func findingsOfRemoval(_ connection: Connection) throws -> [Finding] {
    let extent = try TreeTable.extent(connection)
    guard 0 <= extent.pruned, extent.pruned <= extent.size else {
      return [
        TrailExamination.finding("the size of the audit trail's tree is invalid: \(extent.size)", at: "audit_tree")
      ]
    }
    guard extent.pruned > 0 else { return [] }
    // The last one may not be in the index yet.
    let recorded = try connection.query(
      """
      SELECT line FROM audit_entry WHERE sequence > \(extent.sequence) OR sequence IN (
        SELECT sequence FROM audit_index WHERE action = \(AuditAction.auditPrune.rawValue))
      """
    ) { row -> Int? in
      let entry = try? JSON(parsing: row.text("line"))
      guard entry?["action"]?.string == AuditAction.auditPrune.rawValue else { return nil }
      return entry?["audit_metadata"]?["entries"]?.int
    }
    if recorded.contains(extent.pruned) { return [] }
    return [
      TrailExamination.finding(
        "the first \(extent.pruned) entries are missing, and no entry says that they were pruned",
        at: "audit_tree")
    ]
  }
}
