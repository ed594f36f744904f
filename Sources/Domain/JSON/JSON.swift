/// A JSON value (RFC 8259) that comes back as it was sent: members keep their order and numbers their digits.
///
/// Foundation's coders turn numbers into binary ones and forget the order of members; a registry that promises to give
/// back exactly what was stored can do neither (docs/decisions/0003).
package enum JSON: Sendable, Equatable {
  case null
  case bool(Bool)
  /// The literal as it was written, e.g. `1e3`; always valid JSON.
  case number(String)
  case string(String)
  case array([JSON])
  case object(Object)

  /// Members in the order in which they were written. Equal when members are, whatever their order.
  package struct Object: Sendable, Equatable, ExpressibleByDictionaryLiteral, Sequence {
    package private(set) var members: [(key: String, value: JSON)]

    private static let fewMembers = 16

    package init(dictionaryLiteral elements: (String, JSON)...) {
      self.init(elements.map { (key: $0.0, value: $0.1) })
    }

    /// Of equal names the last value counts, in the place of the first.
    package init(_ members: [(key: String, value: JSON)]) {
      if members.count <= Self.fewMembers {
        // Comparing a few names is faster than hashing them.
        self.members = []
        self.members.reserveCapacity(members.count)
        for (key, value) in members { self[key] = value }
        return
      }
      self.members = []
      var places: [ExactText: Int] = [:]
      for (key, value) in members {
        if let place = places[ExactText(key)] {
          self.members[place].value = value
        } else {
          places[ExactText(key)] = self.members.count
          self.members.append((key, value))
        }
      }
    }

    /// Members whose names are known to differ; spares the look for equal ones.
    init(unique members: [(key: String, value: JSON)]) { self.members = members }

    package var keys: [String] { members.map(\.key) }
    package var isEmpty: Bool { members.isEmpty }

    package subscript(key: String) -> JSON? {
      get { members.first { $0.key.hasSameBytes(as: key) }?.value }
      set {
        let index = members.firstIndex { $0.key.hasSameBytes(as: key) }
        switch (index, newValue) {
        case (let index?, let value?): members[index].value = value
        case (let index?, nil): members.remove(at: index)
        case (nil, let value?): members.append((key, value))
        case (nil, nil): break
        }
      }
    }

    package func makeIterator() -> IndexingIterator<[(key: String, value: JSON)]> {
      members.makeIterator()
    }

    /// For many look-ups: a subscript walks over the members.
    var byName: [ExactText: JSON] {
      Dictionary(uniqueKeysWithValues: members.map { (ExactText($0.key), $0.value) })
    }

    package static func == (left: Object, right: Object) -> Bool {
      guard left.members.count == right.members.count else { return false }
      let isInSameOrder = zip(left.members, right.members).allSatisfy {
        $0.key.hasSameBytes(as: $1.key)
      }
      if isInSameOrder { return zip(left.members, right.members).allSatisfy { $0.value == $1.value } }
      let others = right.byName
      return left.members.allSatisfy { others[ExactText($0.key)] == $0.value }
    }
  }

  package static func == (left: JSON, right: JSON) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.number(let left), .number(let right)), (.string(let left), .string(let right)):
      left.hasSameBytes(as: right)
    case (.array(let left), .array(let right)): left == right
    case (.object(let left), .object(let right)): left == right
    default: false
    }
  }

  package static func int(_ value: Int) -> JSON { .number(String(value)) }
  package static func optional(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }
  package static func optional(_ value: Int?) -> JSON { value.map(JSON.int) ?? .null }

  package var string: String? { if case .string(let text) = self { text } else { nil } }
  package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  package var array: [JSON]? { if case .array(let values) = self { values } else { nil } }
  package var object: Object? { if case .object(let members) = self { members } else { nil } }
  package var isNull: Bool { self == .null }
  /// `nil` for a number that is not whole or too large.
  package var int: Int? {
    guard case .number(let literal) = self else { return nil }
    if let value = Int(literal) { return value }
    return Double(literal).flatMap { Int(exactly: $0) }
  }
  package var double: Double? {
    if case .number(let literal) = self { Double(literal) } else { nil }
  }

  package subscript(key: String) -> JSON? { object?[key] }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(integerLiteral value: Int) { self = .int(value) }
  package init(arrayLiteral elements: JSON...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(Object(elements.map { (key: $0.0, value: $0.1) }))
  }
  package init(nilLiteral: ()) { self = .null }
}

extension JSON {
  /// The shortest text: no blanks, members in their order, only what must be escaped is.
  package func serialized() -> String { String(decoding: bytes(), as: UTF8.self) }

  package func bytes() -> [UInt8] {
    var out: [UInt8] = []
    write(to: &out)
    return out
  }

  private func write(to out: inout [UInt8]) {
    switch self {
    case .null: out.append(contentsOf: "null".utf8)
    case .bool(let value): out.append(contentsOf: (value ? "true" : "false").utf8)
    case .number(let literal): out.append(contentsOf: literal.utf8)
    case .string(let text): Self.write(text, to: &out)
    case .array(let values):
      out.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        value.write(to: &out)
      }
      out.append(UInt8(ascii: "]"))
    case .object(let object):
      out.append(UInt8(ascii: "{"))
      for (index, member) in object.members.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        Self.write(member.key, to: &out)
        out.append(UInt8(ascii: ":"))
        member.value.write(to: &out)
      }
      out.append(UInt8(ascii: "}"))
    }
  }

  private static func write(_ text: String, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    if text.utf8.contains(where: mustBeEscaped) { writeEscaped(text, to: &out) } else { out += text.utf8 }
    out.append(UInt8(ascii: "\""))
  }

  private static func mustBeEscaped(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  private static func writeEscaped(_ text: String, to out: inout [UInt8]) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): out.append(contentsOf: "\\\"".utf8)
      case UInt8(ascii: "\\"): out.append(contentsOf: "\\\\".utf8)
      case 0x0A: out.append(contentsOf: "\\n".utf8)
      case 0x0D: out.append(contentsOf: "\\r".utf8)
      case 0x09: out.append(contentsOf: "\\t".utf8)
      case 0x08: out.append(contentsOf: "\\b".utf8)
      case 0x0C: out.append(contentsOf: "\\f".utf8)
      case 0..<0x20:
        let hex = String(byte, radix: 16)
        out.append(contentsOf: "\\u00\(hex.count == 1 ? "0" : "")\(hex)".utf8)
      default: out.append(byte)
      }
    }
  }
}
