/// A decimal number with a unit, the format of sizes and durations.
package struct QuantityText: Equatable {
  package var number: Double
  /// Lower case; empty when there is none.
  package var unit: String

  /// `1.5GB`, `16 GiB`, `120s`; `nil` unless the text is exactly that. No sign, no exponent.
  init?(_ text: String) {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let unit = text[digits.endIndex...].drop { $0 == " " }
    guard digits.first?.isNumber == true, digits.last?.isNumber == true, unit.allSatisfy({ $0.isASCII && $0.isLetter }),
      let number = Double(digits), number.isFinite
    else { return nil }
    self.number = number
    self.unit = unit.lowercased()
  }

  /// The number times `factor`, rounded; `nil` when it does not fit an `Int`.
  package func scaled(by factor: Double) -> Int? { Int(exactly: (number * factor).rounded()) }
}

/// Formats and parses sizes.
package enum ByteCount {
  package static let allowed = "a size such as 16GiB, 512MiB, 1.5GB or plain bytes"

  private static let binary = [("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]
  private static let decimal = [("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000)]

  /// `16GiB`, `512 MiB`, `1.5GB`, `4096`; units in any case. `nil` for anything else.
  package static func bytes(_ text: String) -> Int? {
    guard let quantity = QuantityText(text) else { return nil }
    if quantity.unit.isEmpty { return Int(text) }
    if quantity.unit == "b" { return Int(exactly: quantity.number) }
    let unit = (binary + decimal).first { $0.0.lowercased() == quantity.unit }
    return unit.flatMap { quantity.scaled(by: Double($0.1)) }
  }

  /// The shortest text that reads back as exactly this many bytes.
  package static func exact(_ bytes: Int) -> String {
    for (name, size) in binary + decimal where bytes >= size && bytes % size == 0 { return "\(bytes / size)\(name)" }
    return String(bytes)
  }

  /// Rounded to at most three digits: `1.4 GiB`.
  package static func approximate(_ bytes: Int) -> String {
    for (name, size) in binary where bytes >= size {
      let tenths = (Double(bytes) / Double(size) * 10).rounded() / 10
      return tenths >= 100 || tenths == tenths.rounded() ? "\(Int(tenths.rounded())) \(name)" : "\(tenths) \(name)"
    }
    return "\(bytes) B"
  }
}

/// Formats and parses durations.
package enum DurationText {
  package static let allowed = "a number with a unit: 500ms, 120s, 10m, 2h or 28d"

  private static let milliseconds = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)]

  /// `500ms`, `1.5h`; a bare `0` needs no unit, any other number does. `nil` for anything else.
  package static func duration(_ text: String) -> Duration? {
    guard let quantity = QuantityText(text) else { return nil }
    if quantity.unit.isEmpty { return quantity.number == 0 ? .zero : nil }
    guard let unit = milliseconds.first(where: { $0.0 == quantity.unit }),
      let total = quantity.scaled(by: Double(unit.1))
    else { return nil }
    return .milliseconds(total)
  }

  /// The shortest text that reads back as exactly this duration, to the millisecond.
  package static func exact(_ duration: Duration) -> String {
    let total = duration.wholeMilliseconds
    if total == 0 { return "0s" }
    for (name, length) in milliseconds where total % length == 0 { return "\(total / length)\(name)" }
    return "\(total)ms"
  }
}
