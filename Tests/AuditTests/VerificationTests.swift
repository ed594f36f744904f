import Domain
import Foundation
import Storage
import Testing

@testable import Audit

/// An export on disk, with the checkpoint and the key that an auditor has.
private struct Exported {
  let instance: TrailFixture
  var lines: [String]
  var leaves: [String]
  var names: [String]
  var note: SignedNote
  var key: VerifierKey
  var earlier: [SignedNote] = []

  init(_ instance: TrailFixture, sealedBy trail: AuditTrail? = nil) async throws {
    self.instance = instance
    let trail = trail ?? instance.trail
    try await trail.seal()
    note = try await trail.checkpoint()
    key = try trail.publicKey()
    let size = try #require(Checkpoint(note.text)).size
    lines = try await instance.export(.jsonl, size: size).split(separator: "\n").map(String.init)
    leaves = try await instance.export(.leaves, size: size).split(separator: "\n").map(String.init)
    names = try await instance.export(.names, size: size).split(separator: "\n").map(String.init)
  }

  static func ofTwentyActs() async throws -> Exported {
    let instance = try await TrailFixture()
    try await instance.trail.begin()
    try await instance.acts(9)
    try await instance.trail.seal()
    let earlier = try await instance.trail.checkpoint()
    try await instance.acts(10)
    var exported = try await Exported(instance)
    exported.earlier = [earlier]
    return exported
  }

  /// - Parameter ending: after the last line.
  func verify(withLeaves: Bool = true, ending: String = "\n") throws -> BundleVerification.Report {
    let entries = instance.folder + "/entries.jsonl"
    let hashes = instance.folder + "/leaves.txt"
    try (lines.joined(separator: "\n") + ending).write(toFile: entries, atomically: true, encoding: .utf8)
    try (leaves.joined(separator: "\n") + "\n").write(toFile: hashes, atomically: true, encoding: .utf8)
    let people = instance.folder + "/names.jsonl"
    try names.map { $0 + "\n" }.joined().write(toFile: people, atomically: true, encoding: .utf8)
    return try BundleVerification(
      .init(entries: entries, leaves: withLeaves ? hashes : nil, names: withLeaves ? people : nil), checkpoint: note,
      earlier: earlier, key: key
    ).verify()
  }

  func fault(withLeaves: Bool = true, ending: String = "\n") -> BundleVerification.Fault? {
    do {
      _ = try verify(withLeaves: withLeaves, ending: ending)
      return nil
    } catch let fault as BundleVerification.Fault {
      return fault
    } catch {
      Issue.record(error)
      return nil
    }
  }
}

@Suite struct `An export` {
  @Test func `that is unchanged is verified, with its earlier checkpoint`() async throws {
    let exported = try await Exported.ofTwentyActs()
    let report = try exported.verify()
    #expect(report.entries == 20 && report.pruned == 0 && report.earlier == 1 && report.keyRotations == 0)
    #expect(try exported.verify(withLeaves: false) == report)
  }

  struct Case: Sendable, CustomStringConvertible {
    var description: String
    /// The line that is named when the leaves' hashes are there, and when they are not.
    var line: (with: Int?, without: Int?)
    var message: String
    var tamper: @Sendable (inout [String]) -> Void
  }

  private static let cases = [
    Case(description: "an edit", line: (13, nil), message: "this entry was changed") {
      $0[12] = $0[12].replacing("\"ok\"", with: "\"failed\"")
    },
    Case(description: "an edit that is not canonical", line: (13, 13), message: "changed") {
      $0[12] = $0[12].replacing("\"outcome\":", with: "\"outcome\": ")
    },
    Case(description: "a line that is no entry", line: (13, 13), message: "this") { $0[12] = "{}" },
    Case(description: "a drop", line: (13, nil), message: "missing") { $0.remove(at: 12) },
    Case(description: "a drop of three", line: (13, nil), message: "missing") { $0.removeSubrange(12..<15) },
    Case(description: "a drop of the first", line: (1, nil), message: "missing") { $0.remove(at: 0) },
    Case(description: "a swap", line: (13, nil), message: "changed places") { $0.swapAt(12, 13) },
    Case(description: "a truncation", line: (16, nil), message: "missing") { $0.removeLast(5) },
    Case(description: "an empty export", line: (1, nil), message: "missing") { $0.removeAll() },
    Case(description: "a double", line: (14, 14), message: "a second time") { $0.insert($0[12], at: 13) },
    Case(description: "a double elsewhere", line: (17, 17), message: "was not written here") {
      $0.insert($0[12], at: 16)
    },
    Case(description: "a forged entry at the end", line: (21, 21), message: "not covered by the checkpoint") {
      $0.append($0[0])
    },
    Case(description: "an edit before the earlier checkpoint", line: (3, nil), message: "changed") {
      $0[2] = $0[2].replacing("\"ok\"", with: "\"failed\"")
    },
  ]

