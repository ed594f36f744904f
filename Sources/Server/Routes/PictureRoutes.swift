import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Registry

enum ModelPaths {
  static let picture = "/api/v1/models/model/profile/image"
}

/// Models' pictures, each at an address of its own, so that lists stay small.
struct PictureRoutes {
  let registry: Registry

  var routes: [Route] { [Route(.get, ModelPaths.picture, .readModel, "A model's picture", show)] }

  @Sendable private func show(_ context: RequestContext) async throws -> Response {
    let model = try await registry.model(try context.query.modelID("id"), as: try context.requireCaller()).model
    guard let picture = model.content.picture else { throw Refusal.noPicture }
    // Only what is this very version's may be kept; numbers of revisions begin anew after a restore.
    let isExact = context.query["v"] == model.versionID
    return Response(
      status: .ok,
      headers: [
        .contentType: picture.kind.rawValue, .xContentTypeOptions: "nosniff",
        .contentSecurityPolicy: "default-src 'none'; sandbox",
        .vary: "Cookie, Authorization",
        .cacheControl: isExact ? "private, max-age=31536000, immutable" : "private, no-cache",
      ], body: .init(byteBuffer: ByteBuffer(bytes: picture.bytes)))
  }
}

extension Refusal {
  fileprivate static let noPicture = Refusal(
    .notFound, code: "model.no_picture", detail: "This model has no picture of its own.")
}
