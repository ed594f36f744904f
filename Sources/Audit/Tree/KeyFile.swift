import Domain
import Storage
import Synchronization

/// The log's private key, in a file outside the database: write access to the database is not enough to sign.
package final class KeyFile: Sendable {
  package struct Unusable: Error, CustomStringConvertible {
    package var path: String
    package var description: String {
      "\(path) does not hold a key of the audit trail. Put the right one there, or remove it: "
        + "Muster then creates another one and records that in the trail."
    }
  }

  package struct UnusableCheckpoint: Error, CustomStringConvertible {
    package var path: String
    package var description: String {
      "\(path) does not hold a signed checkpoint. Put the right one there, or remove it: Muster then uses the one in "
        + "the database."
    }
  }

  let path: String
  private let keys: Mutex<Keys>

  private struct Keys {
    var current: SignerKey?
    /// The key before it, if it was rotated since Muster started.
    var previous: VerifierKey?
  }

  /// Where a new key is stored until the entry about it is committed; one path for each key.
  private func pendingPath(_ key: VerifierKey) -> String { path + ".next-" + BytesAsText.hex(key.keyID) }

  private var checkpointPath: String { Self.checkpointPath(besideKey: path) }

  /// The file with the last signed checkpoint. Restoring an older database removes it.
  package static func checkpointPath(besideKey path: String) -> String { path + ".checkpoint" }

  /// - Throws: `Unusable`.
  package init(path: String) throws {
    self.path = path
    keys = Mutex(Keys(current: try Self.read(path)))
  }

  /// `nil` before there is one.
  package var current: SignerKey? { keys.withLock(\.current) }

  /// The current or previous key, if it has signed `note`; keys in the database are not trusted for this.
  func signer(of note: SignedNote) -> VerifierKey? {
    let known = keys.withLock { [$0.current?.verifier, $0.previous] }
    return known.compactMap(\.self).first { $0.verifies(note) }
  }

  /// Makes `new` the key once `commit` has recorded it: the file follows the database, even after a crash in between.
  func replace(with new: SignerKey, _ commit: () async throws -> Void) async throws {
    let pending = pendingPath(new.verifier)
    try Durable.replace(pending, with: new.encoded + "\n")
    do {
      try await commit()
    } catch {
      try Durable.remove(pending)
      throw error
    }
    try Durable.rename(pending, to: path)
    keys.withLock { $0 = Keys(current: new, previous: $0.current?.verifier) }
  }

  /// Completes a rotation that a crash interrupted: a pending key becomes the key if the trail names it as its newest.
  func settle(known: VerifierKey?) throws {
    guard let known, let next = try Self.read(pendingPath(known)) else { return }
    try Durable.rename(pendingPath(known), to: path)
    keys.withLock { $0.current = next }
  }

  /// What was signed last; `nil` before there was anything, and after `muster restore`.
  /// - Throws: `UnusableCheckpoint`.
  func lastSigned() throws -> Checkpoint? {
    guard let text = try Durable.text(of: checkpointPath) else { return nil }
    guard let checkpoint = SignedNote(text).flatMap({ Checkpoint($0.text) }) else {
      throw UnusableCheckpoint(path: checkpointPath)
    }
    return checkpoint
  }

  func save(_ note: SignedNote) throws { try Durable.replace(checkpointPath, with: note.encoded) }

  /// What the log has outside the database, at one moment.
  package struct Outside: Sendable {
    /// `nil` before there is one.
    var key: VerifierKey?
    /// What was signed last.
    var lastSigned: Checkpoint?
  }

  /// - Throws: `UnusableCheckpoint`.
  package func outside() throws -> Outside { Outside(key: current?.verifier, lastSigned: try lastSigned()) }

  private static func read(_ path: String) throws -> SignerKey? {
    guard let text = try Durable.text(of: path) else { return nil }
    guard let key = SignerKey(encoded: text.filter { !$0.isWhitespace }) else { throw Unusable(path: path) }
    return key
  }
}
