/// What a log says of itself: this many entries, with this root.
///
/// Source: C2SP tlog-checkpoint (c2sp.org/tlog-checkpoint).
package struct Checkpoint: Equatable, Sendable {
  /// Which log.
  package var origin: String
  package var size: Int
  package var root: MerkleHash

  package init(origin: String, size: Int, root: MerkleHash) {
    self.origin = origin
    self.size = size
    self.root = root
  }

  /// - Returns: `nil` when the text is not a checkpoint. Lines after the third are extensions, and passed over.
  package init?(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count >= 4, !lines[0].isEmpty, let size = Int(lines[1]), size >= 0, String(size) == lines[1],
      let root = MerkleHash(base64: String(lines[2]))
    else { return nil }
    self.init(origin: String(lines[0]), size: size, root: root)
  }

  package var text: String { "\(origin)\n\(size)\n\(root.base64)\n" }
}
