import Domain

extension BundleVerification {
  /// Locates the faulty line, once it is known that something is wrong.
  struct Diagnosis {
    let bundle: Bundle
    let checkpoint: Checkpoint

    /// - Returns: `nil` when no line stands out.
    func fault(_ message: String) throws -> Fault? {
      if let found = try byLeaves() { return Fault(line: found.line, message: "\(found.message) (\(message))") }
      if let found = try byForm() { return Fault(line: found.line, message: "\(found.message) (\(message))") }
      return nil
    }

    // By the leaves' hashes

    /// The hashes of lines around the place where bundle and leaves begin to differ.
    private struct Divergence {
      var line: Int
      var lines: [String]
      var leaves: [String]
      var before: String?
    }

    private func byLeaves() throws -> Fault? {
      guard let path = bundle.leaves, try Self.roots(path, of: [], fitting: checkpoint) != nil,
        let divergence = try divergence(path)
      else { return nil }
      let (mine, theirs) = (divergence.lines, divergence.leaves)
      let what =
        if mine.isEmpty {
          "the bundle ends here, and entries should follow"
        } else if theirs.isEmpty {
          "nothing should follow here"
        } else if mine.count > 1, theirs.count > 1, mine[0] == theirs[1], mine[1] == theirs[0] {
          "this entry and the next one have changed places"
        } else if mine[0] == divergence.before {
          "the entry before stands here a second time"
        } else if mine.count > 1, mine[1] == theirs[0] {
          "this entry was not written here"
        } else if let dropped = theirs.firstIndex(of: mine[0]) {
          dropped == 1 ? "an entry is missing before this one" : "\(dropped) entries are missing before this one"
        } else {
          "this entry was changed"
        }
      return Fault(line: divergence.line, message: what)
    }

    /// The roots that the log had at `sizes`, by the hashes of its leaves.
    /// - Returns: `nil` when these are not the leaves that the checkpoint was signed for.
    static func roots(_ path: String, of sizes: [Int], fitting checkpoint: Checkpoint) throws -> [Int: MerkleHash]? {
      guard var leaves = LineReader(path: path) else { return nil }
      var tree = MerkleFrontier()
      var roots: [Int: MerkleHash] = [:]
      let sizes = Set(sizes)
      while tree.size < checkpoint.size, let line = try leaves.next() {
        guard let hash = MerkleHash(base64: leaves.text(line)) else { return nil }
        tree.append(hash)
        if sizes.contains(tree.size) { roots[tree.size] = tree.root }
      }
      return tree.size == checkpoint.size && tree.root == checkpoint.root ? roots : nil
    }

    private func divergence(_ path: String) throws -> Divergence? {
      guard var leaves = LineReader(path: path), var entries = LineReader(path: bundle.entries) else { return nil }
      var (line, before) = (0, String?.none)
      var first = try entries.next()
      if let heading = first.flatMap({ PrunedHeading(entries.text($0)) }) {
        for _ in 0..<heading.frontier.size { if try leaves.next() == nil { break } }
        line = 1
        first = try entries.next()
      }
      func hash(_ place: Range<Int>, _ reader: LineReader) -> String {
        reader.bytes.withUnsafeBytes { MerkleHash.leaf(UnsafeRawBufferPointer(rebasing: $0[place])).base64 }
      }
      var entry = first
      while true {
        let mine = entry.map { hash($0, entries) }
        let theirs = try leaves.next().map { leaves.text($0) }
        if mine == nil, theirs == nil { return nil }
        line += 1
        if mine == theirs {
          before = mine
          entry = try entries.next()
          continue
        }
        var divergence = Divergence(
          line: line, lines: [mine].compactMap(\.self), leaves: [theirs].compactMap(\.self), before: before)
        if mine != nil, let next = try entries.next() { divergence.lines.append(hash(next, entries)) }
        while divergence.leaves.count < 100, let next = try leaves.next() {
          divergence.leaves.append(leaves.text(next))
        }
        return divergence
      }
    }

    // By what a line says of itself

    private static let mostRemembered = 100_000

    private func byForm() throws -> Fault? {
      guard var entries = LineReader(path: bundle.entries) else { return nil }
      var number = 0
      var seen: Set<String> = []
      var last = ""
      while let place = try entries.next() {
        number += 1
        let line = entries.text(place)
        if number == 1, line.hasPrefix(PrunedHeading.beginning) { continue }
        guard let entry = try? JSON(parsing: line), let id = entry["id"]?.string else {
          return Fault(line: number, message: "this is not an entry")
        }
        if entry.canonical().serialized() != line {
          return Fault(line: number, message: "this entry was changed: it is not in the canonical form")
        }
        if !seen.insert(id).inserted { return Fault(line: number, message: "this entry is a duplicate") }
        if seen.count > Self.mostRemembered { seen.removeAll() }
        // Ids begin with the time to the millisecond (RFC 9562, version 7).
        let time = String(id.prefix(13))
        if id.dropFirst(14).first == "7", !last.isEmpty {
          if time < last { return Fault(line: number, message: "this entry is older than the one before it") }
          last = time
        } else if id.dropFirst(14).first == "7" {
          last = time
        }
      }
      return nil
    }
  }
}
