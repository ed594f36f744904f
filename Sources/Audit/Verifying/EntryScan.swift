import Domain

extension BundleVerification {
  /// Reads the lines once: hashes each, and collects key rotations and prunings from the entries about them.
  struct EntryScan {
    private var reader: LineReader
    private(set) var tree = MerkleFrontier()
    private(set) var lines = 0
    /// Entries without contents, at the beginning.
    private(set) var pruned = 0
    /// The sizes that entries about pruning name.
    private var prunings: Set<Int> = []
    /// The key, and the keys that it has signed.
    private(set) var trusted: [VerifierKey]
    private var rotated: [(old: VerifierKey, new: VerifierKey)] = []

    private let most: Int
    private var names: NameReader?

    /// - Parameter most: the size of the checkpoint.
    init(bundle: Bundle, key: VerifierKey, most: Int) throws {
      guard let reader = LineReader(path: bundle.entries) else {
        throw Fault(message: "\(bundle.entries) cannot be read")
      }
      self.reader = reader
      trusted = [key]
      self.most = most
      names = try bundle.names.map { try NameReader(path: $0) }
    }

    private static let keyEntry = Array("{\"action\":\"audit.key_".utf8)
    private static let pruneEntry = Array("{\"action\":\"audit.prune\"".utf8)
    private static let heading = Array(PrunedHeading.beginning.utf8)

    /// - Returns: false at the end.
    mutating func step() throws -> Bool {
      guard let line = try reader.next() else { return false }
      lines += 1
      guard reader.isEnded else { throw Fault(line: lines, message: "the line is cut off") }
      if lines == 1, begins(line, with: Self.heading) {
        guard let heading = PrunedHeading(reader.text(line)), heading.frontier.size <= most else {
          throw Fault(line: 1, message: "the heading of the pruned entries is damaged")
        }
        tree = heading.frontier
        pruned = heading.frontier.size
        return true
      }
      try names?.check(reader.text(line), index: tree.size, line: lines)
      tree.append(reader.bytes.withUnsafeBytes { MerkleHash.leaf(UnsafeRawBufferPointer(rebasing: $0[line])) })
      if begins(line, with: Self.keyEntry) { try readRotation(reader.text(line)) }
      if begins(line, with: Self.pruneEntry), let entry = try? JSON(parsing: reader.text(line)),
        let entries = entry["audit_metadata"]?["entries"]?.int
      {
        prunings.insert(entries)
      }
      return true
    }

    private func begins(_ line: Range<Int>, with beginning: [UInt8]) -> Bool {
      line.count >= beginning.count && reader.bytes[line].prefix(beginning.count).elementsEqual(beginning)
    }

    private mutating func readRotation(_ line: String) throws {
      guard let entry = try? JSON(parsing: line), let facts = entry["audit_metadata"],
        entry["action"]?.string == AuditAction.auditKeyRotate.rawValue, entry["outcome"]?.string == "ok"
      else { return }
      guard let new = facts["new_key"]?.string.flatMap(VerifierKey.init),
        let old = facts["old_key"]?.string.flatMap(VerifierKey.init),
        let signature = facts["signature"]?.string.flatMap(BytesAsText.bytes(base64:)),
        old.isSignature(signature, of: KeyRotation.message(new))
      else { throw Fault(line: lines, message: "the new key is not signed with the old one") }
      rotated.append((old, new))
      if trusted.contains(old) { trusted.append(new) }
    }

    var rotations: Int { rotated.count }

    /// Keys that were rotated, one after the other, to a trusted one.
    var former: [VerifierKey] {
      rotated.reversed().reduce(into: []) { former, rotation in
        if trusted.contains(rotation.new) || former.contains(rotation.new) { former.append(rotation.old) }
      }
    }

    /// Whether all names and addresses fit their entries.
    func checkNames() throws { try names?.check() }

    /// Missing first entries must have been pruned by Muster, which leaves an entry.
    func checkPruning() throws {
      guard pruned > 0, !prunings.contains(pruned) else { return }
      throw Fault(
        line: 1, message: "the first \(pruned) entries are missing, and no entry says that they were pruned")
    }
  }
}
