import Domain
import Foundation
import Storage

/// Takes back one act, once, within a day; only whoever did it, and administrators.
package struct UndoToken: Sendable, Equatable {
  package static let lifetimeSeconds = 86_400

  package var text: String
  package var expiresAt: Timestamp

  /// 128 random bits.
  static func new(at now: Timestamp) -> UndoToken {
    let (high, low) = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))
    return UndoToken(
      text: "undo-\(String(high, radix: 36))-\(String(low, radix: 36))",
      expiresAt: Timestamp(seconds: now.seconds + lifetimeSeconds))
  }
}

/// An act that may be undone: which revisions it led from, and to.
struct UndoableAct: Sendable {
  struct Change: Sendable {
    var id: ModelID
    /// `nil`: the act made it.
    var before: Int?
    var after: Int
    var isDeleted: Bool
  }

  var id: String
  var userID: UserID
  var action: String
  var expiresAt: Timestamp
  var undoneAt: Timestamp?

  static func find(_ token: String, _ connection: Connection) throws -> UndoableAct? {
    try connection.first("SELECT * FROM undoable_act WHERE token_hash = \(Digest.sha256(token))") { row in
      UndoableAct(
        id: try row.text("id"), userID: UserID(try row.text("user_id")), action: try row.text("action"),
        expiresAt: Timestamp(seconds: try row.int("expires_at")),
        undoneAt: try row.optionalInt("undone_at").map(Timestamp.init(seconds:)))
    }
  }

  /// In no order that matters: no two are of one model.
  func changes(_ connection: Connection) throws -> [Change] {
    try connection.query("SELECT * FROM undoable_change WHERE act_id = \(id) ORDER BY model_id") { row in
      Change(
        id: ModelID(stored: try row.text("model_id")), before: try row.optionalInt("revision_before"),
        after: try row.int("revision_after"), isDeleted: try row.bool("is_deleted"))
    }
  }

  /// What its models stood on before.
  func baseModels(_ connection: Connection) throws -> [ModelID] {
    try connection.query(
      """
      SELECT DISTINCT r.snapshot ->> '$.base_model_id' AS base FROM undoable_change AS c
      JOIN model_revision AS r ON r.model_id = c.model_id AND r.revision IN (c.revision_before, c.revision_after)
      WHERE c.act_id = \(id) AND r.snapshot ->> '$.base_model_id' IS NOT NULL
      """
    ) { ModelID(stored: try $0.text("base")) }
  }

  static func insert(
    _ written: [Registry.Written], action: AuditAction, _ token: UndoToken, by userID: UserID, now: Timestamp,
    _ connection: Connection
  ) throws {
    try connection.execute("DELETE FROM undoable_act WHERE expires_at <= \(now.seconds)")
    let id = UUID().uuidString.lowercased()
    try connection.execute(
      """
      INSERT INTO undoable_act (id, token_hash, user_id, action, expires_at)
      VALUES (\(id), \(Digest.sha256(token.text)), \(userID.text), \(action.rawValue), \(token.expiresAt.seconds))
      """)
    for one in written where one.act != nil {
      try connection.execute(
        """
        INSERT INTO undoable_change (act_id, model_id, revision_before, revision_after, is_deleted)
        VALUES (\(id), \(one.new.id.text), \(one.old?.revision), \(one.new.revision), \(one.isDeleted))
        """)
    }
  }
}
