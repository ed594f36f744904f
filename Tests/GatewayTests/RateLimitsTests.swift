import Domain
import Foundation
import Testing

@testable import Gateway

@Suite struct `A rate limit` {
  private let server = Upstream(url: "https://a/v1", keys: ["one", "two"])
  private let now = ContinuousClock.now

  @Test func `takes its key out of turn until the server's time is over`() {
    let limits = RateLimits()
    #expect(limits.choose(server, request: 0, at: now) == .key("one"))
    limits.note(server, key: "one", retryAfter: "7", at: now)
    for request in 0...3 { #expect(limits.choose(server, request: request, at: now) == .key("two")) }
    #expect(limits.choose(server, request: 0, at: now + .seconds(7)) == .key("one"))
  }

  @Test func `of all keys tells when the first is free again`() {
    let limits = RateLimits()
    limits.note(server, key: "one", retryAfter: "60", at: now)
    limits.note(server, key: "two", retryAfter: "7", at: now)
    #expect(limits.choose(server, request: 0, at: now + .milliseconds(500)) == .limited(seconds: 7))
  }

  @Test func `of one server leaves others alone`() {
    let limits = RateLimits()
    limits.note(server, key: "one", retryAfter: "7", at: now)
    let other = Upstream(url: "https://b/v1", keys: ["one"])
    #expect(limits.choose(other, request: 0, at: now) == .key("one"))
  }

  @Test func `of a server without keys concerns all requests to it`() {
    let limits = RateLimits()
    let open = Upstream(url: "http://c/v1", keys: [])
    limits.note(open, key: nil, retryAfter: "3", at: now)
    #expect(limits.choose(open, request: 5, at: now) == .limited(seconds: 3))
  }

  @Test(arguments: [
    ("7", 7), ("0.2", 1), (" 12 ", 12), ("Mon, 30 Nov 2026 12:00:30 GMT", 30), ("99999999999999999999", 86_400),
  ])
  func `is read as seconds or as a date`(header: String, seconds: Int) throws {
    let date = try #require(ISO8601DateFormatter().date(from: "2026-11-30T12:00:00Z"))
    #expect(RateLimits.seconds(header, from: date) == seconds)
  }

  @Test(arguments: ["", "soon", "-5", "nan", "inf", "2026-11-30"])
  func `is not remembered without a time`(header: String) {
    let limits = RateLimits()
    #expect(!limits.note(server, key: "one", retryAfter: header, at: now))
    #expect(limits.choose(server, request: 0, at: now) == .key("one"))
  }

  @Test func `lasts an hour at most`() {
    let limits = RateLimits()
    limits.note(server, key: "one", retryAfter: "86400", at: now)
    #expect(limits.choose(server, request: 0, at: now + .seconds(3600)) == .key("one"))
  }
}
