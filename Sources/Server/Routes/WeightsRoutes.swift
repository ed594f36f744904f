import Domain
import HTTPTypes
import Hummingbird
import Registry

/// The weights of all runtimes, and the files of the models folder.
struct WeightsRoutes {
  /// In bytes. The disk is the limit that counts.
  static let largestUpload = 1 << 50

  let library: WeightsLibrary
  let binRetention: Duration

  var routes: [Route] {
    [
      Route(.get, "/api/v1/weights", .readWeights, "List the weights of all runtimes and the skipped files", list),
      Route(.get, "/api/v1/weights/file", .readWeights, "Get one of the weights, by ID, name or file", show),
      Route(
        .post, "/api/v1/weights/file/verify", .changeWeights, "Compute the digest of weights again and compare it",
        verify),
      Route(
        .post, "/api/v1/weights/file/delete", .changeWeights, "Delete weights that no model uses (move to the bin)",
        delete),
      Route(.get, "/api/v1/weights/bin", .readWeights, "List the deleted weights, newest first", bin),
      Route(.post, "/api/v1/weights/bin/restore", .changeWeights, "Restore weights from the bin", restore),
      Route(.post, "/api/v1/weights/bin/purge", .changeWeights, "Permanently delete weights from the bin", purge),
      Route(.get, "/api/v1/weights/downloads", .readWeights, "List the downloads that are not complete", downloads),
      Route(.post, "/api/v1/weights/downloads", .changeWeights, "Download weights from a URL", download),
      Route(.post, "/api/v1/weights/downloads/cancel", .changeWeights, "Cancel a download", cancel),
      Route(.post, "/api/v1/weights/downloads/resume", .changeWeights, "Resume a failed download", resume),
      Route(.post, "/api/v1/weights/upload", .changeWeights, "Upload weights; the body is the file", upload),
    ]
  }

  @Sendable private func list(_ context: RequestContext) async throws -> Response {
    Reply.json(WeightsWire.listing(try await library.list(as: try context.requireCaller())))
  }

  @Sendable private func show(_ context: RequestContext) async throws -> Response {
    guard let name = context.query["id"] else {
      throw Refusal.invalid([FieldProblem(["query", "id"], type: "missing", message: "Field required")])
    }
    return Reply.json(WeightsWire.item(try await library.show(name, as: try context.requireCaller())))
  }

  @Sendable private func verify(_ context: RequestContext) async throws -> Response {
    let (id, _) = try await Self.idAndReason(context)
    return Reply.json(WeightsWire.item(try await library.verify(id, as: try context.requireCaller())))
  }

  @Sendable private func delete(_ context: RequestContext) async throws -> Response {
    let (id, reason) = try await Self.idAndReason(context)
    let deleted = try await library.delete(id, reason: reason, as: try context.requireCaller())
    return Reply.json(WeightsWire.deleted(deleted, binRetention))
  }

  // MARK: - The bin

  @Sendable private func bin(_ context: RequestContext) async throws -> Response {
    let all = try await library.bin(as: try context.requireCaller())
    return Reply.json(["items": .array(all.map { WeightsWire.deleted($0, binRetention) })])
  }

  @Sendable private func restore(_ context: RequestContext) async throws -> Response {
    let (id, reason) = try await Self.idAndReason(context)
    let restored = try await library.restore(id, reason: reason, as: try context.requireCaller())
    return Reply.json(WeightsWire.deleted(restored, binRetention))
  }

  @Sendable private func purge(_ context: RequestContext) async throws -> Response {
    let (id, reason) = try await Self.idAndReason(context)
    let purged = try await library.purge(id, reason: reason, as: try context.requireCaller())
    return Reply.json(WeightsWire.deleted(purged, binRetention))
  }

  // MARK: - Arrivals

  @Sendable private func downloads(_ context: RequestContext) async throws -> Response {
    let all = try await library.downloads(as: try context.requireCaller())
    return Reply.json(["items": .array(all.map(WeightsWire.download))])
  }

  @Sendable private func download(_ context: RequestContext) async throws -> Response {
    var reader = try FormReader(try await context.json())
    reader.allowOnly(["url", "path", "sha256", "reason"])
    let url = reader.text("url")
    let path = reader.optionalText("path")
    let sha256 = reader.optionalText("sha256")
    let reason = reader.optionalText("reason")
    try reader.finish()
    let download = try await library.download(
      from: url, to: path, sha256: sha256, reason: reason, as: try context.requireCaller())
    return Reply.json(WeightsWire.download(download), status: .accepted)
  }

  @Sendable private func cancel(_ context: RequestContext) async throws -> Response {
    let (id, reason) = try await Self.idAndReason(context)
    try await library.cancelDownload(id, reason: reason, as: try context.requireCaller())
    return Reply.json(["id": .string(id), "status": true])
  }

  @Sendable private func resume(_ context: RequestContext) async throws -> Response {
    let (id, reason) = try await Self.idAndReason(context)
    let download = try await library.resumeDownload(id, reason: reason, as: try context.requireCaller())
    return Reply.json(WeightsWire.download(download), status: .accepted)
  }

  /// Written to the disk as it comes: it is larger than the memory.
  @Sendable private func upload(_ context: RequestContext) async throws -> Response {
    let caller = try context.requireCaller()
    guard let path = context.query["path"] else {
      throw Refusal.invalid([FieldProblem(["query", "path"], type: "missing", message: "Field required")])
    }
    let upload = try await library.beginUpload(
      to: path, bytes: context.request.headers[.contentLength].flatMap(Int.init), sha256: context.query["sha256"],
      as: caller)
    do {
      let tooLarge = Refusal(.tooLarge, code: "request.too_large", detail: "The file is too large.")
      try await context.reader.read(atMost: Self.largestUpload, else: tooLarge, isBuffered: false) { piece in
        try piece.withUnsafeReadableBytes { try upload.arrival.write($0) }
      }
      let file = try await library.completeUpload(upload, reason: context.query["reason"], as: caller)
      return Reply.json(["path": .string(file.path), "bytes": .int(file.bytes)])
    } catch {
      library.abandon(upload)
      throw error
    }
  }

  private static func idAndReason(_ context: RequestContext) async throws -> (id: String, reason: String?) {
    var reader = try FormReader(try await context.json())
    reader.allowOnly(["id", "reason"])
    let id = reader.text("id")
    let reason = reader.optionalText("reason")
    try reader.finish()
    return (id, reason)
  }
}
