/// Durations as people write and read them.
enum DurationText {
  static let allowed = "a number with a unit: 500ms, 120s, 10m, 2h or 28d"

  private static let milliseconds = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)]

  /// `500ms`, `1.5h`; a bare `0` needs no unit, any other number does. `nil` for anything else.
  static func duration(_ text: String) -> Duration? {
    guard let quantity = QuantityText(text) else { return nil }
    if quantity.unit.isEmpty { return quantity.number == 0 ? .zero : nil }
    guard let unit = milliseconds.first(where: { $0.0 == quantity.unit }),
      let total = quantity.scaled(by: Double(unit.1))
    else { return nil }
    return .milliseconds(total)
  }

  /// The shortest text that reads back as exactly this duration, to the millisecond.
  static func exact(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let total = Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    if total == 0 { return "0s" }
    for (name, length) in milliseconds where total % length == 0 { return "\(total / length)\(name)" }
    return "\(total)ms"
  }
}
