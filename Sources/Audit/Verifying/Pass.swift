import Domain

extension BundleVerification {
  /// One walk over the lines: hashes each, and heeds those that tell of keys and of removed contents.
  struct Pass {
    private var reader: LineReader
    private(set) var tree = MerkleFrontier()
    private(set) var lines = 0
    /// Entries without contents, at the beginning.
    private(set) var pruned = 0
    /// What entries say of how many were removed.
    private var prunings: Set<Int> = []
    /// The key, and those that it vouches for.
    private(set) var trusted: [VerifierKey]
    private var exchanges: [(old: VerifierKey, new: VerifierKey)] = []

    private let most: Int
    private var names: NameReader?

    /// - Parameter most: of how many entries there can be.
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
          throw Fault(line: 1, message: "what stands for removed entries is damaged")
        }
        tree = heading.frontier
        pruned = heading.frontier.size
        return true
      }
      try names?.check(reader.text(line), index: tree.size, line: lines)
      tree.append(reader.bytes.withUnsafeBytes { MerkleHash.leaf(UnsafeRawBufferPointer(rebasing: $0[line])) })
      if begins(line, with: Self.keyEntry) { try heedKeys(reader.text(line)) }
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

    private mutating func heedKeys(_ line: String) throws {
      guard let entry = try? JSON(parsing: line), let facts = entry["audit_metadata"],
        entry["action"]?.string == AuditAction.auditKeyRotate.rawValue, entry["outcome"]?.string == "ok"
      else { return }
      guard let new = facts["new_key"]?.string.flatMap(VerifierKey.init),
        let old = facts["old_key"]?.string.flatMap(VerifierKey.init),
        let signature = facts["signature"]?.string.flatMap(BytesAsText.bytes(base64:)),
        old.isSignature(signature, of: KeyRotation.message(new))
      else { throw Fault(line: lines, message: "the new key is not signed with the old one") }
      exchanges.append((old, new))
      if trusted.contains(old) { trusted.append(new) }
    }

    var rotations: Int { exchanges.count }

    /// Keys that were exchanged, one after the other, for a trusted one.
    var former: [VerifierKey] {
      exchanges.reversed().reduce(into: []) { former, exchange in
        if trusted.contains(exchange.new) || former.contains(exchange.new) { former.append(exchange.old) }
      }
    }

    /// Whether all names and addresses fit their entries.
    func checkNames() throws { try names?.check() }

    /// Who leaves out the first entries must have said so in the log.
    func checkPruning() throws {
      guard pruned > 0, !prunings.contains(pruned) else { return }
      throw Fault(
        line: 1, message: "the first \(pruned) entries are left out, and no entry says that they were removed for age")
    }
  }
}
