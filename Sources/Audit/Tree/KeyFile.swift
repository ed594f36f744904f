import Domain
import Storage
import Synchronization

/// The log's private key, in a file outside the database: who can only write the database cannot sign.
package final class KeyFile: Sendable {
  package struct Unusable: Error, CustomStringConvertible {
    package var path: String
    package var description: String {
      "\(path) does not hold a key of the audit trail. Put the right one there, or remove it: "
        + "Muster then makes another, and the trail says so."
    }
  }

  package struct UnusableCheckpoint: Error, CustomStringConvertible {
    package var path: String
    package var description: String {
      "\(path) does not hold a signed checkpoint. Put the right one there, or remove it: Muster then goes by the one in "
        + "the database."
    }
  }

  let path: String
  private let keys: Mutex<Keys>

  private struct Keys {
    var current: SignerKey?
    /// What was exchanged for it since Muster was started.
    var previous: VerifierKey?
  }

  /// Where a key waits until the entry that tells of it is committed; each at a place of its own.
  private func waitingPath(_ key: VerifierKey) -> String { path + ".next-" + BytesAsText.hex(key.keyID) }

  private var checkpointPath: String { Self.checkpointPath(besideKey: path) }

  /// Where the last signed checkpoint stands. Who puts an older database in the place of a newer one removes it.
  package static func checkpointPath(besideKey path: String) -> String { path + ".checkpoint" }

  /// - Throws: `Unusable`.
  package init(path: String) throws {
    self.path = path
    keys = Mutex(Keys(current: try Self.read(path)))
  }

  /// `nil` before there is one.
  package var current: SignerKey? { keys.withLock(\.current) }

  /// Whose signature `note` has, of those that this file holds or held: the database is asked for no key.
  func signer(of note: SignedNote) -> VerifierKey? {
    let known = keys.withLock { [$0.current?.verifier, $0.previous] }
    return known.compactMap(\.self).first { $0.verifies(note) }
  }

  /// Makes `new` the key, once `commit` has told the trail of it: the file follows the database, also after a crash
  /// between the two.
  func replace(with new: SignerKey, _ commit: () async throws -> Void) async throws {
    let waiting = waitingPath(new.verifier)
    try Durable.replace(waiting, with: new.encoded + "\n")
    do {
      try await commit()
    } catch {
      try Durable.remove(waiting)
      throw error
    }
    try Durable.rename(waiting, to: path)
    keys.withLock { $0 = Keys(current: new, previous: $0.current?.verifier) }
  }

  /// Ends what a crash has broken off: a key that waits is the one if the trail knows it as its newest.
  func settle(known: VerifierKey?) throws {
    guard let known, let next = try Self.read(waitingPath(known)) else { return }
    try Durable.rename(waitingPath(known), to: path)
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

  func keep(_ note: SignedNote) throws { try Durable.replace(checkpointPath, with: note.encoded) }

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
