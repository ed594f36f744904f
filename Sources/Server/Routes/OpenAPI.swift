import Domain
import Hummingbird

/// The list of routes as an OpenAPI 3.1 document, made from the route table itself.
enum OpenAPI {
  static func route(for routes: [Route], version: String) -> Route {
    let document = document(routes, version: version)
    return Route(.get, "/openapi.json", .anyone, "This list") { _ in Reply.json(document) }
  }

  private static func document(_ routes: [Route], version: String) -> JSON {
    var paths: [String: JSON.Object] = [:]
    for route in routes {
      paths[route.path.replacing("...}", with: "}"), default: [:]][route.method.rawValue.lowercased()] = operation(
        route)
    }
    return [
      "openapi": "3.1.0", "info": ["title": "Muster", "version": .string(version)],
      "paths": .object(
        JSON.Object(paths.sorted { $0.key < $1.key }.map { (key: $0.key, value: .object($0.value)) })),
      "components": ["securitySchemes": ["token": ["type": "http", "scheme": "bearer"]]],
    ]
  }

  private static func operation(_ route: Route) -> JSON {
    var operation: JSON.Object = [
      "summary": .string(route.summary), "x-who-may-call": .string(route.who.rawValue),
      "responses": ["200": ["description": "Done"], "default": ["description": "Refused: `detail` says why"]],
    ]
    if route.who != .anyone { operation["security"] = [["token": []]] }
    if route.path.contains("{id...}") {
      operation["parameters"] = [["name": "id", "in": "path", "required": true, "schema": ["type": "string"]]]
    }
    return .object(operation)
  }
}
