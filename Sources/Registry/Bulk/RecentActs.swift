import Audit
import Domain
import Storage

/// A change of the last day that its author can undo, or has undone.
package struct RecentAct: Sendable, Equatable {
  package enum State: String, Sendable {
    case open, undone
    /// The user was erased since and cannot be restored.
    case erased
  }

  package struct Target: Sendable, Equatable {
    /// `model`, `user` or `group`.
    package var type: String
    package var id: String
    /// What it was called when the change was done; `nil`: its revisions were purged, or the person was erased.
    package var name: String?
  }

  package var id: String
  /// As the audit trail names it, e.g. `model.delete`.
  package var action: String
  package var doneAt: Timestamp
  package var expiresAt: Timestamp
  package var undoneAt: Timestamp?
  package var state: State
  /// How many models it changed.
  package var modelCount: Int
  /// The person or the group that it removed, if it did; then the first of the models.
  package var targets: [Target]
}

extension Registry {
  /// So many recent changes are listed at most; older ones are undone by their tokens.
  package static let mostRecentActs = 100
  /// So many models of each are named.
  private static let mostTargets = 5

  /// What the caller did within the last day and can undo, newest first.
  package func recentActs(as caller: Caller) async throws -> [RecentAct] {
    try Self.check(AccessPolicy.decide(.readRecentActs, by: caller.principal))
    let now = auditLog.now()
    return try await database.read { connection in
      var acts = try connection.query(
        """
        SELECT act.*, (SELECT count(*) FROM undoable_change WHERE act_id = act.id) AS models,
          removal.type, removal.subject_id, json_extract(removal.contents, '$.name') AS name
        FROM undoable_act AS act LEFT JOIN removal ON removal.act_id = act.id
        WHERE act.user_id = \(caller.principal.id.text) AND act.expires_at > \(now.seconds)
        ORDER BY act.place DESC LIMIT \(Self.mostRecentActs)
        """, row: RecentAct.init)
      let targets = try Self.targets(of: acts.map(\.id), connection)
      for index in acts.indices { acts[index].targets += targets[acts[index].id] ?? [] }
      return acts
    }
  }

  /// With the names at the time of the change: a caller must not learn the current name of a model that they may no
  /// longer read.
  private static func targets(of acts: [String], _ connection: Connection) throws -> [String: [RecentAct.Target]] {
    var targets: [String: [RecentAct.Target]] = [:]
    try connection.forEach(
      """
      SELECT c.act_id, c.model_id, (SELECT json_extract(r.snapshot, '$.name') FROM model_revision AS r
        WHERE r.model_id = c.model_id AND r.revision = c.revision_after) AS name
      FROM undoable_change AS c
      WHERE c.act_id IN \(in: acts) AND c.model_id IN (
        SELECT model_id FROM undoable_change AS first WHERE first.act_id = c.act_id
        ORDER BY model_id LIMIT \(mostTargets))
      ORDER BY c.act_id, c.model_id
      """
    ) { row in
      targets[try row.text("act_id"), default: []].append(
        .init(type: "model", id: try row.text("model_id"), name: try row.optionalText("name")))
    }
    return targets
  }
}

extension RecentAct {
  fileprivate init(_ row: Row) throws {
    let undoneAt = try row.optionalInt("undone_at").map(Timestamp.init(seconds:))
    let action = try row.text("action")
    var subject: [Target] = []
    if let type = try row.optionalText("type") {
      subject = [Target(type: type, id: try row.text("subject_id"), name: try row.optionalText("name"))]
    }
    let isErased = action == AuditAction.accountDelete.rawValue && subject.isEmpty
    self.init(
      id: try row.text("id"), action: action, doneAt: Timestamp(seconds: try row.int("created_at")),
      expiresAt: Timestamp(seconds: try row.int("expires_at")), undoneAt: undoneAt,
      state: undoneAt != nil ? .undone : isErased ? .erased : .open, modelCount: try row.int("models"),
      targets: subject)
  }
}
