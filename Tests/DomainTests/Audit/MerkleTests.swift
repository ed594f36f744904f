import Testing

@testable import Domain

/// A tree that is computed anew each time, straight from the definition in RFC 6962, section 2.1.
private enum NaiveTree {
  static func root(_ leaves: ArraySlice<MerkleHash>) -> MerkleHash {
    if leaves.isEmpty { return .empty }
    if leaves.count == 1 { return leaves[leaves.startIndex] }
    var half = 1
    while half * 2 < leaves.count { half *= 2 }
    let middle = leaves.startIndex + half
    return .node(root(leaves[..<middle]), root(leaves[middle...]))
  }
}

@Suite struct `A Merkle tree` {
  private static func leaves(_ count: Int) -> [MerkleHash] { (0..<count).map { MerkleHash.leaf("entry \($0)") } }

  /// Complete subtrees, as the database keeps them.
  private static func nodes(_ leaves: [MerkleHash]) -> MerkleProof.Node {
    { level, index in NaiveTree.root(leaves[index << level..<(index + 1) << level]) }
  }

  private static let sizes = Array(0...40) + [63, 64, 65, 127, 128, 200]

  /// Those of the Certificate Transparency project's own tests.
  private static let known: [(leaf: [UInt8], root: String)] = [
    ([], "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
    ([0x00], "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
    ([0x10], "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
    ([0x20, 0x21], "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
    ([0x30, 0x31], "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
    ([0x40, 0x41, 0x42, 0x43], "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"),
    (Array(0x50...0x57), "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
    (Array(0x60...0x6F), "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
  ]

  @Test func `has the roots that Certificate Transparency has`() {
    var tree = MerkleFrontier()
    #expect(BytesAsText.hex(tree.root.bytes) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    for (leaf, root) in Self.known {
      tree.append(leaf.withUnsafeBytes { MerkleHash.leaf($0) })
      #expect(BytesAsText.hex(tree.root.bytes) == root)
    }
  }

  @Test(arguments: sizes)
  func `grows leaf by leaf to the root of its definition, and can be continued from what is stored`(_ size: Int)
    throws
  {
    let leaves = Self.leaves(size)
    var tree = MerkleFrontier()
    var kept: [Int: [Int: MerkleHash]] = [:]
    for leaf in leaves {
      for node in tree.append(leaf) { kept[node.level, default: [:]][node.index] = node.hash }
    }
    #expect(tree.root == NaiveTree.root(leaves[...]))
    #expect(try MerkleProof.root(size: size, Self.nodes(leaves)) == tree.root)
    #expect(try MerkleProof.frontier(size: size, Self.nodes(leaves)) == tree)
    for (level, hashes) in kept {
      for (index, hash) in hashes { #expect(try Self.nodes(leaves)(level, index) == hash) }
    }
    #expect(MerkleFrontier(size: size, hashes: tree.hashes) == tree)
    #expect(MerkleFrontier(size: size + 1, hashes: tree.hashes + [.empty, .empty]) == nil)
  }

  @Test(arguments: sizes.filter { $0 > 0 })
  func `proves each leaf, and nothing else in its place`(_ size: Int) throws {
    let leaves = Self.leaves(size)
    let root = NaiveTree.root(leaves[...])
    for index in leaves.indices {
      let path = try MerkleProof.inclusion(of: index, size: size, Self.nodes(leaves))
      #expect(path.count <= 8)
      #expect(MerkleProof.root(of: leaves[index], index: index, size: size, path: path) == root)
      #expect(MerkleProof.root(of: .leaf("forged"), index: index, size: size, path: path) != root)
      #expect(MerkleProof.root(of: leaves[index], index: index, size: size, path: path + [root]) != root)
      if !path.isEmpty {
        #expect(MerkleProof.root(of: leaves[index], index: index, size: size, path: Array(path.dropLast())) != root)
        var bent = path
        bent[index % path.count] = .empty
        #expect(MerkleProof.root(of: leaves[index], index: index, size: size, path: bent) != root)
      }
      if size > 1 {
        #expect(MerkleProof.root(of: leaves[index], index: (index + 1) % size, size: size, path: path) != root)
      }
    }
    #expect(MerkleProof.root(of: leaves[0], index: size, size: size, path: []) == nil)
    #expect(MerkleProof.root(of: leaves[0], index: -1, size: size, path: []) == nil)
  }

  @Test(arguments: sizes)
  func `proves every beginning of it, and no other log`(_ size: Int) throws {
    let leaves = Self.leaves(size)
    let root = NaiveTree.root(leaves[...])
    for from in 0...size {
      let old = NaiveTree.root(leaves[..<from])
      let path = try MerkleProof.consistency(from: from, to: size, Self.nodes(leaves))
      #expect(MerkleProof.isConsistent(from: from, old, to: size, root, path: path))
      #expect(!MerkleProof.isConsistent(from: from, .leaf("other"), to: size, root, path: path))
      #expect(!MerkleProof.isConsistent(from: from, old, to: size, .leaf("other"), path: path) || from == 0)
      #expect(!MerkleProof.isConsistent(from: from, old, to: size, root, path: path + [old]))
      if !path.isEmpty {
        #expect(!MerkleProof.isConsistent(from: from, old, to: size, root, path: Array(path.dropLast())))
      }
      // The same length, with one entry rewritten.
      if from > 0, from < size {
        var rewritten = leaves
        rewritten[from - 1] = .leaf("rewritten")
        let lie = try MerkleProof.consistency(from: from, to: size, Self.nodes(rewritten))
        #expect(!MerkleProof.isConsistent(from: from, old, to: size, NaiveTree.root(rewritten[...]), path: lie))
      }
    }
    #expect(!MerkleProof.isConsistent(from: size + 1, root, to: size, root, path: []))
  }
}
