import Audit
import Backups
import Domain
import Hummingbird
import NIOCore

/// Backups in the configured folder.
struct BackupRoutes {
  private static let mediaType = "application/vnd.sqlite3"

  let backups: BackupStore

  var routes: [Route] {
    [
      Route(.get, "/api/v1/backups", .readBackups, "List the backups, newest first", list),
      Route(.post, "/api/v1/backups", .makeBackup, "Create a backup now", make),
      Route(.get, "/api/v1/backups/{name}", .readBackups, "Download a backup", download)
        .withHead(contentType: Self.mediaType),
      Route(.post, "/api/v1/backups/{name}/restore", .restoreBackup, "Restore a backup and restart", restore),
      Route(.get, "/api/v1/backups/{name}/restore", .readBackups, "Get the outcome of the last restore", outcome),
    ]
  }

  @Sendable private func list(_ context: RequestContext) async throws -> Response {
    let stored = try await backups.list(as: try context.requireCaller())
    return Reply.json(["folder": backups.folder.map(JSON.string) ?? .null, "items": .array(stored.map(Self.wire))])
  }

  @Sendable private func make(_ context: RequestContext) async throws -> Response {
    Reply.json(Self.wire(try await backups.make(as: try context.requireCaller())))
  }

  @Sendable private func download(_ context: RequestContext) async throws -> Response {
    let name = context.parameters["name"] ?? ""
    let reader = try await backups.open(name, as: try context.requireCaller())
    return Response(
      status: .ok,
      headers: [
        .contentType: Self.mediaType, .cacheControl: "no-store",
        .contentDisposition: "attachment; filename=\"\(name)\"",
      ],
      body: ResponseBody(contentLength: reader.bytes) { writer in
        while let chunk = try await reader.next() { try await writer.write(ByteBuffer(bytes: chunk)) }
        try await writer.finish(nil)
      })
  }

  @Sendable private func outcome(_ context: RequestContext) async throws -> Response {
    guard let last = backups.lastRestore, last.name.description == context.parameters["name"] else {
      throw Refusal(
        .notFound, code: "backup.not_restored",
        detail: "This process has not restored that backup, or has restored another one since.")
    }
    return Reply.json(Self.wire(last))
  }

  /// Muster restarts once this is answered; the client polls for the outcome.
  @Sendable private func restore(_ context: RequestContext) async throws -> Response {
    let request = try await backups.restore(context.parameters["name"] ?? "", as: try context.requireCaller())
    return Reply.json(["id": .string(request.id), "name": .string(request.name.description)], status: .accepted)
  }

  private static func wire(_ outcome: RestoreOutcome) -> JSON {
    [
      "id": .string(outcome.id), "name": .string(outcome.name.description),
      "problem": outcome.problem.map(JSON.string) ?? .null,
    ]
  }

  private static func wire(_ backup: BackupStore.Stored) -> JSON {
    [
      "name": .string(backup.name.description), "bytes": .int(backup.bytes),
      "made_at": .int(backup.name.madeAt.seconds), "verified": .bool(backup.isVerified),
    ]
  }
}
