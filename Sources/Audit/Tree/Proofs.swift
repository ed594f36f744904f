import Domain
import Storage

extension AuditTrail {
  package struct Inclusion: Equatable, Sendable {
    package var index: Int
    package var size: Int
    package var leafHash: MerkleHash
    package var path: [MerkleHash]
  }

  package struct Consistency: Equatable, Sendable {
    package var from: Int
    package var to: Int
    package var path: [MerkleHash]
  }

  /// The newest signed checkpoint.
  /// - Throws: `Refusal` in the first moment of a new instance.
  package func checkpoint() async throws -> SignedNote {
    guard let note = try await database.read(KeyTable.checkpoint) else { throw Refusal.noKey }
    return note
  }

  func publicKey() throws -> VerifierKey {
    guard let key = key.current else { throw Refusal.noKey }
    return key.verifier
  }

  /// The key that the newest checkpoint is signed with: for a moment after a rotation still the old one.
  package func keyOfNewestCheckpoint() async throws -> VerifierKey {
    let current = try publicKey()
    return try await database.read(KeyTable.checkpoint).flatMap(key.signer) ?? current
  }

  /// The values of `X-Audit-Receipt` for what a request has written.
  package func headers(of receipts: Receipts) throws -> [String] {
    guard let signer = key.current else { return [] }
    return try receipts.all.map { try $0.header(signedBy: signer) }
  }

  /// That an entry is in the log.
  /// - Parameters:
  ///   - id: the entry's.
  ///   - size: of the tree; the newest checkpoint's when `nil`.
  /// - Throws: `Refusal`: unknown entry, or not among the first `size`.
  package func inclusion(of id: String, size: Int?) async throws -> Inclusion {
    try await Integration.catchUp(database)
    return try await database.read { connection in
      let size = try Self.size(size, connection)
      let index = try connection.first(
        "SELECT leaf FROM audit_index WHERE id = \(id)"
      ) { try $0.int("leaf") }
      guard let index else { throw Refusal.entryNotFound }
      guard index < size else { throw Refusal.notAmong(size, index: index) }
      let path = try MerkleProof.inclusion(of: index, size: size) { try TreeTable.node($0, $1, connection) }
      return Inclusion(index: index, size: size, leafHash: try TreeTable.node(0, index, connection), path: path)
    }
  }

  /// That the log of size `from` is the beginning of the log of size `to`.
  /// - Throws: `Refusal` when the log has never been that long.
  package func consistency(from: Int, to: Int?) async throws -> Consistency {
    try await database.read { connection in
      let to = try Self.size(to, connection)
      guard from >= 0, from <= to else { throw Refusal.backwards(from, to) }
      let path = try MerkleProof.consistency(from: from, to: to) { try TreeTable.node($0, $1, connection) }
      return Consistency(from: from, to: to, path: path)
    }
  }

  private static func size(_ wanted: Int?, _ connection: Connection) throws -> Int {
    let signed = try KeyTable.checkpoint(connection).flatMap { Checkpoint($0.text) }?.size ?? 0
    guard let wanted else { return signed }
    let size = try TreeTable.extent(connection).size
    guard wanted >= 0, wanted <= size else { throw Refusal.tooLong(wanted, size: size) }
    return wanted
  }
}

extension Refusal {
  static let entryNotFound = Refusal(
    .notFound, code: "audit.entry_not_found", detail: "No entry has this ID, or its contents were pruned.")

  static func tooLong(_ wanted: Int, size: Int) -> Refusal {
    Refusal(
      .invalid, code: "audit.no_such_size", detail: "The log has never had \(wanted) entries; it has \(size).")
  }

  static func notAmong(_ size: Int, index: Int) -> Refusal {
    Refusal(
      .conflict, code: "audit.not_among",
      detail:
        "The entry is number \(index), not among the first \(size). Use a size above \(index), or leave it out and "
        + "try again in two seconds, when the newest checkpoint covers the entry.", retryAfterSeconds: 2)
  }

  static func backwards(_ from: Int, _ to: Int) -> Refusal {
    Refusal(
      .invalid, code: "audit.backwards", detail: "'from' (\(from)) must not be larger than 'to' (\(to)).")
  }
}
