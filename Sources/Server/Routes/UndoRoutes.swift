import Accounts
import Domain
import Hummingbird
import Registry

/// Recent changes, and undoing them.
struct UndoRoutes {
  let registry: Registry
  /// Rechecks its subscribers when the access of a user may have changed.
  let feed: LiveFeed

  var routes: [Route] {
    [
      Route(
        .get, "/api/v1/undo", .readRecentActs, "List my changes of the last 24 hours that can be undone, newest first",
        list),
      Route(.post, "/api/v1/undo", .undoAct, "Undo a recent change", undo),
      Route(.post, "/api/v1/models/undo", .undoAct, "Undo a recent change", undo),
    ]
  }

  @Sendable private func list(_ context: RequestContext) async throws -> Response {
    let acts = try await registry.recentActs(as: try context.requireCaller())
    return Reply.json(["items": .array(acts.map(HistoryWire.recentAct))])
  }

  @Sendable private func undo(_ context: RequestContext) async throws -> Response {
    var reader = try FormReader(try await context.json())
    let token = reader.text("token")
    let reason = reader.optionalText("reason")
    try reader.finish()
    let changed = try await registry.undo(token, reason: reason, as: try context.requireCaller())
    if changed.restored != nil { feed.recheckAccess() }
    return HistoryWire.many(changed)
  }
}
