import Domain
import Foundation
import Storage

/// The log as a whole: takes entries into the tree, signs checkpoints, and proves.
package struct AuditTrail: Sendable {
  /// What the database holds contradicts the last checkpoint: somebody has rewritten it. Nothing is signed any more.
  package struct Contradiction: Error, Equatable, CustomStringConvertible {
    package var size: Int
    package var description: String {
      "The audit trail's first \(size) entries are not those that the last checkpoint was signed for. Somebody has "
        + "changed the database behind Muster's back: stop Muster, run 'muster doctor', compare with a backup."
    }
  }

  let database: Database
  let auditLog: AuditLog
  let key: KeyFile

  package init(database: Database, auditLog: AuditLog, key: KeyFile) {
    self.database = database
    self.auditLog = auditLog
    self.key = key
  }

  // MARK: - Keys

  /// Sees to it that there is a key, and that the trail knows it.
  package func begin() async throws {
    let known = try await database.read(KeyTable.newest)
    try key.settle(known: known)
    if let current = key.current {
      if current.verifier != known { try await record(.auditKeyBegin, current, after: known, as: .keeper) }
    } else {
      let new = SignerKey(name: known?.name ?? Self.newName())
      try await key.replace(with: new) { try await record(.auditKeyBegin, new, after: known, as: .keeper) }
    }
    // The last word may be that of the key before, if Muster ended before the new one has spoken. What is wrong with the
    // trail keeps nobody from working: the sequencer meets it again, and goes on saying so.
    _ = try? await seal(trusting: try await database.read(KeyTable.newestTwo))
  }

  /// Exchanges the key: an entry says so, signed by the old one.
  /// - Returns: the new public key.
  package func rotateKey(reason: String?, as caller: Caller) async throws -> VerifierKey {
    guard let old = key.current else { throw Refusal.noKey }
    let new = SignerKey(name: old.verifier.name)
    // The last word of the old key covers everything before.
    try await seal()
    try await key.replace(with: new) {
      try await record(.auditKeyRotate, new, after: old.verifier, signedBy: old, reason: reason, as: caller)
    }
    try await seal(trusting: [old.verifier])
    return new.verifier
  }

  private func record(
    _ action: AuditAction, _ new: SignerKey, after old: VerifierKey?, signedBy signer: SignerKey? = nil,
    reason: String? = nil, as caller: Caller
  ) async throws {
    var details: JSON.Object = ["new_key": .string(new.verifier.encoded)]
    details["old_key"] = old.map { .string($0.encoded) }
    if let signer {
      details["signature"] = .string(
        BytesAsText.base64(try signer.signature(of: KeyRotation.message(new.verifier))))
    }
    let description =
      switch (action, old) {
      case (.auditKeyRotate, _): "Exchanged the key of the audit trail"
      case (_, nil): "Began to sign the audit trail"
      default: "Signs the audit trail with another key from here on: the old one was not there to sign it"
      }
    let act = Act(
      action, entityType: "audit", entityID: "key", description: description, reason: reason, details: details)
    try await auditLog.change(as: caller, .init(action, entityType: "audit", entityID: "key", reason: reason)) {
      connection, journal in
      if action == .auditKeyRotate {
        if case .refused(let refusal) = AccessPolicy.decide(.rotateAuditKey, by: caller.principal) { throw refusal }
      }
      try journal.record(act)
      try KeyTable.insert(new.verifier, entryID: journal.entries.last?.id ?? "", connection)
    }
  }

  /// Names this log among all: a note's key and a checkpoint's origin.
  private static func newName() -> String {
    "muster/" + BytesAsText.hex((0..<6).map { _ in UInt8.random(in: .min ... .max) })
  }

  // MARK: - Sealing

  /// Takes all entries into the tree and signs what there is now.
  /// - Parameter others: keys beside the current one by which the last checkpoint may be signed.
  /// - Returns: the checkpoint, when there is a new one.
  /// - Throws: `Contradiction`, `TreeTable.MissingNode`.
  @discardableResult
  package func seal(trusting others: [VerifierKey] = []) async throws -> SignedNote? {
    try await Integration.catchUp(database)
    guard let signer = key.current else { return nil }
    let now = AuditLog.wallClock()
    return try await database.write { connection in
      let size = try TreeTable.extent(connection).size
      let last = try KeyTable.checkpoint(connection)
      let lastCheckpoint = last.flatMap { Checkpoint($0.text) }
      if let last, let lastCheckpoint {
        let isOurs = signer.verifier.verifies(last)
        guard isOurs || others.contains(where: { $0.verifies(last) }),
          try Self.root(size: lastCheckpoint.size, connection) == lastCheckpoint.root
        else { throw Contradiction(size: lastCheckpoint.size) }
        if lastCheckpoint.size == size, isOurs { return nil }
      }
      let checkpoint = Checkpoint(
        origin: signer.verifier.name, size: size, root: try Self.root(size: size, connection))
      let note = try signer.sign(checkpoint.text)
      try KeyTable.set(note, size: size, at: now, connection)
      return note
    }
  }

  private static func root(size: Int, _ connection: Connection) throws -> MerkleHash {
    guard try TreeTable.extent(connection).size >= size else { throw Contradiction(size: size) }
    return try MerkleProof.root(size: size) { try TreeTable.node($0, $1, connection) }
  }
}

/// How one key of a log vouches for the next.
package enum KeyRotation {
  /// What the old key signs.
  package static func message(_ new: VerifierKey) -> String { "\(new.name)\naudit key rotation\n\(new.encoded)\n" }
}

extension Caller {
  /// Muster itself, keeping the audit trail.
  static let keeper = Caller.system(requestID: "audit")
}

extension Refusal {
  static let noKey = Refusal(
    .unavailable, code: "audit.no_key", detail: "The audit trail has no key yet. Wait until Muster has started.",
    retryAfterSeconds: 1)
}
