/// A decimal number followed by a unit: how sizes and durations are written.
struct QuantityText: Equatable {
  var number: Double
  /// Lower case; empty when there is none.
  var unit: String

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

  /// The number times what one unit stands for, rounded; `nil` when no `Int` can hold it.
  func scaled(by factor: Double) -> Int? { Int(exactly: (number * factor).rounded()) }
}
