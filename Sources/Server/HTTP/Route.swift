import Domain
import Hummingbird

/// One line of the route table.
struct Route: Sendable {
  typealias Handler = @Sendable (RequestContext) async throws -> Response

  var method: HTTPRequest.Method
  /// `{name}` matches one segment, `{name...}` the rest of the path.
  var path: String
  /// What the route does; `AccessPolicy` decides who may do that.
  var action: Action
  /// Whether the use case resolves the caller itself, in the same read of the database as the rest.
  var resolvesCaller = false
  /// One line for `openapi.json`.
  var summary: String
  var handler: Handler
  /// Answers `HEAD` in place of `handler`, where that would record something or never end.
  var headHandler: Handler?

  /// The same route, with `HEAD` answered without calling `handler`.
  func withHead(contentType: String) -> Route {
    var route = self
    route.headHandler = { _ in Reply.head(contentType: contentType) }
    return route
  }

  init(
    _ method: HTTPRequest.Method, _ path: String, _ action: Action, _ summary: String, resolvesCaller: Bool = false,
    _ handler: @escaping Handler
  ) {
    self.method = method
    self.path = path
    self.action = action
    self.resolvesCaller = resolvesCaller
    self.summary = summary
    self.handler = handler
  }
}

/// All routes, found by path and method.
struct RouteTable: Sendable {
  enum Match {
    case found(Route, parameters: [String: String])
    case wrongMethod(allowed: [HTTPRequest.Method])
    case none
  }

  let routes: [Route]
  private var exact: [String: [Route]] = [:]
  private var templated: [Route] = []

  init(_ routes: [Route]) {
    self.routes = routes
    for route in routes {
      if route.path.contains("{") {
        templated.append(route)
      } else {
        exact[RequestTarget(route.path).path, default: []].append(route)
      }
    }
  }

  /// - Parameter path: from a `RequestTarget` that was checked.
  func match(_ method: HTTPRequest.Method, _ path: String) -> Match {
    var candidates: [(Route, [String: String])] = (exact[path] ?? []).map { ($0, [:]) }
    if candidates.isEmpty {
      candidates = templated.compactMap { route in Self.parameters(of: route.path, in: path).map { (route, $0) } }
    }
    if let (route, parameters) = candidates.first(where: { $0.0.method == method }) {
      return .found(route, parameters: parameters)
    }
    return candidates.isEmpty ? .none : .wrongMethod(allowed: candidates.map(\.0.method))
  }

  private static func parameters(of template: String, in path: String) -> [String: String]? {
    let wanted = template.split(separator: "/")
    let given = path.split(separator: "/", omittingEmptySubsequences: true)
    var parameters: [String: String] = [:]
    for (index, segment) in wanted.enumerated() {
      guard index < given.count else { return nil }
      if segment.hasSuffix("...}") {
        parameters[String(segment.dropFirst().dropLast(4))] =
          given[index...].joined(separator: "/").removingPercentEncoding
        return parameters
      }
      if segment.hasPrefix("{") {
        parameters[String(segment.dropFirst().dropLast())] = given[index].removingPercentEncoding
      } else if segment != given[index] {
        return nil
      }
    }
    return given.count == wanted.count ? parameters : nil
  }
}
