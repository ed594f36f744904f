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

  package init(_ bytes: [UInt8], at position: Int = 0) {
    self.bytes = bytes
    self.position = position
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
      var seen: [String: Int] = [:]
      try forEachMember { scanner, key throws(Failure) in
        let value = try scanner.value(depth: depth + 1)
        // The last of equal names wins, as in the common parsers.
        if let index = seen[key] {
          members[index].value = value
        } else {
          seen[key] = members.count
          members.append((key, value))
        }
      }
      return .object(JSON.Object(unique: members))
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
    if accept(UInt8(ascii: "e")) || accept(UInt8(ascii: "E")) {
      if !accept(UInt8(ascii: "+")) { _ = accept(UInt8(ascii: "-")) }
      try skipDigits()
    }
    return start..<position
  }

  /// Steps over a string without decoding it; gives whether it holds an escape.
  @discardableResult
  private mutating func skipString() throws(Failure) -> Bool {
    guard current == UInt8(ascii: "\"") else {
      throw fail("a name or text in double quotes expected")
    }
    position += 1
    var hasEscape = false
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") { return hasEscape }
      if byte == UInt8(ascii: "\\") {
        hasEscape = true
        position += 1
      } else if byte < 0x20 {
        position -= 1
        throw fail("a control character inside a text")
      }
    }
    throw fail("a text without its closing quote")
  }

  /// Reads the string that begins here.
  package mutating func string() throws(Failure) -> String {
    let start = position
    let hasEscape = try skipString()
    let content = bytes[(start + 1)..<(position - 1)]
    guard hasEscape else {
      guard let text = String(validating: content, as: UTF8.self) else {
        throw fail("a text that is not UTF-8")
      }
      return text
    }
    return try unescaped(content)
  }

  private func unescaped(_ content: ArraySlice<UInt8>) throws(Failure) -> String {
    var out: [UInt8] = []
    out.reserveCapacity(content.count)
    var index = content.startIndex
    func failure(_ message: String) -> Failure { Failure(offset: index, message: message) }
    func hex4(at start: Int) throws(Failure) -> UInt32 {
      guard start + 4 <= content.endIndex,
        content[start..<(start + 4)].allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
        let value = UInt32(String(decoding: content[start..<(start + 4)], as: UTF8.self), radix: 16)
      else { throw failure("four hexadecimal digits expected after \\u") }
      return value
    }
    while index < content.endIndex {
      let byte = content[index]
      index += 1
      guard byte == UInt8(ascii: "\\") else {
        out.append(byte)
        continue
      }
      guard index < content.endIndex else { throw failure("an escape without its letter") }
      let letter = content[index]
      index += 1
      switch letter {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(letter)
      case UInt8(ascii: "b"): out.append(0x08)
      case UInt8(ascii: "f"): out.append(0x0C)
      case UInt8(ascii: "n"): out.append(0x0A)
      case UInt8(ascii: "r"): out.append(0x0D)
      case UInt8(ascii: "t"): out.append(0x09)
      case UInt8(ascii: "u"):
        var scalar = try hex4(at: index)
        index += 4
        if (0xD800..<0xDC00).contains(scalar) {
          guard index + 1 < content.endIndex, content[index] == UInt8(ascii: "\\"),
            content[index + 1] == UInt8(ascii: "u")
          else { throw failure("half of a surrogate pair") }
          let low = try hex4(at: index + 2)
          guard (0xDC00..<0xE000).contains(low) else { throw failure("half of a surrogate pair") }
          index += 6
          scalar = 0x10000 + ((scalar - 0xD800) << 10) + (low - 0xDC00)
        }
        guard let unicode = UnicodeScalar(scalar) else { throw failure("half of a surrogate pair") }
        out.append(contentsOf: Character(unicode).utf8)
      default: throw failure("an unknown escape")
      }
    }
    guard let text = String(validating: out, as: UTF8.self) else {
      throw failure("a text that is not UTF-8")
    }
    return text
  }
}

extension JSON {
  /// Reads one whole value.
  /// - Throws: `JSONScanner.Failure` with the offset of the first byte that is wrong.
  package init(parsing bytes: [UInt8]) throws(JSONScanner.Failure) {
    var scanner = JSONScanner(bytes)
    self = try scanner.value()
    try scanner.expectEnd()
  }

  package init(parsing text: String) throws(JSONScanner.Failure) {
    try self.init(parsing: Array(text.utf8))
  }
}
