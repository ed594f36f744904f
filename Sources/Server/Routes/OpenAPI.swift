import Domain
import Hummingbird

/// The list of routes as an OpenAPI 3.1 document, made from the route table.
enum OpenAPI {
  static func route(for routes: [Route], version: String, basePath: BasePath) -> Route {
    func itself(_ document: JSON) -> Route {
      Route(.get, "/openapi.json", .readInstance, "List all routes (OpenAPI 3.1)") { _ in Reply.json(document) }
    }
    return itself(document(routes + [itself(.null)], version: version, basePath: basePath))
  }

  private static func document(_ routes: [Route], version: String, basePath: BasePath) -> JSON {
    var paths: [String: JSON.Object] = [:]
    for route in routes {
      paths[route.path.replacing("...}", with: "}"), default: [:]][route.method.rawValue.lowercased()] = operation(
        route)
    }
    return [
      "openapi": "3.1.0", "info": ["title": "Muster", "version": .string(version)],
      "servers": [["url": .string(basePath.description.isEmpty ? "/" : basePath.description)]],
      "paths": .object(
        JSON.Object(paths.sorted { $0.key < $1.key }.map { (key: $0.key, value: .object($0.value)) })),
      "components": ["securitySchemes": ["token": ["type": "http", "scheme": "bearer"]]],
    ]
  }

  private static func operation(_ route: Route) -> JSON {
    var operation: JSON.Object = [
      "summary": .string(route.summary), "x-audience": .string(route.action.audience.rawValue),
      "x-action": .string(route.action.rawValue),
      "responses": ["200": ["description": "Success"], "default": ["description": "Error: see `detail` and `code`"]],
    ]
    if route.action.audience != .anyone { operation["security"] = [["token": []]] }
    let names = route.path.matches(of: /\{(\w+)(\.\.\.)?\}/).map { String($0.output.1) }
    if !names.isEmpty {
      operation["parameters"] = .array(
        names.map { ["name": .string($0), "in": "path", "required": true, "schema": ["type": "string"]] })
    }
    return .object(operation)
  }
}
