import Audit
import Domain
import Foundation
import Storage

/// A change that can be undone: the revisions of the models before and after it. The removal of a user or a group is
/// one, too; its undo data is in the table `removal` of `Accounts`.
struct UndoableAct: Sendable {
  struct Change: Sendable {
    var id: ModelID
    /// `nil`: the change made it.
    var before: Int?
    var after: Int
    var isDeleted: Bool
  }

  var id: String
  var userID: UserID
  var action: String
  var expiresAt: Timestamp
  var undoneAt: Timestamp?

  /// Undone by restoring the user or group, and the ownership and grants that the removal took.
  var isRemoval: Bool { Self.removals.contains(action) }

  private static let removals = [AuditAction.accountDelete, .groupDelete].map(\.rawValue)

  /// - Parameter token: from the change's response, or its id in the list of recent changes.
  static func find(_ token: String, _ connection: Connection) throws -> UndoableAct? {
    try connection.first(
      "SELECT * FROM undoable_act WHERE token_hash = \(Digest.sha256(token)) OR id = \(token)"
    ) { row in
      UndoableAct(
        id: try row.text("id"), userID: UserID(try row.text("user_id")), action: try row.text("action"),
        expiresAt: Timestamp(seconds: try row.int("expires_at")),
        undoneAt: try row.optionalInt("undone_at").map(Timestamp.init(seconds:)))
    }
  }

  /// The change of a token, when the caller may undo it.
  /// - Throws: `Refusal`: unknown, a day old, another user's; undone already.
  static func open(_ token: String, _ journal: Journal, _ connection: Connection) throws -> UndoableAct {
    guard let act = try find(token, connection), act.expiresAt > journal.now,
      AccessPolicy.decide(.undoAct, on: act.userID, by: journal.caller.principal) == .allowed
    else { throw Refusal.unknownUndo }
    guard act.undoneAt == nil else { throw Refusal.undoneAlready }
    return act
  }

  /// The id of the removed user or group, for the audit trail; `nil` after an erasure.
  func removed(_ connection: Connection) throws -> String? {
    try connection.first("SELECT subject_id FROM removal WHERE act_id = \(id)") { try $0.text("subject_id") }
  }

  func markUndone(at now: Timestamp, _ connection: Connection) throws {
    try connection.execute("UPDATE undoable_act SET undone_at = \(now.seconds) WHERE id = \(id)")
  }

  /// In no order that matters: no two are of one model.
  func changes(_ connection: Connection) throws -> [Change] {
    try connection.query("SELECT * FROM undoable_change WHERE act_id = \(id) ORDER BY model_id") { row in
      Change(
        id: ModelID(stored: try row.text("model_id")), before: try row.optionalInt("revision_before"),
        after: try row.int("revision_after"), isDeleted: try row.bool("is_deleted"))
    }
  }

  /// The base models of its models before it.
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
    _ written: [Registry.Written], action: AuditAction, _ journal: Journal, _ connection: Connection
  ) throws -> UndoToken {
    try removeExpired(at: journal.now, connection)
    let token = UndoToken.new(actID: UUID().uuidString.lowercased(), at: journal.now)
    try connection.execute(
      """
      INSERT INTO undoable_act (id, token_hash, user_id, action, created_at, place, expires_at)
      SELECT \(token.actID), \(Digest.sha256(token.text)), \(journal.caller.principal.id.text), \(action.rawValue),
        \(journal.now.seconds), 1 + coalesce(max(place), 0), \(token.expiresAt.seconds) FROM undoable_act
      """)
    for one in written where one.act != nil {
      try connection.execute(
        """
        INSERT INTO undoable_change (act_id, model_id, revision_before, revision_after, is_deleted)
        VALUES (\(token.actID), \(one.new.id.text), \(one.old?.revision), \(one.new.revision), \(one.isDeleted))
        """)
    }
    return token
  }

  /// Also deletes the undo data of removed users (ON DELETE CASCADE).
  static func removeExpired(at now: Timestamp, _ connection: Connection) throws {
    try connection.execute("DELETE FROM undoable_act WHERE expires_at <= \(now.seconds)")
  }
}

extension Refusal {
  static let unknownUndo = Refusal(
    .notFound, code: "undo.unknown", detail: "Nothing to undo: the token is unknown or older than a day.")
  static let undoneAlready = Refusal(.conflict, code: "undo.done", detail: "Already undone.")
}
