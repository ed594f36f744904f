extension JSON {
  /// The one text that all equal values share: members sorted by their names' UTF-16, numbers as ECMAScript writes them.
  ///
  /// Source: RFC 8785 (JSON Canonicalization Scheme). A number that no IEEE 754 double holds, such as
  /// 12345678901234567890, stands as a string of its digits, as section 3.2.2.3 advises.
  package func canonical() -> JSON {
    switch self {
    case .null, .bool, .string: self
    case .number(let literal): Self.canonicalNumber(literal)
    case .array(let values): .array(values.map { $0.canonical() })
    case .object(let object):
      .object(
        Object(
          unique: object.members.sorted { Self.precedes($0.key, $1.key) }
            .map { (key: $0.key, value: $0.value.canonical()) }))
    }
  }

  /// The order of UTF-16, which is the bytes' own but among characters from U+E000 on, whose UTF-8 begins with 0xEE.
  private static func precedes(_ left: String, _ right: String) -> Bool {
    for (mine, theirs) in zip(left.utf8, right.utf8) where mine != theirs {
      if min(mine, theirs) < 0xEE { return mine < theirs }
      return left.utf16.lexicographicallyPrecedes(right.utf16)
    }
    return left.utf8.count < right.utf8.count
  }

  private static let exactIntegers = -9_007_199_254_740_992...9_007_199_254_740_992

  private static func canonicalNumber(_ literal: String) -> JSON {
    if let value = Int(literal) {
      return exactIntegers.contains(value) ? .number(String(value)) : .string(literal)
    }
    guard let value = Double(literal), value.isFinite else { return .string(literal) }
    let isWhole = !literal.utf8.contains {
      $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E")
    }
    return isWhole ? .string(literal) : .number(ECMAScriptNumber.text(value))
  }
}

/// Numbers as ECMAScript's `Number::toString` writes them (ECMA-262, section 6.1.6.1.20).
enum ECMAScriptNumber {
  static func text(_ value: Double) -> String {
    if value == 0 { return "0" }
    // Swift writes the same shortest digits, but sets the point and the exponent by rules of its own.
    let parts = value.magnitude.description.split(separator: "e")
    let mantissa = parts[0].split(separator: ".")
    let whole = mantissa[0]
    let fraction = mantissa.count > 1 && mantissa[1] != "0" ? mantissa[1] : ""
    var digits = Array((whole + fraction).utf8)
    /// Where the point stands, counted from the first digit.
    var point = whole.utf8.count + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
    while digits.first == zero {
      digits.removeFirst()
      point -= 1
    }
    while digits.last == zero { digits.removeLast() }
    return (value < 0 ? "-" : "") + layOut(digits, point)
  }

  private static let zero = UInt8(ascii: "0")

  private static func layOut(_ digits: [UInt8], _ point: Int) -> String {
    func text(_ digits: some Sequence<UInt8>) -> String { String(decoding: Array(digits), as: UTF8.self) }
    func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }
    switch point {
    case digits.count...21: return text(digits) + zeros(point - digits.count)
    case 1...21: return text(digits[..<point]) + "." + text(digits[point...])
    case -5...0: return "0." + zeros(-point) + text(digits)
    default:
      let exponent = point - 1
      let fraction = digits.count > 1 ? "." + text(digits[1...]) : ""
      return text(digits[..<1]) + fraction + "e" + (exponent < 0 ? "-" : "+") + String(exponent.magnitude)
    }
  }
}
