import Domain
import Storage

/// The SQL of the log's public keys and of its newest checkpoint.
enum KeyTable {
  static func newest(_ connection: Connection) throws -> VerifierKey? {
    try connection.first("SELECT verifier FROM audit_key ORDER BY number DESC") {
      VerifierKey(try $0.text("verifier"))
    } ?? nil
  }

  /// All that there have been.
  static func all(_ connection: Connection) throws -> [VerifierKey] {
    try connection.query("SELECT verifier FROM audit_key ORDER BY number DESC") {
      VerifierKey(try $0.text("verifier"))
    }.compactMap(\.self)
  }

  static func insert(_ key: VerifierKey, entryID: String, _ connection: Connection) throws {
    try connection.execute("INSERT INTO audit_key (verifier, entry_id) VALUES (\(key.encoded), \(entryID))")
  }

  static func checkpoint(_ connection: Connection) throws -> SignedNote? {
    try connection.first("SELECT note FROM audit_checkpoint") { SignedNote(try $0.text("note")) } ?? nil
  }

  static func set(_ note: SignedNote, size: Int, at now: Timestamp, _ connection: Connection) throws {
    try connection.execute(
      """
      INSERT INTO audit_checkpoint (single, size, note, signed_at)
      VALUES (1, \(size), \(note.encoded), \(now.seconds))
      ON CONFLICT (single) DO UPDATE SET size = excluded.size, note = excluded.note, signed_at = excluded.signed_at
      """)
  }
}
