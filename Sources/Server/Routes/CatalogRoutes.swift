import Domain
import Hummingbird
import Registry

/// The catalog: tools, knowledge, filters and actions that models can refer to.
struct CatalogRoutes {
  let registry: Registry

  var routes: [Route] {
    let root = "/api/v1/catalog"
    return [
      Route(.get, root, .readCatalog, "List the catalog", list),
      Route(.post, "\(root)/{kind}", .changeCatalog, "Create or change a catalog item", set),
      Route(.delete, "\(root)/{kind}/{entry...}", .changeCatalog, "Delete a catalog item", delete),
    ]
  }

  @Sendable private func list(_ context: RequestContext) async throws -> Response {
    let found = try await registry.catalog(as: try context.requireCaller())
    let kinds = CatalogItem.Kind.allCases.map { kind in
      (key: kind.rawValue, value: JSON.array((found[kind] ?? []).map(Self.item)))
    }
    return Reply.json(.object(JSON.Object(kinds)))
  }

  @Sendable private func set(_ context: RequestContext) async throws -> Response {
    let kind = try Self.kind(context)
    var reader = try FormReader(try await context.json())
    let form = CatalogForm(
      id: reader.text("id"), name: reader.text("name"), description: reader.optionalText("description") ?? "")
    try reader.finish()
    return Reply.json(Self.item(try await registry.setCatalogItem(kind, form, as: try context.requireCaller())))
  }

  @Sendable private func delete(_ context: RequestContext) async throws -> Response {
    let kind = try Self.kind(context)
    try await registry.deleteCatalogItem(kind, context.parameters["entry"] ?? "", as: try context.requireCaller())
    return Reply.json(true)
  }

  private static func kind(_ context: RequestContext) throws -> CatalogItem.Kind {
    let text = context.parameters["kind"] ?? ""
    guard let kind = CatalogItem.Kind(rawValue: text) else {
      let allowed = CatalogItem.Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw Refusal.invalid([
        FieldProblem(["path", "kind"], type: "enum", message: "one of \(allowed) expected", input: .string(text))
      ])
    }
    return kind
  }

  private static func item(_ item: CatalogItem) -> JSON {
    [
      "id": .string(item.id), "name": .string(item.name), "description": .string(item.description),
      "updated_at": .int(item.updatedAt.seconds),
    ]
  }
}
