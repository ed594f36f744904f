import Domain
import Hummingbird
import Testing

@testable import Server

@Suite struct `The route table` {
  private let table = RouteTable(
    [("/v1/models", .get), ("/v1/models/{id...}", .get), ("/api/chat", .post), ("/api/chat", .get)].map {
      (path: String, method: HTTPRequest.Method) in
      Route(method, path, .listModels, "") { _ in Response(status: .ok) }
    })

  private func found(_ method: HTTPRequest.Method, _ path: String) -> (path: String, parameters: [String: String])? {
    guard case .found(let route, let parameters) = table.match(method, RequestTarget(path).path) else { return nil }
    return (route.path, parameters)
  }

  @Test(arguments: [
    ("/v1/models/alpha", "alpha"), ("/v1/models/org/name:7b", "org/name:7b"), ("/v1/models/a%2Fb%3Fc", "a/b?c"),
    ("/v1/models/%C3%BCber", "über"), ("//v1//models/alpha/", "alpha"), ("/v1/models/a%2F%2Fb", "a//b"),
  ])
  func `decodes the parameters of a path once`(path: String, id: String) {
    #expect(found(.get, path)?.parameters == ["id": id])
  }

  @Test(arguments: ["/v1/models", "/v1/models/", "//v1/models", "http://example.org/v1/models?a=b", "/v1///models//#x"])
  func `prefers a literal path to a parameter`(path: String) { #expect(found(.get, path)?.path == "/v1/models") }

  @Test func `names the methods that are allowed`() {
    guard case .wrongMethod(let allowed) = table.match(.delete, "/api/chat") else {
      return #expect(Bool(false), "a wrong method expected")
    }
    #expect(allowed == [.post, .get])
  }

  @Test(arguments: ["/", "/api", "/v1", "/v1/modelsx"])
  func `does not match other paths`(path: String) {
    guard case .none = table.match(.get, path) else { return #expect(Bool(false), "nothing expected at \(path)") }
  }
}

@Suite struct `A query` {
  @Test func `is decoded once, and its first value counts`() throws {
    let query = try Query("id=a%2Fb+c%252F&id=second&empty=&flag")
    #expect(query["id"] == "a/b c%2F")
    #expect(query["empty"] == nil)
    #expect(query["missing"] == nil)
  }

  @Test(arguments: ["id=%FF", "%FF=1", "id=%00", "id=%C3%28", "id=%", "id=%zz", "id=a%ED%A0%80"])
  func `that is no text is refused`(text: String) {
    let refusal = #expect(throws: Refusal.self) { try Query(text) }
    #expect(refusal?.kind == .malformed)
  }

  @Test func `keeps numbers within their bounds and refuses what is none`() throws {
    #expect(try Query("page=0").int("page", default: 3, in: 1...9) == 1)
    #expect(try Query("page=99").int("page", default: 3, in: 1...9) == 9)
    #expect(try Query(nil).int("page", default: 3, in: 1...9) == 3)
    #expect(throws: Refusal.self) { try Query("page=x").int("page", default: 3, in: 1...9) }
  }
}
