import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Registry

enum ModelPaths {
  static let image = "/api/v1/models/model/profile/image"
}

/// Images of models, each at a URL of its own, so that lists stay small.
struct ImageRoutes {
  let registry: Registry

  var routes: [Route] { [Route(.get, ModelPaths.image, .readModel, "Get the image of a model", show)] }

  @Sendable private func show(_ context: RequestContext) async throws -> Response {
    let model = try await registry.model(try context.query.modelID("id"), as: try context.requireCaller()).model
    guard let image = model.content.image else { throw Refusal.noImage }
    // Only the image of exactly this version may be cached forever: revision numbers restart after a restore.
    let isExact = context.query["v"] == model.versionID
    return Response(
      status: .ok,
      headers: [
        .contentType: image.kind.rawValue, .xContentTypeOptions: "nosniff",
        .contentSecurityPolicy: "default-src 'none'; sandbox",
        .vary: "Cookie, Authorization",
        .cacheControl: isExact ? "private, max-age=31536000, immutable" : "private, no-cache",
      ], body: .init(byteBuffer: ByteBuffer(bytes: image.bytes)))
  }
}

extension Refusal {
  fileprivate static let noImage = Refusal(
    .notFound, code: "model.no_image", detail: "This model has no image.")
}
