import Domain
import Storage

/// Takes entries into the tree, and into what lists and searches are made from.
///
/// An entry's place is assigned here, from committed entries, and never by the entry's own transaction: on a database
/// with many writers, numbers are not in the order of the commits.
enum Integration {
  /// A concurrent change waits for one batch at most.
  static let largestBatch = 256

  /// Takes in up to `largestBatch` entries.
  /// - Returns: how many there were.
  static func takeIn(_ connection: Connection) throws -> Int {
    var extent = try TreeTable.extent(connection)
    let entries = try connection.query(
      """
      SELECT sequence, line, facts FROM audit_entry WHERE sequence > \(extent.sequence)
      ORDER BY sequence LIMIT \(largestBatch)
      """
    ) { (sequence: try $0.int("sequence"), line: try $0.text("line"), facts: try $0.text("facts")) }
    guard !entries.isEmpty else { return 0 }
    var frontier = try TreeTable.frontier(size: extent.size, connection)
    for (sequence, line, _) in entries {
      let leaf = MerkleHash.leaf(line)
      try TreeTable.insert(leaf, level: 0, position: frontier.size, connection)
      try IndexTable.insert(line, sequence: sequence, leaf: frontier.size, connection)
      for node in frontier.append(leaf) {
        try TreeTable.insert(node.hash, level: node.level, position: node.index, connection)
      }
      extent.sequence = sequence
    }
    extent.size = frontier.size
    try IndexTable.insertNames(entries.map(\.facts), connection)
    try TreeTable.set(extent, connection)
    return entries.count
  }

  /// Whether there are entries that are not in the tree yet.
  static func isBehind(_ connection: Connection) throws -> Bool {
    try connection.exists("SELECT 1 FROM audit_entry WHERE sequence > (SELECT sequence FROM audit_tree)")
  }

  /// Whether there are more than one batch.
  static func isFarBehind(_ connection: Connection) throws -> Bool {
    try connection.exists(
      """
      SELECT 1 FROM audit_entry WHERE sequence > (SELECT sequence FROM audit_tree) LIMIT 1 OFFSET \(largestBatch)
      """)
  }

  /// Takes in all there are.
  static func catchUp(_ database: Database) async throws {
    while try await database.write({ try takeIn($0) }) == largestBatch {}
  }
}
