import Audit
import Backups
import Domain
import Hummingbird
import NIOCore

/// Backups in the folder of the configuration.
struct BackupRoutes {
  let backups: BackupKeeper

  var routes: [Route] {
    [
      Route(.get, "/api/v1/backups", .readBackups, "The backups that are there, newest first", list),
      Route(.post, "/api/v1/backups", .makeBackup, "Make a backup now", make),
      Route(.get, "/api/v1/backups/{name}", .readBackups, "Fetch a backup", download),
    ]
  }

  @Sendable private func list(_ visit: Visit) async throws -> Response {
    let stored = try await backups.list(as: try visit.requireCaller())
    return Reply.json(["folder": backups.folder.map(JSON.string) ?? .null, "items": .array(stored.map(Self.wire))])
  }

  @Sendable private func make(_ visit: Visit) async throws -> Response {
    Reply.json(Self.wire(try await backups.make(as: try visit.requireCaller())))
  }

  @Sendable private func download(_ visit: Visit) async throws -> Response {
    let name = visit.parameters["name"] ?? ""
    let reader = try await backups.open(name, as: try visit.requireCaller())
    return Response(
      status: .ok,
      headers: [
        .contentType: "application/vnd.sqlite3", .cacheControl: "no-store",
        .contentDisposition: "attachment; filename=\"\(name)\"",
      ],
      body: ResponseBody(contentLength: reader.bytes) { writer in
        while let chunk = try await reader.next() { try await writer.write(ByteBuffer(bytes: chunk)) }
        try await writer.finish(nil)
      })
  }

  private static func wire(_ backup: BackupKeeper.Stored) -> JSON {
    [
      "name": .string(backup.name.description), "bytes": .int(backup.bytes),
      "made_at": .int(backup.name.madeAt.seconds), "verified": .bool(backup.isVerified),
    ]
  }
}
