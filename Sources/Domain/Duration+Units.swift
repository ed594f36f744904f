/// The one place where durations become numbers and text. Fractions are cut off.
extension Duration {
  package var wholeSeconds: Int { Int(components.seconds) }

  package var wholeMilliseconds: Int {
    Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
  }

  package var wholeNanoseconds: Int64 {
    components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
  }

  package var asSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }

  /// For people: `90 s`, `0.5 s`.
  package var asText: String {
    let milliseconds = wholeMilliseconds
    return milliseconds % 1000 == 0
      ? "\(milliseconds / 1000) s" : "\(Double(milliseconds) / 1000) s"
  }
}
