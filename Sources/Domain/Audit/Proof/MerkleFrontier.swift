/// All that must be known of a tree to go on with it: the roots of its complete subtrees, at most 64.
package struct MerkleFrontier: Equatable, Sendable {
  /// A subtree that an appended leaf has completed; its leaves are `index << level ..< (index + 1) << level`.
  package struct Completed: Equatable, Sendable {
    package var level: Int
    package var index: Int
    package var hash: MerkleHash
  }

  /// How many leaves there are.
  package private(set) var size: Int
  /// The largest first: one for each bit of `size`.
  package private(set) var hashes: [MerkleHash]

  package init() {
    size = 0
    hashes = []
  }

  /// - Returns: `nil` unless there is one hash for each bit of `size`.
  package init?(size: Int, hashes: [MerkleHash]) {
    guard size >= 0, hashes.count == size.nonzeroBitCount else { return nil }
    self.size = size
    self.hashes = hashes
  }

  /// - Returns: the inner nodes that are complete now, the lowest first.
  @discardableResult
  package mutating func append(_ leaf: MerkleHash) -> [Completed] {
    var completed: [Completed] = []
    var hash = leaf
    var level = 0
    while size >> level & 1 == 1 {
      hash = .node(hashes.removeLast(), hash)
      level += 1
      completed.append(Completed(level: level, index: size >> level, hash: hash))
    }
    hashes.append(hash)
    size += 1
    return completed
  }

  package var root: MerkleHash {
    guard var root = hashes.last else { return .empty }
    for hash in hashes.dropLast().reversed() { root = .node(hash, root) }
    return root
  }
}
