import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import Server

private func request(_ method: HTTPRequest.Method = .post, _ headers: [(String, String)]) -> Request {
  var head = HTTPRequest(method: method, scheme: nil, authority: nil, path: "/")
  for (name, value) in headers { if let name = HTTPField.Name(name) { head.headerFields[name] = value } }
  return Request(head: head, body: .init(buffer: ByteBuffer()))
}

@Suite struct `A page's origin` {
  @Test(arguments: [
    ("https://Example.org:443", "https://example.org"), ("http://example.org:80", "http://example.org"),
    ("http://example.org:443", "http://example.org:443"), ("http://[0:0:0:0:0:0:0:1]:8080", "http://[::1]:8080"),
    ("http://[::ffff:127.0.0.1]", "http://127.0.0.1"), ("app://obsidian.md", "app://obsidian.md"),
    ("chrome-extension://abc", "chrome-extension://abc"),
  ])
  func `has one spelling`(text: String, spelling: String) { #expect(WebOrigin(text)?.description == spelling) }

  @Test(arguments: [
    "", "null", "*", "example.org", "https://", "https:///", "https://a/b", "https://a:b", "https://a:99999",
    "https://u@a",
    "https://[x]", "http://:80",
  ])
  func `is no other text`(text: String) { #expect(WebOrigin(text) == nil) }
}

@Suite struct `A change by cookie` {
  private func isAllowed(_ headers: [(String, String)], scheme: String? = nil, hosts: [String]) -> Bool {
    do {
      try SameOrigin.check(request(.post, headers), of: Client(address: nil, scheme: scheme, hosts: hosts))
      return true
    } catch {
      return false
    }
  }

  private static let own: [(origin: String, scheme: String?, hosts: [String])] = [
    ("http://a:8080", nil, ["a:8080"]), ("https://a", nil, ["a"]), ("https://A", nil, ["a:443"]),
    ("http://a", nil, ["A:80"]),
    ("https://a", "https", ["a"]), ("https://a", "https", ["a:443"]), ("http://[::1]:1", nil, ["[::1]:1"]),
    ("https://a:8443", "https", ["a", "a:8443"]),
  ]

  @Test(arguments: own)
  func `may come from the same origin`(origin: String, scheme: String?, hosts: [String]) {
    #expect(isAllowed([("Origin", origin)], scheme: scheme, hosts: hosts))
  }

  private static let foreign: [(origin: String, scheme: String?, hosts: [String])] = [
    ("http://b", nil, ["a"]), ("http://a:8081", nil, ["a:8080"]), ("http://a", "https", ["a"]),
    ("null", nil, ["null"]),
    ("https://a.b", nil, ["a"]), ("https://a", nil, []), ("", nil, [""]), ("https://a", "https", ["a:80"]),
    ("http://a", nil, ["a:443"]),
  ]

  @Test(arguments: foreign)
  func `may not come from another`(origin: String, scheme: String?, hosts: [String]) {
    #expect(!isAllowed([("Origin", origin)], scheme: scheme, hosts: hosts))
  }

  @Test(arguments: [("same-origin", true), ("none", true), ("same-site", false), ("cross-site", false)])
  func `is judged by Sec-Fetch-Site if the browser sends it`(site: String, isAllowed: Bool) {
    let headers = [("Origin", "https://a"), ("Sec-Fetch-Site", site)]
    for hosts in [["a"], ["rewritten-by-a-proxy"]] {
      #expect(self.isAllowed(headers, hosts: hosts) == isAllowed)
    }
  }

  @Test func `of a program, which says neither, is allowed`() { #expect(isAllowed([], hosts: ["a"])) }
}

@Suite struct `Pages of other origins` {
  private func marked(_ origin: String, _ allowed: [String], path: String = "/v1/models") -> HTTPFields {
    let origins = AllowedOrigins(allowed.compactMap(AllowedOrigins.Pattern.init))
    var response = Response(status: .notFound, headers: [.vary: "Accept"])
    origins.addHeaders(to: &response, for: request(.get, [("Origin", origin)]), path: path)
    return response.headers
  }

  private static let pages: [(origin: String, allowed: [String], isAllowed: Bool)] = [
    ("https://chat.example", ["https://chat.example"], true),
    ("https://chat.example", ["https://CHAT.example:443"], true),
    ("https://chat.example", ["*"], true), ("null", ["null"], true), ("null", ["*"], true),
    ("app://obsidian.md", ["app://obsidian.md"], true), ("https://chat.example:8443", ["https://chat.example"], false),
    ("http://chat.example", ["https://chat.example"], false), ("https://evil.example", ["https://chat.example"], false),
    ("null", ["https://chat.example"], false), ("https://chat.example", [], false),
  ]

  @Test(arguments: pages)
  func `may use the models when they are allowed to`(origin: String, allowed: [String], isAllowed: Bool) {
    let headers = marked(origin, allowed)
    #expect(headers[.accessControlAllowOrigin] == (isAllowed ? origin : nil))
    #expect(headers[.accessControlAllowCredentials] == nil)
    #expect(headers[.vary] == (allowed.isEmpty ? "Accept" : "Accept, Origin"))
  }

  @Test(arguments: ["/api/v1/models/list", "/api/v1/auths/signin", "/health", "/", "/api/v1/users"])
  func `may use nothing else`(path: String) {
    #expect(marked("https://chat.example", ["*"], path: path)[.accessControlAllowOrigin] == nil)
  }

  @Test func `get an answer to their preflight`() throws {
    let origins = AllowedOrigins(["https://chat.example"].compactMap(AllowedOrigins.Pattern.init))
    func preflight(_ origin: String, _ path: String = "/v1/chat/completions") throws -> HTTPFields? {
      try origins.preflight(
        request(
          .options,
          [
            ("Origin", origin), ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "authorization,x-stainless-os"),
          ]), path: path)?.headers
    }
    let headers = try #require(try preflight("https://chat.example"))
    #expect(headers[.accessControlAllowHeaders] == "authorization,x-stainless-os")
    #expect(headers[.accessControlAllowMethods] == "GET, POST" && headers[.accessControlMaxAge] == "600")
    #expect(throws: Refusal.self) { try preflight("https://evil.example") }
    #expect(try preflight("https://chat.example", "/api/v1/models/list") == nil)
  }
}