  @Test(arguments: cases)
  func `that was tampered with is refused, and the first line that is wrong is named`(_ example: Case) async throws {
    var exported = try await Exported.ofTwentyActs()
    example.tamper(&exported.lines)
    let fault = try #require(exported.fault())
    #expect(fault.line == example.line.with, "\(fault)")
    #expect(fault.message.contains(example.message), "\(fault)")
    let blind = try #require(exported.fault(withLeaves: false))
    if let line = example.line.without { #expect(blind.line == line, "\(blind)") }
  }

  @Test func `without the leaves' hashes is narrowed down by the earlier checkpoint`() async throws {
    var exported = try await Exported.ofTwentyActs()
    exported.lines[12] = exported.lines[12].replacing("\"ok\"", with: "\"failed\"")
    let late = try #require(exported.fault(withLeaves: false))
    #expect(late.message.contains("the first 10 entries are correct"), "\(late)")
    exported = try await Exported.ofTwentyActs()
    exported.lines[2] = exported.lines[2].replacing("\"ok\"", with: "\"failed\"")
    let early = try #require(exported.fault(withLeaves: false))
    #expect(early.message.contains("its first 10 entries are not those"), "\(early)")
  }

  @Test func `whose leaves' hashes were made to fit is refused all the same`() async throws {
    var exported = try await Exported.ofTwentyActs()
    exported.lines[12] = exported.lines[12].replacing("\"ok\"", with: "\"failed\"")
    exported.leaves[12] = MerkleHash.leaf(exported.lines[12]).base64
    #expect(exported.fault()?.message.contains("not those that the checkpoint was signed for") == true)
  }

  @Test func `that is cut off within a line is refused`() async throws {
    var exported = try await Exported.ofTwentyActs()
    exported.lines[19] = String(exported.lines[19].dropLast(10))
    #expect(exported.fault(ending: "") == .init(line: 20, message: "the line is cut off"))
  }

  @Test func `with names that are not those of then is refused`() async throws {
    let exported = try await Exported.ofTwentyActs()
    #expect(exported.names.count == 38, "name and address of each act but the key's")
    var forged = exported
    let name = try #require(forged.names.firstIndex { $0.contains("uma Quetz") })
    forged.names[name] = forged.names[name].replacing("uma Quetz", with: "eve Quetz")
    #expect(forged.fault()?.message.contains("/user_name is not the one that was recorded") == true)
    forged = exported
    forged.names.swapAt(4, 6)
    #expect(forged.fault() != nil)
    forged = exported
    forged.names.append(forged.names[0])
    #expect(forged.fault()?.message.contains("which does not exist or was pruned") == true)
    forged = exported
    forged.names.removeAll()
    #expect(forged.fault() == nil, "erased names are no fault")
  }

  @Test(arguments: [
    #"{"pruned":{"entries":9223372036854775807,"subtrees":[]}}"#, #"{"pruned":{"entries":-1,"subtrees":[]}}"#,
    #"{"pruned":{"entries":4611686018427387904,"subtrees":["47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="]}}"#,
    #"{"pruned":"#, #"{"pruned":null}"#, "\u{0}", "{\"pruned\":{\"entries\":1e99}}",
  ])
  func `with a malicious first line is refused without a crash`(_ line: String) async throws {
    var exported = try await Exported.ofTwentyActs()
    exported.lines[0] = line
    #expect(exported.fault() != nil)
    #expect(exported.fault(withLeaves: false) != nil)
  }

  @Test func `with a forged checkpoint is refused`() async throws {
    var exported = try await Exported.ofTwentyActs()
    exported.lines[12] = exported.lines[12].replacing("\"ok\"", with: "\"failed\"")
    var tree = MerkleFrontier()
    for line in exported.lines { tree.append(.leaf(line)) }
    let forged = Checkpoint(origin: exported.key.name, size: tree.size, root: tree.root)
    exported.earlier = []
    exported.note = SignedNote(text: forged.text, signatures: exported.note.signatures)
    #expect(exported.fault()?.message.contains("not signed with the log's key") == true)
    exported.note = try SignerKey(name: exported.key.name).sign(forged.text)
    #expect(exported.fault()?.message.contains("not signed with the log's key") == true)
    exported.note = try SignerKey(name: "another").sign(Checkpoint(origin: "another", size: 1, root: .empty).text)
    #expect(exported.fault()?.message.contains("another log") == true)
  }

  @Test func `that is newer than its checkpoint is refused, and one that is older`() async throws {
    var exported = try await Exported.ofTwentyActs()
    let old = try #require(exported.earlier.first)
    exported.note = old
    exported.earlier = []
    #expect(exported.fault()?.line == 11)
    #expect(exported.fault()?.message.contains("older than the bundle") == true)
    exported = try await Exported.ofTwentyActs()
    exported.lines.removeLast(10)
    exported.leaves.removeLast(10)
    #expect(exported.fault()?.message.contains("entries are missing") == true)
  }

  @Test func `of a log that has lost entries contradicts the checkpoint that was kept`() async throws {
    var exported = try await Exported.ofTwentyActs()
    let kept = exported.note
    exported.note = try #require(exported.earlier.first)
    exported.earlier = [kept]
    exported.lines.removeLast(10)
    exported.leaves.removeLast(10)
    #expect(exported.fault()?.message.contains("the log has lost entries") == true)
  }

  @Test func `is verified with the first key across rotations`() async throws {
    let instance = try await TrailFixture()
    try await instance.trail.begin()
    let first = try instance.trail.publicKey()
    try await instance.acts(3)
    try await instance.trail.seal()
    let earlier = try await instance.trail.checkpoint()
    for _ in 0..<2 { _ = try await instance.trail.rotateKey(reason: nil, as: .olga) }
    try await instance.acts(3)
    var exported = try await Exported(instance)
    exported.earlier = [earlier]
    #expect(try exported.verify().keyRotations == 2, "with the newest key")
    exported.key = first
    #expect(try exported.verify().keyRotations == 2, "with the oldest")
    exported.key = SignerKey(name: first.name).verifier
    #expect(exported.fault()?.message.contains("not signed with the log's key") == true)
  }

  @Test func `whose new key the old one has not signed is refused`() async throws {
    let instance = try await TrailFixture()
    try await instance.trail.begin()
    let first = try instance.trail.publicKey()
    let other = try instance.again(key: "other.key")
    try await other.begin()
    try await instance.act("more")
    var exported = try await Exported(instance, sealedBy: other)
    exported.key = first
    #expect(exported.fault()?.message.contains("not signed with the log's key") == true)
  }

  @Test func `of which old contents were removed is verified, and only if the log says so`() async throws {
    let day = 86_400
    let instance = try await TrailFixture(seconds: 0)
    try await instance.trail.begin()
    for number in 1...9 { try await instance.act("day-\(number)", at: number * day) }
    try await instance.trail.seal()
    let earlier = [try await instance.trail.checkpoint()]
    try await instance.trail.prune(retentionSeconds: 4 * day, now: Timestamp(seconds: 9 * day))
    var exported = try await Exported(instance)
    exported.earlier = earlier
    let report = try exported.verify()
    #expect(report.pruned == 5 && report.entries == exported.lines.count - 1)
    exported.lines[3] = exported.lines[3].replacing("day-7", with: "day-6")
    #expect(exported.fault()?.line == 4)

    // Somebody leaves out one more, with a frontier that fits.
    exported = try await Exported(instance)
    var tree = try #require(PrunedHeading(exported.lines[0])).frontier
    tree.append(.leaf(exported.lines[1]))
    exported.lines.remove(at: 1)
    exported.lines[0] = PrunedHeading(tree).line
    #expect(exported.fault()?.message.contains("no entry says that they were pruned") == true)
    exported = try await Exported(instance)
    exported.lines[0] = #"{"pruned":{"entries":6,"subtrees":[]}}"#
    #expect(exported.fault() == .init(line: 1, message: "the heading of the pruned entries is damaged"))
  }
}
