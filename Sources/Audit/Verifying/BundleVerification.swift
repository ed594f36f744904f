import Domain
import Foundation

/// Checks an export of the whole log against a checkpoint, offline: in one pass, in memory that does not grow with it.
package struct BundleVerification {
  /// What was shown.
  package struct Report: Equatable, Sendable {
    /// Entries whose contents are there and proven.
    package var entries: Int
    /// Entries before them whose contents were pruned; their hashes are proven.
    package var pruned: Int
    package var checkpoint: Checkpoint
    /// How many earlier checkpoints are beginnings of this log.
    package var earlier: Int
    package var keyRotations: Int
  }

  /// The first thing that is wrong, and where.
  package struct Fault: Error, Equatable, Sendable, CustomStringConvertible {
    /// From 1; `nil` when the fault is not in a line of the bundle.
    package var line: Int?
    package var message: String

    package var description: String { line.map { "line \($0): \(message)" } ?? message }
  }

  /// What is checked.
  package struct Bundle: Sendable {
    /// The lines of `format=jsonl`.
    package var entries: String
    /// The lines of `format=leaves`, with which a fault can be located.
    package var leaves: String?
    /// The lines of `format=names`, each of which must match its hash in the entry.
    package var names: String?

    package init(entries: String, leaves: String? = nil, names: String? = nil) {
      self.entries = entries
      self.leaves = leaves
      self.names = names
    }
  }

  /// What JSON's numbers hold exactly.
  private static let largestSize = 1 << 53

  private let bundle: Bundle
  private let note: SignedNote
  private let checkpoint: Checkpoint
  private let earlier: [(note: SignedNote, checkpoint: Checkpoint)]
  private let key: VerifierKey
  private let progress: (Int) -> Void

  /// - Parameters:
  ///   - earlier: checkpoints saved before, of any size.
  ///   - key: the log's public key, from a trusted source and not from the bundle.
  ///   - progress: called with the number of lines now and then.
  /// - Throws: `Fault` when a checkpoint is of another log.
  package init(
    _ bundle: Bundle, checkpoint note: SignedNote, earlier: [SignedNote], key: VerifierKey,
    progress: @escaping (Int) -> Void = { _ in }
  ) throws {
    func parsed(_ note: SignedNote, _ what: String) throws -> Checkpoint {
      guard let checkpoint = Checkpoint(note.text), checkpoint.size <= Self.largestSize else {
        throw Fault(message: "\(what) is not a checkpoint")
      }
      guard checkpoint.origin == key.name else {
        throw Fault(message: "\(what) is of another log (\(checkpoint.origin)) than the key (\(key.name))")
      }
      return checkpoint
    }
    self.bundle = bundle
    self.note = note
    self.key = key
    self.progress = progress
    checkpoint = try parsed(note, "the checkpoint")
    self.earlier = try earlier.map { ($0, try parsed($0, "an earlier checkpoint")) }
      .sorted { $0.checkpoint.size < $1.checkpoint.size }
  }

  /// - Throws: `Fault`, or what the file system throws.
  package func verify() throws -> Report {
    var scan = try EntryScan(bundle: bundle, key: key, most: checkpoint.size)
    var waiting = earlier[...]
    var lastGood = 0
    func compare(_ scan: EntryScan) throws {
      while let next = waiting.first, next.checkpoint.size == scan.tree.size {
        guard scan.tree.root == next.checkpoint.root else {
          throw located(
            upTo: next.checkpoint.size, after: lastGood,
            "the log was rewritten: its first \(next.checkpoint.size) entries are not those that the earlier checkpoint "
              + "was signed for")
        }
        lastGood = next.checkpoint.size
        waiting.removeFirst()
      }
    }
    var isRootRight = checkpoint.size == 0 && checkpoint.root == .empty
    try compare(scan)
    while try scan.step() {
      if scan.lines == 1 { waiting = try waiting.dropFirst(comparePruned(scan.pruned)) }
      try compare(scan)
      if scan.tree.size == checkpoint.size { isRootRight = scan.tree.root == checkpoint.root }
      if scan.lines.isMultiple(of: 50_000) { progress(scan.lines) }
    }
    try checkSizes(scan, isRootRight: isRootRight, lastGood: lastGood)
    if let ahead = waiting.first {
      throw Fault(
        message:
          "the log has lost entries: an earlier checkpoint was signed for \(ahead.checkpoint.size) entries, this "
          + "one for \(checkpoint.size)")
    }
    try checkSignatures(scan)
    try scan.checkPruning()
    try scan.checkNames()
    return Report(
      entries: scan.tree.size - scan.pruned, pruned: scan.pruned, checkpoint: checkpoint, earlier: earlier.count,
      keyRotations: scan.rotations)
  }

  /// Earlier checkpoints within the pruned entries are compared by the leaves' hashes.
  /// - Returns: how many there are.
  private func comparePruned(_ pruned: Int) throws -> Int {
    let within = earlier.filter { $0.checkpoint.size < pruned }
    guard let last = within.last?.checkpoint else { return 0 }
    let roots = try bundle.leaves.flatMap {
      try Diagnosis.roots($0, of: within.map(\.checkpoint.size), fitting: checkpoint)
    }
    guard let roots else {
      throw Fault(
        message:
          "the earlier checkpoint of size \(last.size) is within the pruned entries: to compare it, the "
          + "hashes of all leaves are needed (the folder of an export, with its leaves.txt)")
    }
    for (_, checkpoint) in within where roots[checkpoint.size] != checkpoint.root {
      throw Fault(
        message:
          "the log was rewritten: its first \(checkpoint.size) entries are not those that the earlier checkpoint "
          + "was signed for")
    }
    return within.count
  }

  private func checkSizes(_ scan: EntryScan, isRootRight: Bool, lastGood: Int) throws {
    let (size, wanted) = (scan.tree.size, checkpoint.size)
    if size >= wanted, isRootRight {
      guard size > wanted else { return }
      throw Fault(
        line: scan.lines - (size - wanted) + 1,
        message:
          "from here on \(size - wanted) entries are not covered by the checkpoint: it is older than the bundle, "
          + "or they were added. Get the newest checkpoint")
    }
    if size < wanted {
      throw located(
        upTo: wanted, after: lastGood,
        "entries are missing: the checkpoint was signed for \(wanted), the bundle has \(size)")
    }
    throw located(
      upTo: wanted, after: lastGood,
      size > wanted
        ? "there are \(size) entries, the checkpoint was signed for \(wanted), and its first \(wanted) are not these"
        : "the entries are not those that the checkpoint was signed for")
  }

  private func checkSignatures(_ scan: EntryScan) throws {
    guard scan.trusted.contains(where: { $0.verifies(note) }) else {
      throw Fault(
        message: "the checkpoint is not signed with the log's key: it is forged, or this is the key of another log")
    }
    for (note, checkpoint) in earlier
    where !scan.trusted.contains(where: { $0.verifies(note) }) && !scan.former.contains(where: { $0.verifies(note) }) {
      throw Fault(message: "the earlier checkpoint of size \(checkpoint.size) is not signed with the log's key")
    }
  }

  /// A fault, with its line if it can be located.
  private func located(upTo size: Int, after lastGood: Int, _ message: String) -> Fault {
    if let found = try? Diagnosis(bundle: bundle, checkpoint: checkpoint).fault(message) { return found }
    let range = lastGood > 0 ? "; the first \(lastGood) entries are correct" : ""
    return Fault(message: message + range)
  }
}
