/// The top-level members of a JSON object, as ranges of its bytes: lets a few be read or changed while all others are
/// copied as they stand.
package struct JSONEdit: Sendable {
  package struct Member: Sendable {
    package var key: String
    package var value: Range<Int>
  }

  /// More members than any request of the protocols has; bounds the cost of looking for equal names.
  package static let mostMembers = 1000

  package let bytes: [UInt8]
  package private(set) var members: [Member] = []

  /// - Parameter checksValues: whether every text and number in it, however deep, must be readable: then no later read fails. Of a
  ///   runtime's answer it need not be: its tokens may cut a character in two.
  /// - Throws: `JSONScanner.Failure` when `bytes` are not exactly one JSON object.
  package init(_ bytes: [UInt8], checkingValues checksValues: Bool = false) throws(JSONScanner.Failure) {
    self.bytes = bytes
    var scanner = JSONScanner(whole: bytes, checkingValues: checksValues)
    var found: [Member] = []
    try scanner.forEachMember { scanner, key throws(JSONScanner.Failure) in
      guard found.count < Self.mostMembers else {
        throw JSONScanner.Failure(
          offset: scanner.position, message: "more than \(Self.mostMembers) members")
      }
      let range = try scanner.skipValue()
      // Of equal names the last one counts, and only that one goes on to the runtime: the two must not disagree.
      if let index = found.firstIndex(where: { $0.key.hasSameBytes(as: key) }) {
        found[index].value = range
      } else {
        found.append(Member(key: key, value: range))
      }
    }
    try scanner.expectEnd()
    members = found
  }

  package func range(of key: String) -> Range<Int>? {
    members.first { $0.key.hasSameBytes(as: key) }?.value
  }

  package func value(of key: String) throws(JSONScanner.Failure) -> JSON? {
    guard let range = range(of: key) else { return nil }
    var scanner = JSONScanner(bytes, at: range.lowerBound)
    return try scanner.value()
  }

  /// The object with `changes` made: a value replaces or adds a member, `nil` removes it.
  package func applying(_ changes: [(key: String, value: [UInt8]?)]) -> [UInt8] {
    var out: [UInt8] = [UInt8(ascii: "{")]
    out.reserveCapacity(bytes.count + 64)
    func append(_ key: String, _ value: some Collection<UInt8>) {
      if out.count > 1 { out.append(UInt8(ascii: ",")) }
      out.append(contentsOf: JSON.string(key).bytes())
      out.append(UInt8(ascii: ":"))
      out.append(contentsOf: value)
    }
    for member in members {
      if let change = changes.first(where: { $0.key.hasSameBytes(as: member.key) }) {
        if let value = change.value { append(member.key, value) }
      } else {
        append(member.key, bytes[member.value])
      }
    }
    for change in changes where range(of: change.key) == nil {
      if let value = change.value { append(change.key, value) }
    }
    out.append(UInt8(ascii: "}"))
    return out
  }

  /// The text with the value of one member replaced and every other byte, blanks included, as it was.
  package func splicing(_ key: String, _ value: [UInt8]) -> [UInt8] {
    guard let range = range(of: key) else { return bytes }
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count + value.count)
    out.append(contentsOf: bytes[..<range.lowerBound])
    out.append(contentsOf: value)
    out.append(contentsOf: bytes[range.upperBound...])
    return out
  }
}
