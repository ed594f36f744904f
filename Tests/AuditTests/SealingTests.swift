import Domain
import Foundation
import Storage
import Testing

@testable import Audit

@Suite struct `A sealed trail` {
  @Test func `has each entry in the tree, in the order of the commits, under a signed checkpoint`() async throws {
    let instance = try await TrailFixture()
    try await instance.trail.begin()
    try await instance.acts(20)
    try await instance.trail.seal()
    let lines = try await instance.lines()
    #expect(lines.count == 21, "the first entry tells of the key")
    var tree = MerkleFrontier()
    for line in lines { tree.append(.leaf(line)) }
    let checkpoint = try await instance.checkpoint
    #expect(checkpoint.size == 21 && checkpoint.root == tree.root)
    #expect(try instance.trail.publicKey().verifies(try await instance.trail.checkpoint()))
    #expect(try await instance.findings() == [])
    #expect(try await instance.trail.seal() == nil, "nothing is new")
  }

  @Test func `proves each entry under each later size, and each earlier checkpoint`() async throws {
    let instance = try await TrailFixture()
    try await instance.trail.begin()
    var roots: [Int: MerkleHash] = [1: try await instance.checkpoint.root]
    for number in 2...12 {
      try await instance.act("model-\(number)")
      try await instance.trail.seal()
      roots[number] = try await instance.checkpoint.root
    }
    let entries = try await instance.auditLog.entries(AuditQuery(limit: 100), as: .olga).entries
    for entry in entries {
      let index = try #require(entry.leaf)
      for size in (index + 1)...12 {
        let proof = try await instance.trail.inclusion(of: entry.id, size: size)
        #expect(proof.index == index && proof.size == size)
        #expect(MerkleProof.root(of: proof.leafHash, index: index, size: size, path: proof.path) == roots[size])
      }
      if index > 0 {
        await #expect(throws: Refusal.notAmong(index, index: index)) {
          try await instance.trail.inclusion(of: entry.id, size: index)
        }
      }
    }
    for from in 1...12 {
      let proof = try await instance.trail.consistency(from: from, to: 12)
      let (old, new) = (try #require(roots[from]), try #require(roots[12]))
      #expect(MerkleProof.isConsistent(from: from, old, to: 12, new, path: proof.path))
    }
    await #expect(throws: Refusal.entryNotFound) { try await instance.trail.inclusion(of: "none", size: nil) }
    await #expect(throws: Refusal.tooLong(99, size: 13)) { try await instance.trail.consistency(from: 1, to: 99) }
    await #expect(throws: Refusal.backwards(3, 2)) { try await instance.trail.consistency(from: 3, to: 2) }
  }

  @Test func `includes many entries in several steps, none twice`() async throws {
    let instance = try await TrailFixture()
    try await instance.trail.begin()
    let count = Integration.largestBatch * 2 + 7
    try await instance.auditLog.change(as: .uma, .init(.modelUse, entityType: "model", entityID: "*")) { _, journal in
      for number in 0..<count {
        try journal.record(Act(.modelUse, entityType: "model", entityID: "\(number)", description: ""))
      }
    }
    async let first: Void = Integration.catchUp(instance.database)
    async let second = instance.trail.seal()
    async let third: Void = instance.auditLog.catchUp()
    _ = try await (first, second, third)
    try await instance.trail.seal()
    #expect(try await instance.checkpoint.size == count + 1)
    #expect(try await instance.findings() == [])
  }

  @Test func `is not signed any more once it contradicts its last checkpoint`() async throws {
    let instance = try await TrailFixture()
    try await instance.trail.begin()
    try await instance.acts(5)
    try await instance.trail.seal()
    let last = try await instance.trail.checkpoint()
    let forged = MerkleHash.leaf("forged").bytes
    try await instance.tamper("UPDATE audit_node SET hash = \(forged) WHERE level = 2")
    try await instance.act("more")
    await #expect(throws: AuditTrail.Contradiction.self) { try await instance.trail.seal() }
    #expect(try await instance.trail.checkpoint() == last)
  }
}

@Suite struct `The key of a trail` {
  @Test func `is created once, stored in a file that only its owner can read, and recorded in the log`() async throws {
    let instance = try await TrailFixture()
    try await instance.trail.begin()
    let key = try instance.trail.publicKey()
    let attributes = try FileManager.default.attributesOfItem(atPath: instance.folder + "/audit.key")
    #expect((attributes[.posixPermissions] as? Int) == 0o600)
    let lines = try await instance.lines()
    #expect(!lines.joined().contains("PRIVATE"))
    let again = try instance.again()
    try await again.begin()
    #expect(try again.publicKey() == key)
    #expect(try await instance.lines().count == 1)
  }

