import Domain
import Storage

/// The SQL of the tree.
enum TreeTable {
  struct Extent: Equatable {
    /// How many leaves there are.
    var size: Int
    /// The entry of the last leaf.
    var sequence: Int
    /// How many of the first entries were pruned, and the last of them.
    var pruned: Int
    var prunedSequence: Int
  }

  /// A node is missing: the database was changed from outside Muster.
  struct MissingNode: Error, CustomStringConvertible {
    var level: Int
    var position: Int
    var description: String { "the audit trail's tree has no node \(position) on level \(level)" }
  }

  static func extent(_ connection: Connection) throws -> Extent {
    try connection.first("SELECT * FROM audit_tree") {
      Extent(
        size: try $0.int("size"), sequence: try $0.int("sequence"), pruned: try $0.int("pruned"),
        prunedSequence: try $0.int("pruned_sequence"))
    } ?? Extent(size: 0, sequence: 0, pruned: 0, prunedSequence: 0)
  }

  static func set(_ extent: Extent, _ connection: Connection) throws {
    try connection.execute(
      """
      UPDATE audit_tree SET size = \(extent.size), sequence = \(extent.sequence), pruned = \(extent.pruned),
        pruned_sequence = \(extent.prunedSequence)
      """)
  }

  static func node(_ level: Int, _ position: Int, _ connection: Connection) throws -> MerkleHash {
    let hash = try connection.first(
      "SELECT hash FROM audit_node WHERE level = \(level) AND position = \(position)"
    ) { MerkleHash(try $0.bytes("hash")) }
    guard let hash = hash ?? nil else { throw MissingNode(level: level, position: position) }
    return hash
  }

  static func insert(_ hash: MerkleHash, level: Int, position: Int, _ connection: Connection) throws {
    try connection.execute(
      "INSERT INTO audit_node (level, position, hash) VALUES (\(level), \(position), \(hash.bytes))")
  }

  static func frontier(size: Int, _ connection: Connection) throws -> MerkleFrontier {
    let frontier = try MerkleProof.frontier(size: size) { try node($0, $1, connection) }
    return frontier ?? MerkleFrontier()
  }
}
