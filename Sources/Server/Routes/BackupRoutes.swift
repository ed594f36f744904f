import Audit
import Backups
import Domain
import Hummingbird
import NIOCore

/// Backups in the folder of the configuration.
struct BackupRoutes {
  private static let mediaType = "application/vnd.sqlite3"

  let backups: BackupKeeper

  var routes: [Route] {
    [
      Route(.get, "/api/v1/backups", .readBackups, "The backups that are there, newest first", list),
      Route(.post, "/api/v1/backups", .makeBackup, "Make a backup now", make),
      Route(.get, "/api/v1/backups/{name}", .readBackups, "Fetch a backup", download)
        .withHead(contentType: Self.mediaType),
      Route(.post, "/api/v1/backups/{name}/restore", .restoreBackup, "Let the house go on from a backup", restore),
      Route(.get, "/api/v1/backups/{name}/restore", .readBackups, "What became of the last restore", outcome),
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
        .notFound, code: "backup.not_restored", detail: "It was not the last backup that this process restored.")
    }
    return Reply.json(Self.wire(last))
  }

  /// Muster stops for it once this is answered: who asks looks for the outcome afterwards.
  @Sendable private func restore(_ context: RequestContext) async throws -> Response {
    let wish = try await backups.restore(context.parameters["name"] ?? "", as: try context.requireCaller())
    return Reply.json(["id": .string(wish.id), "name": .string(wish.name.description)], status: .accepted)
  }

  private static func wire(_ outcome: RestoreOutcome) -> JSON {
    [
      "id": .string(outcome.id), "name": .string(outcome.name.description),
      "problem": outcome.problem.map(JSON.string) ?? .null,
    ]
  }

  private static func wire(_ backup: BackupKeeper.Stored) -> JSON {
    [
      "name": .string(backup.name.description), "bytes": .int(backup.bytes),
      "made_at": .int(backup.name.madeAt.seconds), "verified": .bool(backup.isVerified),
    ]
  }
}
