import Domain
import Testing

@testable import Server

@Suite struct `A request target` {
  private static let spellings: [(text: String, path: String, query: String?)] = [
    ("/", "/", nil), ("", "/", nil), ("//", "/", nil), ("/v1/models", "/v1/models", nil),
    ("/v1/models/", "/v1/models", nil),
    ("//v1/models", "/v1/models", nil), ("/v1//models?a=//b/", "/v1/models", "a=//b/"), ("/a?", "/a", ""),
    ("/a#b?c", "/a", nil), ("http://example.org", "/", nil), ("http://example.org:8080//a/b/?c=d", "/a/b", "c=d"),
    ("HTTP://EXAMPLE.ORG?c", "/", "c"), ("/http://x/y", "/http:/x/y", nil), ("*", "*", nil),
  ]

  @Test(arguments: spellings)
  func `has one spelling`(text: String, path: String, query: String?) {
    let target = RequestTarget(text)
    #expect((target.path, target.query) == (path, query))
  }

  @Test(arguments: ["/%FF", "/a%00b", "/%", "/%zz", "/%C3/%BC", "/%ED%A0%80"])
  func `is text`(path: String) {
    let refusal = #expect(throws: Refusal.self) { try RequestTarget(path).check() }
    #expect(refusal?.kind == .malformed)
  }

  @Test(arguments: [
    ("/muster", "/"), ("/muster/", "/"), ("//muster//v1/models", "/v1/models"), ("/muster/muster", "/muster"),
    ("/musterx", "/musterx"), ("/v1/models", "/v1/models"), ("/", "/"),
  ])
  func `is below the base path, whether or not the proxy has removed it`(text: String, path: String) throws {
    #expect(RequestTarget(text, below: try #require(BasePath("/muster"))).path == path)
  }

  @Test(arguments: [
    ("/", ""), ("/muster", "/muster"), ("/muster/", "/muster"), ("/ai/muster-2.x_~", "/ai/muster-2.x_~"),
  ])
  func `has a base path that is written plainly`(text: String, path: String) {
    #expect(BasePath(text)?.description == path)
  }

  @Test(arguments: [
    "", "muster", "/a//b", "/a b", "/a/../b", "/.", "/ä", "/a?b", "/a\"b", "/v1", "/api/x", "/assets", "/health",
    "/openai",
    "http://x/",
  ])
  func `has no base path that means something else`(text: String) { #expect(BasePath(text) == nil) }
}

@Suite struct `An unknown path` {
  @Test(arguments: [
    ("/models", "set the client's base URL to http://h/v1"), ("/chat/completions", "base URL to http://h/v1"),
    ("/v1/v1/models", "base URL to http://h."), ("/v1/messages", "POST chat/completions"), ("/v1", "GET models"),
    ("/api/tags", "Ollama"), ("/metrics", "http://h/openapi.json"), ("/props", "http://h/v1"),
  ])
  func `is answered with the addresses of the API`(path: String, advice: String) {
    let refusal = Refusal.unknownPath(path, at: "http://h")
    #expect(
      refusal.kind == .notFound && refusal.detail.contains(path) && refusal.detail.contains(advice), "\(refusal.detail)"
    )
  }

  @Test func `is not repeated in full when it is long`() {
    #expect(Refusal.unknownPath("/" + String(repeating: "x", count: 80_000), at: "").detail.utf8.count < 500)
  }
}
