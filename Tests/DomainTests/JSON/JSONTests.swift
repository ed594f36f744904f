import Testing

@testable import Domain

@Suite struct `A JSON value` {
  @Test(arguments: [
    "null", "true", "false", "\"\"", "[]", "{}", "[[],{}]", "0", "-0", "1.0", "1e3", "1E+03",
    "-12.50e-7", "123456789012345678901234567890", "0.1", "\"\\\\\"", "\"a\\nb\\t\\r\\b\\f\"",
    "\"\\u0000\\u001f\"", "\"/\"", "\"żółw 🐢 読\"", #"{"b":1,"a":{"c":[null,"x"]},"":2}"#,
    "{\"\u{e9}\":1,\"e\u{301}\":2}",
  ])
  func `comes back as it was sent`(_ text: String) throws {
    #expect(Array(try JSON(parsing: text).serialized().utf8) == Array(text.utf8))
  }

  @Test func `comes back without blanks, with its members in their order`() throws {
    let text = " {\n \"z\" : [ 1 , 2.50 ] ,\t\"a\" : { } , \"m\" : [ ] \r\n} "
    #expect(try JSON(parsing: text).serialized() == #"{"z":[1,2.50],"a":{},"m":[]}"#)
  }

  @Test(arguments: [
    (#""\u0041\u00e9\u65E5""#, "Aé日"), (#""\ud83d\ude00""#, "😀"), (#""\uD83D\uDE00!""#, "😀!"),
    (#""\/\"\\""#, "/\"\\"), (#""\u0000""#, "\u{0}"), ("\"\u{7f}\"", "\u{7f}"),
  ])
  func `has its escapes undone`(_ text: String, _ meaning: String) throws {
    #expect(try JSON(parsing: text) == .string(meaning))
  }

  @Test(arguments: [
    ("", 0), ("  ", 2), ("nul", 0), ("True", 0), ("[1,]", 3), ("[1 2]", 3), ("[1", 2),
    ("{\"a\"}", 4), ("{\"a\":}", 5), ("{\"a\":1,}", 7), ("{a:1}", 1), ("{\"a\":1", 6),
    ("01", 1), ("-", 1), ("1.", 2), (".5", 0), ("1e", 2), ("1e+", 3), ("+1", 0), ("NaN", 0),
    ("Infinity", 0), ("1 1", 2), ("\"a", 2), ("\"a\nb\"", 2), ("'a'", 0), ("\"a\\", 3),
    ("[\"\\", 3), ("/* */1", 0), ("1\u{feff}", 1), ("\u{feff}", 3), ("}", 0), ("[}", 1), ("\"\\", 2),
  ])
  func `that is none is refused, and where it went wrong is said`(_ text: String, _ offset: Int) {
    let failure = #expect(throws: JSONScanner.Failure.self) { try JSON(parsing: text) }
    #expect(failure?.offset == offset, "\(failure?.message ?? "")")
  }

  @Test(arguments: [
    #""\x""#, #""\u12""#, #""\u12g4""#, #""\u+123""#, #""\ud83d""#, #""\ud83dx""#, #""\ude00""#,
    #""\ud83d\n""#, #""\ud83d\ud83d""#, #""\ud83d\u0041""#,
  ])
  func `with an escape that means nothing is refused`(_ text: String) {
    #expect(throws: JSONScanner.Failure.self) { try JSON(parsing: text) }
    #expect(throws: JSONScanner.Failure.self) { try JSON(parsing: "[\(text)]") }
  }

  @Test(arguments: [[0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22]])
  func `that is not UTF-8 is refused`(_ bytes: [UInt8]) {
    #expect(throws: JSONScanner.Failure.self) { try JSON(parsing: bytes) }
  }

  @Test(arguments: [#" {"a": "é"} "#, "[]", "1"])
  func `may begin with a byte order mark`(_ text: String) throws {
    #expect(try JSON(parsing: "\u{feff}" + text) == JSON(parsing: text))
  }

  @Test(arguments: ["1e999", "-1e-999", "1E+99999999999999999999", String(repeating: "9", count: 400)])
  func `holds numbers that no machine number can, and is none of those`(_ literal: String) throws {
    let value = try JSON(parsing: literal)
    #expect(value == .number(literal))
    #expect(value.int == nil || literal.contains("e-"))
  }

  @Test func `is read as deep as the bound, and no deeper`() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(try JSON(parsing: nested(200)).serialized() == nested(200))
    #expect(throws: JSONScanner.Failure.self) { try JSON(parsing: nested(201)) }
    #expect(throws: JSONScanner.Failure.self) {
      try JSON(parsing: String(repeating: "{\"a\":[", count: 100_000))
    }
  }

  @Test func `takes the last of equal names, in the place of the first`() throws {
    #expect(try JSON(parsing: #"{"a":1,"b":2,"\u0061":3}"#).serialized() == #"{"a":3,"b":2}"#)
  }

  @Test func `is equal whatever the order of its members, and whatever else differs it is not`()
    throws
  {
    #expect(try JSON(parsing: #"{"a":1,"b":[2]}"#) == JSON(parsing: #"{"b":[2],"a":1}"#))
    for (left, right) in [
      (#"{"a":1}"#, #"{"a":2}"#), (#"{"a":1}"#, #"{"b":1}"#), (#"{"a":1}"#, #"{"a":1,"b":1}"#),
      ("[1,2]", "[2,1]"), ("1", "1.0"), ("1", "\"1\""), ("null", "false"), ("{}", "[]"),
      // The same letter, composed and decomposed: other bytes, another text.
      ("\"\u{e9}\"", "\"e\u{301}\""), ("{\"\u{e9}\":1}", "{\"e\u{301}\":1}"),
    ] {
      #expect(try JSON(parsing: left) != JSON(parsing: right), "\(left) \(right)")
    }
  }

  @Test(
    arguments: [
      ("1", 1, 1), ("-7", -7, -7), ("1e3", 1000, 1000), ("2.0", 2, 2), ("1.5", nil, 1.5),
      ("9223372036854775807", Int.max, 0x1p63), ("9223372036854775808", nil, 0x1p63),
      ("true", nil, nil),
      ("\"1\"", nil, nil),
    ] as [(String, Int?, Double?)])
  func `is a whole number when it is one`(_ text: String, _ int: Int?, _ double: Double?) throws {
    let value = try JSON(parsing: text)
    #expect(value.int == int)
    #expect(value.double == double)
  }

  /// Walking over all members for each of them took minutes, inside a write transaction.
  @Test(.timeLimit(.minutes(15))) func `of many members is compared in whatever order they stand`() {
    let many = JSON.Object(unique: (0..<100_000).map { (key: "member \($0)", value: .int($0)) })
    let backwards = JSON.Object(unique: many.members.reversed())
    #expect(JSON.object(many) == .object(backwards))
  }
}

@Suite struct `An object's members` {
  @Test func `are replaced in their place, added at the end and removed`() {
    var object: JSON.Object = ["a": 1, "b": 2]
    object["a"] = 3
    object["c"] = 4
    object["b"] = nil
    object["none"] = nil
    #expect(JSON.object(object).serialized() == #"{"a":3,"c":4}"#)
    #expect(object["a"] == 3)
    #expect(object["b"] == nil)
  }

  @Test func `that are named twice keep the last value`() {
    #expect(JSON.object([("a", 1), ("b", 2), ("a", 3)].asObject).serialized() == #"{"a":3,"b":2}"#)
  }
}

extension [(String, JSON)] {
  fileprivate var asObject: JSON.Object { JSON.Object(map { (key: $0.0, value: $0.1) }) }
}
