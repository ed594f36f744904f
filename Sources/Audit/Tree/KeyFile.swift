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

  let path: String
  private let key: Mutex<SignerKey?>

  /// Where a key waits until the entry that tells of it is committed.
  private var nextPath: String { path + ".next" }

  /// - Throws: `Unusable`.
  package init(path: String) throws {
    self.path = path
    key = Mutex(try Self.read(path))
  }

  /// `nil` before there is one.
  package var current: SignerKey? { key.withLock(\.self) }

  /// Makes `new` the key, once `commit` has told the trail of it: the file follows the database, also after a crash
  /// between the two.
  func replace(with new: SignerKey, _ commit: () async throws -> Void) async throws {
    try Durable.replace(nextPath, with: new.encoded + "\n")
    do {
      try await commit()
    } catch {
      try Durable.remove(nextPath)
      throw error
    }
    try Durable.rename(nextPath, to: path)
    key.withLock { $0 = new }
  }

  /// Ends what a crash has broken off: the key that waits is the one if the trail knows it, and none if not.
  func settle(known: VerifierKey?) throws {
    guard Durable.exists(nextPath) else { return }
    guard let next = try Self.read(nextPath), next.verifier == known else { return try Durable.remove(nextPath) }
    try Durable.rename(nextPath, to: path)
    key.withLock { $0 = next }
  }

  private static func read(_ path: String) throws -> SignerKey? {
    guard let text = try Durable.text(of: path) else { return nil }
    guard let key = SignerKey(encoded: text.filter { !$0.isWhitespace }) else { throw Unusable(path: path) }
    return key
  }
}
