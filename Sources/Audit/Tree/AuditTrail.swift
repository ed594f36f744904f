import Domain
import Foundation
import Storage

/// The log as a whole: takes entries into the tree, signs checkpoints, makes proofs.
package struct AuditTrail: Sendable {
  /// The database contradicts the last checkpoint: it was rewritten. Nothing is signed any more.
  package struct Contradiction: Error, Equatable, CustomStringConvertible {
    package var size: Int
    package var description: String {
      "The audit trail's first \(size) entries are not those that the last checkpoint was signed for. The database was "
        + "changed from outside Muster: stop Muster, run 'muster doctor', compare with a backup."
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

  /// Makes sure that there is a key and that the trail names it.
  package func begin() async throws {
    let known = try await database.read(KeyTable.newest)
    try key.settle(known: known)
    if let current = key.current {
      if current.verifier != known { try await record(.auditKeyBegin, current, after: known, as: .auditTrail) }
    } else {
      let new = SignerKey(name: known?.name ?? Self.newName())
      try await key.replace(with: new) { try await record(.auditKeyBegin, new, after: known, as: .auditTrail) }
    }
    // A damaged trail must not keep Muster from starting: the sequencer fails again and reports it.
    _ = try? await seal()
  }

  /// Rotates the key; the entry about it is signed by the old one.
  /// - Returns: the new public key.
  /// - Throws: `Refusal`: not allowed, or another rotation is in progress.
  package func rotateKey(reason: String?, as caller: Caller) async throws -> VerifierKey {
    guard let old = key.current else { throw Refusal.noKey }
    let new = SignerKey(name: old.verifier.name)
    // The last checkpoint of the old key covers everything before.
    try await seal()
    // Not a child task: a client that disconnects must not leave the trail without a key.
    return try await Task {
      try await key.replace(with: new) {
        try await record(.auditKeyRotate, new, after: old.verifier, signedBy: old, reason: reason, as: caller)
      }
      try await seal()
      return new.verifier
    }.value
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
      case (.auditKeyRotate, _): "Rotated the key of the audit trail"
      case (_, nil): "Started signing the audit trail"
      default: "Signs the audit trail with another key from here on; the old key was missing and could not sign it"
      }
    let act = Act(
      action, entityType: "audit", entityID: "key", description: description, reason: reason, details: details)
    try await auditLog.change(as: caller, .init(action, entityType: "audit", entityID: "key", reason: reason)) {
      connection, journal in
      if action == .auditKeyRotate {
        if case .refused(let refusal) = AccessPolicy.decide(.rotateAuditKey, by: caller.principal) { throw refusal }
      }
      guard try KeyTable.newest(connection) == old else { throw Refusal.keyIsChanging }
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
  /// - Returns: the checkpoint, when there is a new one.
  /// - Throws: `Contradiction`, `TreeTable.MissingNode`.
  @discardableResult
  package func seal() async throws -> SignedNote? {
    let now = AuditLog.wallClock()
    // In batches, so that others can write in between.
    while try await database.read({ try Integration.isFarBehind($0) }) {
      _ = try await database.write { try Integration.takeIn($0) }
    }
    return try await database.write { connection in
      _ = try Integration.takeIn(connection)
      guard let signer = key.current else { return nil }
      let size = try TreeTable.extent(connection).size
      let stored = try KeyTable.checkpoint(connection)
      // The last checkpoint is stored beside the key: write access to the database is not enough to replace it.
      if let last = try key.lastSigned() ?? stored.flatMap({ Checkpoint($0.text) }) {
        guard last.size <= size, try Self.root(size: last.size, connection) == last.root else {
          throw Contradiction(size: last.size)
        }
        if last.size == size, let stored, signer.verifier.verifies(stored), Checkpoint(stored.text) == last {
          return nil
        }
      }
      let root = try Self.root(size: size, connection)
      let note = try signer.sign(Checkpoint(origin: signer.verifier.name, size: size, root: root).text)
      // Before the row, and within the transaction, so that two of them cannot overlap. After a crash here, the next one
      // finds the same root at that size.
      try key.save(note)
      try KeyTable.set(note, size: size, at: now, connection)
      return note
    }
  }

  /// Gives entries their places, without a signature yet.
  func takeIn() async throws { try await Integration.catchUp(database) }

  private static func root(size: Int, _ connection: Connection) throws -> MerkleHash {
    try MerkleProof.root(size: size) { try TreeTable.node($0, $1, connection) }
  }
}

/// How one key of a log signs the next.
package enum KeyRotation {
  /// What the old key signs.
  package static func message(_ new: VerifierKey) -> String { "\(new.name)\naudit key rotation\n\(new.encoded)\n" }
}

extension Caller {
  /// Muster itself, maintaining the audit trail.
  static let auditTrail = Caller.system(requestID: "audit")
}

extension Refusal {
  static let noKey = Refusal(
    .unavailable, code: "audit.no_key", detail: "The audit trail has no key yet. Wait until Muster has started.",
    retryAfterSeconds: 1)
  static let keyIsChanging = Refusal(
    .conflict, code: "audit.key_is_changing",
    detail:
      "Another administrator has just rotated the key of the audit trail. Check the newest key before you try again.",
    retryAfterSeconds: 1)
}
