/// What a client gets for a change: the log's word that the entries of it are, or will be, in the tree.
///
/// It covers the moment before the next checkpoint: an entry that has vanished contradicts it.
package struct Receipt: Equatable, Sendable {
  /// The last of the entries.
  package var entryID: String
  /// The entry's leaf hash; of several, the root of the Merkle tree over their leaf hashes.
  package var hash: MerkleHash
  /// How many entries, one after the other in the log, the last being `entryID`.
  package var entries: Int

  package init(entryID: String, hash: MerkleHash, entries: Int) {
    self.entryID = entryID
    self.hash = hash
    self.entries = entries
  }

  /// - Parameter leaves: in the log's order; not empty.
  package init?(entryID: String, leaves: [MerkleHash]) {
    guard !leaves.isEmpty else { return nil }
    var tree = MerkleFrontier()
    for leaf in leaves { tree.append(leaf) }
    self.init(entryID: entryID, hash: leaves.count == 1 ? leaves[0] : tree.root, entries: leaves.count)
  }

  /// What is signed.
  package func message(origin: String) -> String {
    "\(origin)\naudit receipt\n\(entryID)\n\(entries)\n\(hash.base64)\n"
  }

  /// The header `X-Audit-Receipt`: entry id, hash, signature, and of several entries their number.
  package func header(signedBy key: SignerKey) throws -> String {
    let signature = BytesAsText.base64(try key.signature(of: message(origin: key.verifier.name)))
    return "id=\(entryID), hash=\(hash.base64), signature=\(signature)" + (entries == 1 ? "" : ", entries=\(entries)")
  }

  /// - Returns: `nil` when the header is none of `key`'s.
  package init?(header: String, verifiedBy key: VerifierKey) {
    var parts: [String: String] = [:]
    for part in header.split(separator: ",") {
      let pair = part.split(separator: "=", maxSplits: 1)
      guard pair.count == 2 else { return nil }
      parts[pair[0].filter { $0 != " " }] = String(pair[1])
    }
    guard let id = parts["id"], let hash = parts["hash"].flatMap(MerkleHash.init(base64:)),
      let signature = parts["signature"].flatMap(BytesAsText.bytes(base64:)), let entries = Int(parts["entries"] ?? "1")
    else { return nil }
    self.init(entryID: id, hash: hash, entries: entries)
    guard key.isSignature(signature, of: message(origin: key.name)) else { return nil }
  }
}