  @Test func `is rotated by an entry that the old one has signed`() async throws {
    let instance = try await TrailFixture()
    try await instance.trail.begin()
    let old = try instance.trail.publicKey()
    try await instance.acts(3)
    let new = try await instance.trail.rotateKey(reason: "yearly", as: .olga)
    #expect(new != old && new.name == old.name)
    let entry = try JSON(parsing: try #require(try await instance.lines().last))
    #expect(entry["action"] == "audit.key_rotate" && entry["audit_metadata"]?["reason"] == "yearly")
    let signature = try #require(
      entry["audit_metadata"]?["signature"]?.string.flatMap(BytesAsText.bytes(base64:)))
    #expect(old.isSignature(signature, of: KeyRotation.message(new)))
    #expect(new.verifies(try await instance.trail.checkpoint()))
    #expect(try await instance.findings() == [])
    let again = try instance.again()
    try await again.begin()
    #expect(try again.publicKey() == new)
  }

  @Test func `that is lost is replaced, and the log says that no earlier key vouches for it`() async throws {
    let instance = try await TrailFixture()
    try await instance.trail.begin()
    let old = try instance.trail.publicKey()
    try await instance.acts(3)
    try await instance.trail.seal()
    let other = try instance.again(key: "other.key")
    try await other.begin()
    #expect(try other.publicKey().name == old.name)
    let entry = try JSON(parsing: try #require(try await instance.lines().last))
    #expect(entry["action"] == "audit.key_begin")
    #expect(entry["audit_metadata"]?["old_key"]?.string == old.encoded)
    #expect(entry["audit_metadata"]?["signature"] == nil)
    #expect(try other.publicKey().verifies(try await instance.trail.checkpoint()))
  }

  @Test(arguments: [true, false])
  func `follows the trail when Muster was killed during a rotation`(_ isTold: Bool) async throws {
    let instance = try await TrailFixture()
    try await instance.trail.begin()
    let old = try #require(instance.trail.key.current)
    let new = SignerKey(name: old.verifier.name)
    let waiting = instance.folder + "/audit.key.next-" + BytesAsText.hex(new.verifier.keyID)
    try (new.encoded + "\n").write(toFile: waiting, atomically: true, encoding: .utf8)
    if isTold {
      try await instance.auditLog.writeWithoutEntry { try KeyTable.insert(new.verifier, entryID: "x", $0) }
    }
    let again = try instance.again()
    try await again.begin()
    #expect(try again.publicKey() == (isTold ? new : old).verifier)
    #expect(FileManager.default.fileExists(atPath: waiting) != isTold)
    try await instance.act("more")
    #expect(try await again.seal() != nil)
  }

  @Test func `is rotated by one caller at a time: each is signed by the one before`() async throws {
    let instance = try await TrailFixture()
    try await instance.trail.begin()
    let outcomes = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask {
          do {
            _ = try await instance.trail.rotateKey(reason: nil, as: .olga)
            return true
          } catch {
            return false
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    let exchanges = try await instance.lines().map { try JSON(parsing: $0) }.filter {
      $0["action"] == "audit.key_rotate" && $0["outcome"] == "ok"
    }
    #expect(exchanges.count == outcomes.count(where: \.self) && !exchanges.isEmpty)
    let pairs = exchanges.map { ($0["audit_metadata"]?["old_key"], $0["audit_metadata"]?["new_key"]) }
    for (one, next) in zip(pairs, pairs.dropFirst()) { #expect(one.1 == next.0) }
    #expect(try instance.trail.publicKey().encoded == pairs.last?.1?.string)
    #expect(try await instance.findings() == [])
  }

  @Test(arguments: ["", "rubbish", "PRIVATE+KEY+a+b+c"])
  func `is not created where the file contains something else`(_ text: String) throws {
    let path = NSTemporaryDirectory() + "muster-key-" + UUID().uuidString
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(throws: KeyFile.Unusable.self) { try KeyFile(path: path) }
  }

  @Test func `can be rotated by administrators only`() async throws {
    let instance = try await TrailFixture()
    try await instance.trail.begin()
    let key = try instance.trail.publicKey()
    await #expect(throws: Refusal.prohibited) { try await instance.trail.rotateKey(reason: nil, as: .uma) }
    #expect(try instance.trail.publicKey() == key)
    let files = try FileManager.default.contentsOfDirectory(atPath: instance.folder)
    #expect(!files.contains { $0.contains("next") }, "\(files)")
  }
}
