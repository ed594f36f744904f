import Testing

@testable import Domain

@Suite struct `An edited JSON object` {
  private func edit(_ text: String) throws -> JSONEdit { try JSONEdit(Array(text.utf8)) }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  private static let request =
    #" { "model" : "poet","messages":[ {"role": "user", "content":"\u00e9\/ }"} ] ,"n":1.50e0 } "#

  @Test func `has each change made, and every other value copied as it stands`() throws {
    let edited = try edit(Self.request).applying([
      ("model", Array(#""alpha""#.utf8)), ("n", nil), ("stream", Array("true".utf8)),
      ("none", nil),
    ])
    #expect(
      text(edited)
        == #"{"model":"alpha","messages":[ {"role": "user", "content":"\u00e9\/ }"} ],"stream":true}"#
    )
  }

  @Test func `is spliced with every other byte as it was`() throws {
    #expect(
      text(try edit(Self.request).splicing("model", Array(#""a\"b""#.utf8)))
        == Self.request.replacing(#""poet""#, with: #""a\"b""#))
    #expect(text(try edit(Self.request).splicing("none", [0x31])) == Self.request)
  }

  @Test func `gives access to single values`() throws {
    let edit = try edit(Self.request)
    #expect(try edit.value(of: "model") == "poet")
    #expect(try edit.value(of: "messages") == [["role": "user", "content": "é/ }"]])
    #expect(try edit.value(of: "n") == .number("1.50e0"))
    #expect(try edit.value(of: "none") == nil)
    #expect(edit.members.map(\.key) == ["model", "messages", "n"])
  }

  @Test(arguments: [#"{"model":"a","model":"b"}"#, #"{"model":"a","mod\u0065l":"b"}"#])
  func `that names one thing twice has only the last, for us and for the runtime`(_ twice: String)
    throws
  {
    let edit = try edit(twice)
    #expect(try edit.value(of: "model") == "b")
    #expect(text(edit.applying([])) == #"{"model":"b"}"#)
  }

  @Test func `distinguishes names that only look alike`() throws {
    let edit = try edit("{\"\u{e9}\":1,\"e\u{301}\":2,\"K\":3,\"\u{212a}\":4}")
    #expect(edit.members.count == 4)
    #expect(try edit.value(of: "\u{e9}") == 1)
    #expect(try edit.value(of: "K") == 3)
  }

  @Test func `may be empty`() throws {
    #expect(text(try edit(" { } ").applying([])) == "{}")
    #expect(text(try edit("{}").applying([("a", [0x31])])) == #"{"a":1}"#)
  }

  @Test(arguments: [
    "", "[]", "1", "{", "{\"a\":1}}", "{\"a\":1} x", "{\"a\":tru}", "{\"a\":[1,]}",
    "{\"a\":{\"b\":}}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12\"}", "{\"a\":\"\\", "{\"a\":\"\u{1}\"}",
    "{\"a\":\"\\\u{1}\"}", "{\"a\" 1}", "{\"a\":01}",
  ])
  func `must be one object of the right form`(_ text: String) {
    let failure = #expect(throws: JSONScanner.Failure.self) { try edit(text) }
    #expect((0...text.utf8.count).contains(failure?.offset ?? -1))
  }

  @Test(arguments: [
    #""\ud83d""#, #""\ude00""#, #""\ud83d\ud83d""#, #""a\ud83dz""#, #"["x", {"y": "\uDC00"}]"#, #"{"\ud83d": 1}"#,
    #"{"a": {"b": [{"c\ud83d": null}]}}"#,
  ])
  func `that a client wrote has no text, however deep, that cannot be read`(_ value: String) throws {
    let text = #"{"model": "a", "messages": \#(value)}"#
    #expect(throws: JSONScanner.Failure.self) { try JSONEdit(Array(text.utf8), checkingValues: true) }
    #expect(try edit(text).value(of: "model") == "a", "a runtime may have cut a character in two")
  }

  @Test(arguments: [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0x41, 0xE2, 0x82]] as [[UInt8]])
  func `that a client wrote is UTF-8`(_ bytes: [UInt8]) {
    let text = Array(#"{"a": [""#.utf8) + bytes + Array(#""]}"#.utf8)
    #expect(throws: JSONScanner.Failure.self) { try JSONEdit(text, checkingValues: true) }
  }

  @Test(arguments: [
    ("1e999", false), ("-1E+309", false), ("1e308", true), ("1e-999", true), ("98765432109876543210", true),
  ])
  func `that a client wrote has numbers that a program can read`(_ number: String, isReadable: Bool) throws {
    for value in [number, "[{\"a\": \(number)}]"] {
      let edit = try? JSONEdit(Array("{\"a\": \(value)}".utf8), checkingValues: true)
      #expect((edit != nil) == isReadable)
    }
    let digits = String(repeating: "9", count: 400)
    #expect(throws: JSONScanner.Failure.self) { try JSONEdit(Array("{\"a\": \(digits)}".utf8), checkingValues: true) }
    #expect(try edit("{\"a\": \(digits)}").value(of: "a") == .number(digits), "what a runtime answers goes on")
  }

  @Test func `may begin with a byte order mark, which does not go on`() throws {
    #expect(text(try edit("\u{feff}{\"a\":1}").applying([])) == #"{"a":1}"#)
  }

  @Test func `has a bounded depth and a bounded number of members`() throws {
    let deep = String(repeating: "[", count: 100_000)
    #expect(throws: JSONScanner.Failure.self) { try edit("{\"a\":\(deep)") }
    func wide(_ count: Int) -> String {
      "{" + (0..<count).map { "\"\($0)\":0" }.joined(separator: ",") + "}"
    }
    #expect(try edit(wide(1000)).members.count == 1000)
    #expect(throws: JSONScanner.Failure.self) { try edit(wide(1001)) }
  }
}
