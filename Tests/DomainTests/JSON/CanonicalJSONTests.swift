import Testing

@testable import Domain

@Suite struct `Canonical JSON` {
  private static func canonical(_ text: String) throws -> String { try JSON(parsing: text).canonical().serialized() }

  @Test func `is that of RFC 8785, section 3.2`() throws {
    let input = #"""
      {
        "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]
      }
      """#
    #expect(
      try Self.canonical(input)
        == #"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
    )
  }

  @Test func `sorts names by their UTF-16`() throws {
    let input = #"{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}"#
    #expect(
      try Self.canonical(input) == "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\u{fb33}\":3}")
  }

  @Test(arguments: [
    ("0", "0"), ("-0", "0"), ("-0.0", "0"), ("1", "1"), ("-1", "-1"), ("1.0", "1"), ("100", "100"), ("1e2", "100"),
    ("1e20", "100000000000000000000"), ("1e21", "1e+21"), ("1.5e21", "1.5e+21"), ("-1.25e-7", "-1.25e-7"),
    ("0.000001", "0.000001"), ("0.0000001", "1e-7"), ("123456.789", "123456.789"), ("5e-324", "5e-324"),
    ("1.7976931348623157e308", "1.7976931348623157e+308"), ("0.1", "0.1"), ("9007199254740992", "9007199254740992"),
    ("9007199254740994.0", "9007199254740994"), ("999999999999999700000.0", "999999999999999700000"),
    ("9007199254740993", #""9007199254740993""#), ("12345678901234567890", #""12345678901234567890""#),
    ("1e999", #""1e999""#),
  ])
  func `writes numbers as ECMAScript does, and what no double holds as text`(_ literal: String, _ expected: String)
    throws
  {
    #expect(try Self.canonical(literal) == expected)
  }

  @Test func `is its own canonical form`() throws {
    let once = try Self.canonical(#"{"b":[{"d":1.50,"c":null}],"a":"\u0007"}"#)
    #expect(once == #"{"a":"\u0007","b":[{"c":null,"d":1.5}]}"#)
    #expect(try Self.canonical(once) == once)
  }
}
