/// Proofs about a tree of which the complete subtrees are known, and their checks.
///
/// Source: RFC 6962, sections 2.1.1 and 2.1.2 (making), RFC 9162, sections 2.1.3.2 and 2.1.4.2 (checking).
package enum MerkleProof {
  /// Gives the root of the complete subtree with the leaves `index << level ..< (index + 1) << level`.
  package typealias Node = (_ level: Int, _ index: Int) throws -> MerkleHash

  /// The root over the first `size` leaves.
  package static func root(size: Int, _ node: Node) throws -> MerkleHash {
    size == 0 ? .empty : try root(of: 0..<size, node)
  }

  /// What `MerkleFrontier` keeps of the first `size` leaves.
  package static func frontier(size: Int, _ node: Node) throws -> MerkleFrontier? {
    var hashes: [MerkleHash] = []
    var first = 0
    for level in (0..<Int.bitWidth - 1).reversed() where size >> level & 1 == 1 {
      hashes.append(try node(level, first >> level))
      first += 1 << level
    }
    return MerkleFrontier(size: size, hashes: hashes)
  }

  /// That the leaf `index` is among the first `size`, from the leaf upwards.
  package static func inclusion(of index: Int, size: Int, _ node: Node) throws -> [MerkleHash] {
    precondition(index >= 0 && index < size)
    var range = 0..<size
    var path: [MerkleHash] = []
    while range.count > 1 {
      let middle = split(range)
      let isLeft = index < middle
      path.append(try root(of: isLeft ? middle..<range.upperBound : range.lowerBound..<middle, node))
      range = isLeft ? range.lowerBound..<middle : middle..<range.upperBound
    }
    return path.reversed()
  }

  /// That the first `from` leaves are the beginning of the first `to`.
  package static func consistency(from: Int, to: Int, _ node: Node) throws -> [MerkleHash] {
    precondition(from >= 0 && from <= to)
    if from == 0 || from == to { return [] }
    var range = 0..<to
    var path: [MerkleHash] = []
    var isWholeOfOld = true
    while range.upperBound != from {
      let middle = split(range)
      if from <= middle {
        path.append(try root(of: middle..<range.upperBound, node))
        range = range.lowerBound..<middle
      } else {
        path.append(try root(of: range.lowerBound..<middle, node))
        range = middle..<range.upperBound
        isWholeOfOld = false
      }
    }
    if !isWholeOfOld { path.append(try root(of: range, node)) }
    return path.reversed()
  }

  // MARK: - Checks

  /// The root that a tree of `size` leaves has when `leaf` is its leaf `index` and `path` is right.
  /// - Returns: `nil` when no such path can be right.
  package static func root(
    of leaf: MerkleHash, index: Int, size: Int, path: [MerkleHash]
  ) -> MerkleHash? {
    guard index >= 0, index < size else { return nil }
    var (number, last, hash) = (index, size - 1, leaf)
    for step in path {
      guard last > 0 else { return nil }
      if number & 1 == 1 || number == last {
        hash = .node(step, hash)
        while number & 1 == 0, number != 0 { (number, last) = (number >> 1, last >> 1) }
      } else {
        hash = .node(hash, step)
      }
      (number, last) = (number >> 1, last >> 1)
    }
    return last == 0 ? hash : nil
  }

  /// Whether `path` shows that the tree with `oldRoot` is the beginning of the one with `newRoot`.
  package static func isConsistent(
    from: Int, _ oldRoot: MerkleHash, to: Int, _ newRoot: MerkleHash, path: [MerkleHash]
  ) -> Bool {
    guard from >= 0, from <= to else { return false }
    if from == to { return path.isEmpty && oldRoot == newRoot }
    if from == 0 { return path.isEmpty && oldRoot == .empty }
    var steps = path
    if from.nonzeroBitCount == 1 { steps.insert(oldRoot, at: 0) }
    guard let first = steps.first else { return false }
    var (number, last) = (from - 1, to - 1)
    while number & 1 == 1 { (number, last) = (number >> 1, last >> 1) }
    var (old, new) = (first, first)
    for step in steps.dropFirst() {
      guard last > 0 else { return false }
      if number & 1 == 1 || number == last {
        (old, new) = (.node(step, old), .node(step, new))
        while number & 1 == 0, number != 0 { (number, last) = (number >> 1, last >> 1) }
      } else {
        new = .node(new, step)
      }
      (number, last) = (number >> 1, last >> 1)
    }
    return last == 0 && old == oldRoot && new == newRoot
  }

  // MARK: - Ranges

  /// Where RFC 6962 divides: after the largest power of two that is smaller than the number of leaves.
  private static func split(_ range: Range<Int>) -> Int {
    range.lowerBound + 1 << (Int.bitWidth - 1 - (range.count - 1).leadingZeroBitCount)
  }

  private static func root(of range: Range<Int>, _ node: Node) throws -> MerkleHash {
    if range.count.nonzeroBitCount == 1 {
      let level = range.count.trailingZeroBitCount
      return try node(level, range.lowerBound >> level)
    }
    let middle = split(range)
    return .node(
      try root(of: range.lowerBound..<middle, node), try root(of: middle..<range.upperBound, node))
  }
}
