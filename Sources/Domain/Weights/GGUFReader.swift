/// Steps over the values of a GGUF file, and never beyond the bytes that were read.
struct GGUFReader {
  static let textKind: UInt64 = 8
  static let listKind: UInt64 = 9
  private static let deepestList = 4

  let bytes: [UInt8]
  /// Version 1 counted in 32 bits.
  var lengthBytes = 8
  private var position = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  private var left: Int { bytes.count - position }

  mutating func skip(_ count: UInt64) -> Bool {
    guard count <= UInt64(left) else { return false }
    position += Int(count)
    return true
  }

  /// Little-endian, without a sign.
  mutating func number(_ size: Int) -> UInt64? {
    guard size <= left else { return nil }
    var value: UInt64 = 0
    for offset in 0..<size { value |= UInt64(bytes[position + offset]) << (8 * UInt64(offset)) }
    position += size
    return value
  }

  /// - Returns: `nil` when it is longer, goes beyond the bytes, or is not UTF-8.
  mutating func text(atMost longest: Int) -> String? {
    guard let length = number(lengthBytes), length <= UInt64(min(longest, left)) else { return nil }
    defer { position += Int(length) }
    return String(validating: bytes[position..<position + Int(length)], as: UTF8.self)
  }

  /// A whole number or a yes or no, of any size; `nil` when it is none, or beyond the bytes.
  mutating func wholeNumber(_ kind: UInt64) -> Int? {
    guard let size = Self.size(of: kind), let value = number(size) else { return nil }
    switch kind {
    case 0, 2, 4, 7, 10: return Int(exactly: value)
    case 1: return Int(Int8(truncatingIfNeeded: value))
    case 3: return Int(Int16(truncatingIfNeeded: value))
    case 5: return Int(Int32(truncatingIfNeeded: value))
    case 11: return Int(Int64(truncatingIfNeeded: value))
    default: return nil
    }
  }

  /// The elements of a list; `nil` when one is no whole number, or beyond the bytes.
  mutating func wholeNumbers(_ kind: UInt64, _ count: Int) -> [Int]? {
    guard let size = Self.size(of: kind), size * count <= left else { return nil }
    var numbers: [Int] = []
    numbers.reserveCapacity(count)
    for _ in 0..<count {
      guard let number = wholeNumber(kind) else { return nil }
      numbers.append(number)
    }
    return numbers
  }

  /// A text that need not be UTF-8; `nil` when it goes beyond the bytes.
  mutating func rawText() -> ArraySlice<UInt8>? {
    guard let length = number(lengthBytes), length <= UInt64(left) else { return nil }
    defer { position += Int(length) }
    return bytes[position..<position + Int(length)]
  }

  /// Of a number, in bytes.
  private static func size(of kind: UInt64) -> Int? {
    switch kind {
    case 0, 1, 7: 1
    case 2, 3: 2
    case 4, 5, 6: 4
    case 10, 11, 12: 8
    default: nil
    }
  }

  mutating func skipValue(_ kind: UInt64, depth: Int = 0) -> Bool {
    if let size = Self.size(of: kind) { return skip(UInt64(size)) }
    switch kind {
    case Self.textKind:
      guard let length = number(lengthBytes) else { return false }
      return skip(length)
    case Self.listKind:
      guard depth < Self.deepestList, let kind = number(4), let count = number(lengthBytes) else { return false }
      // Every element takes a byte at least, so that a count that lies ends here.
      guard count <= UInt64(left) else { return false }
      if let size = Self.size(of: kind) { return skip(count * UInt64(size)) }
      for _ in 0..<count where !skipValue(kind, depth: depth + 1) { return false }
      return true
    default: return false
    }
  }
}
