/// Walks over JSON text (RFC 8259) byte by byte, keeping only what is asked for.
///
/// The gateway changes one or two members of large bodies: it skips over the rest and copies their bytes. Nesting is
/// bounded, so that no body can exhaust the stack.
package struct JSONScanner {
  package static let deepest = 200

  package struct Failure: Error, Equatable {
    package var offset: Int
    package var message: String
  }

  package let bytes: [UInt8]
  package private(set) var position: Int
  /// Whether texts and numbers that are only stepped over must be readable too.
  private let checksValues: Bool

  package init(_ bytes: [UInt8], at position: Int = 0, checkingValues checksValues: Bool = false) {
    self.bytes = bytes
    self.position = position
    self.checksValues = checksValues
  }

  /// A scanner of a whole text. A byte order mark before it is passed over (RFC 8259, 8.1): some editors write one.
  init(whole bytes: [UInt8], checkingValues checksValues: Bool = false) {
    self.init(bytes, at: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0, checkingValues: checksValues)
  }

  private func fail(_ message: String) -> Failure { Failure(offset: position, message: message) }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  package mutating func skipBlanks() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }

  /// Fails when anything but blanks is left.
  package mutating func expectEnd() throws(Failure) {
    skipBlanks()
    if position < bytes.count { throw fail("text after the end of the value") }
  }

  /// Steps over `byte` if it stands here.
  package mutating func accept(_ byte: UInt8) -> Bool {
    guard current == byte else { return false }
    position += 1
    return true
  }

  package mutating func expect(_ byte: UInt8) throws(Failure) {
    guard accept(byte) else { throw fail("'\(Character(UnicodeScalar(byte)))' expected") }
  }

  /// Reads the value that begins here.
  package mutating func value(depth: Int = 0) throws(Failure) -> JSON {
    guard depth < Self.deepest else { throw fail("nested more than \(Self.deepest) deep") }
    skipBlanks()
    switch current {
    case UInt8(ascii: "{"):
      var members: [(key: String, value: JSON)] = []
      try forEachMember { scanner, key throws(Failure) in
        members.append((key, try scanner.value(depth: depth + 1)))
      }
      return .object(JSON.Object(members))
    case UInt8(ascii: "["):
      var values: [JSON] = []
      try forEachElement { scanner throws(Failure) in
        values.append(try scanner.value(depth: depth + 1))
      }
      return .array(values)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"):
      try literal("true")
      return .bool(true)
    case UInt8(ascii: "f"):
      try literal("false")
      return .bool(false)
    case UInt8(ascii: "n"):
      try literal("null")
      return .null
    case nil: throw fail("a value expected, but the text ends")
    default:
      let range = try skipNumber()
      return .number(String(decoding: bytes[range], as: UTF8.self))
    }
  }

  /// Steps over the value that begins here, checking its form; gives the range of its bytes.
  @discardableResult
  package mutating func skipValue(depth: Int = 0) throws(Failure) -> Range<Int> {
    guard depth < Self.deepest else { throw fail("nested more than \(Self.deepest) deep") }
    skipBlanks()
    let start = position
    switch current {
    case UInt8(ascii: "{"):
      position += 1
      skipBlanks()
      if accept(UInt8(ascii: "}")) { break }
      repeat {
        skipBlanks()
        try skipString()
        skipBlanks()
        try expect(UInt8(ascii: ":"))
        try skipValue(depth: depth + 1)
        skipBlanks()
      } while accept(UInt8(ascii: ","))
      try expect(UInt8(ascii: "}"))
    case UInt8(ascii: "["):
      try forEachElement { scanner throws(Failure) in try scanner.skipValue(depth: depth + 1) }
    case UInt8(ascii: "\""): try skipString()
    case UInt8(ascii: "t"): try literal("true")
    case UInt8(ascii: "f"): try literal("false")
    case UInt8(ascii: "n"): try literal("null")
    case nil: throw fail("a value expected, but the text ends")
    default: _ = try skipNumber()
    }
    return start..<position
  }

  /// Calls `body` at the value of each member of the object that begins here; `body` must step over that value.
  package mutating func forEachMember(
    _ body: (inout JSONScanner, String) throws(Failure) -> Void
  ) throws(Failure) {
    skipBlanks()
    try expect(UInt8(ascii: "{"))
    skipBlanks()
    if accept(UInt8(ascii: "}")) { return }
    repeat {
      skipBlanks()
      let key = try string()
      skipBlanks()
      try expect(UInt8(ascii: ":"))
      try body(&self, key)
      skipBlanks()
    } while accept(UInt8(ascii: ","))
    try expect(UInt8(ascii: "}"))
  }

  /// Calls `body` at each element of the array that begins here; `body` must step over it.
  package mutating func forEachElement(_ body: (inout JSONScanner) throws(Failure) -> Void)
    throws(Failure)
  {
    skipBlanks()
    try expect(UInt8(ascii: "["))
    skipBlanks()
    if accept(UInt8(ascii: "]")) { return }
    repeat {
      try body(&self)
      skipBlanks()
    } while accept(UInt8(ascii: ","))
    try expect(UInt8(ascii: "]"))
  }

  private mutating func literal(_ word: StaticString) throws(Failure) {
    let end = position + word.utf8CodeUnitCount
    guard end <= bytes.count, bytes[position..<end].elementsEqual(word.description.utf8) else {
      throw fail("a value expected")
    }
    position = end
  }

  private mutating func skipDigits() throws(Failure) {
    guard let first = current, (0x30...0x39).contains(first) else { throw fail("a digit expected") }
    while let digit = current, (0x30...0x39).contains(digit) { position += 1 }
  }

  private mutating func skipNumber() throws(Failure) -> Range<Int> {
    let start = position
    _ = accept(UInt8(ascii: "-"))
    guard let first = current, (0x30...0x39).contains(first) else { throw fail("a value expected") }
    if first == 0x30 { position += 1 } else { try skipDigits() }
    if accept(UInt8(ascii: ".")) { try skipDigits() }
    let hasExponent = accept(UInt8(ascii: "e")) || accept(UInt8(ascii: "E"))
    if hasExponent {
      if !accept(UInt8(ascii: "+")) { _ = accept(UInt8(ascii: "-")) }
      try skipDigits()
    }
    if checksValues, hasExponent || position - start > Self.safeDigits {
      let literal = String(decoding: bytes[start..<position], as: UTF8.self)
      guard Double(literal)?.isFinite == true else {
        throw Failure(offset: start, message: "a number that is too large for any program to read")
      }
    }
    return start..<position
  }

  /// No number of so many digits, without an exponent, is beyond a double's range (1.8e308).
  private static let safeDigits = 300

  /// Steps over a string; gives whether its bytes are the text as they stand: ASCII, no escapes. Others are decoded
  /// only where texts are checked.
  @discardableResult
  private mutating func skipString() throws(Failure) -> Bool {
    guard current == UInt8(ascii: "\"") else {
      throw fail("a name or text in double quotes expected")
    }
    position += 1
    let start = position
    var isPlain = true
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") {
        if checksValues, !isPlain { _ = try unescaped(bytes[start..<(position - 1)]) }
        return isPlain
      }
      if byte >= 0x80 {
        isPlain = false
      } else if byte == UInt8(ascii: "\\") {
        isPlain = false
        try skipEscape()
      } else if byte < 0x20 {
        position -= 1
        throw fail("a control character inside a text")
      }
    }
    throw fail("a text without its closing quote")
  }

  /// Steps over what follows a backslash.
  private mutating func skipEscape() throws(Failure) {
    switch current {
    case UInt8(ascii: "u"):
      position += 1
      for _ in 0..<4 {
        guard let digit = current, Character(UnicodeScalar(digit)).isHexDigit else {
          throw fail("four hexadecimal digits expected after \\u")
        }
        position += 1
      }
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      position += 1
    case nil: throw fail("a text without its closing quote")
    default: throw fail("an unknown escape")
    }
  }

  /// Reads the string that begins here.
  package mutating func string() throws(Failure) -> String {
    let start = position
    let isPlain = try skipString()
    let content = bytes[(start + 1)..<(position - 1)]
    // Most texts are, and to check that they are UTF-8 takes longer than to read them.
    return isPlain ? String(decoding: content, as: UTF8.self) : try unescaped(content)
  }

  /// What `content`, whose escapes have the right form, stands for.
  private func unescaped(_ content: ArraySlice<UInt8>) throws(Failure) -> String {
    guard content.contains(UInt8(ascii: "\\")) else { return try utf8(content, from: content.startIndex) }
    var out: [UInt8] = []
    out.reserveCapacity(content.count)
    var index = content.startIndex
    /// The number after the `\u` at `start`; `nil` when there is none.
    func codeUnit(at start: Int) -> UInt32? {
      guard start + 6 <= content.endIndex, content[start] == UInt8(ascii: "\\"),
        content[start + 1] == UInt8(ascii: "u")
      else { return nil }
      return UInt32(String(decoding: content[(start + 2)..<(start + 6)], as: UTF8.self), radix: 16)
    }
    while index < content.endIndex {
      guard content[index] == UInt8(ascii: "\\") else {
        out.append(content[index])
        index += 1
        continue
      }
      if let scalar = codeUnit(at: index) {
        var whole = scalar
        var length = 6
        if (0xD800..<0xDC00).contains(scalar), let low = codeUnit(at: index + 6),
          (0xDC00..<0xE000).contains(low)
        {
          whole = 0x10000 + ((scalar - 0xD800) << 10) + (low - 0xDC00)
          length = 12
        }
        guard let unicode = UnicodeScalar(whole) else {
          let escape = String(decoding: content[index..<(index + 6)], as: UTF8.self)
          throw Failure(offset: index, message: "\(escape) is half of a character (an unpaired surrogate)")
        }
        out.append(contentsOf: Character(unicode).utf8)
        index += length
      } else {
        let letter = content[index + 1]
        out.append(Self.escapes[letter] ?? letter)
        index += 2
      }
    }
    return try utf8(out, from: content.startIndex)
  }

  private func utf8(_ bytes: some Sequence<UInt8>, from offset: Int) throws(Failure) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(offset: offset, message: "a text that is not UTF-8")
    }
    return text
  }

  /// Escapes that do not stand for themselves.
  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A,
    UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
  ]
}

extension JSON {
  /// Reads one whole value.
  /// - Throws: `JSONScanner.Failure` with the offset of the first byte that is wrong.
  package init(parsing bytes: [UInt8]) throws(JSONScanner.Failure) {
    var scanner = JSONScanner(whole: bytes)
    self = try scanner.value()
    try scanner.expectEnd()
  }

  package init(parsing text: String) throws(JSONScanner.Failure) {
    try self.init(parsing: Array(text.utf8))
  }
}
