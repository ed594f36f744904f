/// Bytes as people write and read them.
enum ByteCount {
  static let allowed = "a size such as 16GiB, 512MiB, 1.5GB or plain bytes"

  private static let binary = [("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]
  private static let decimal = [("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000)]

  /// `16GiB`, `512 MiB`, `1.5GB`, `4096`; units in any case. `nil` for anything else.
  static func bytes(_ text: String) -> Int? {
    guard let quantity = QuantityText(text) else { return nil }
    if quantity.unit.isEmpty { return Int(text) }
    if quantity.unit == "b" { return Int(exactly: quantity.number) }
    let unit = (binary + decimal).first { $0.0.lowercased() == quantity.unit }
    return unit.flatMap { quantity.scaled(by: Double($0.1)) }
  }

  /// The shortest text that reads back as exactly this many bytes.
  static func exact(_ bytes: Int) -> String {
    for (name, size) in binary + decimal where bytes >= size && bytes % size == 0 { return "\(bytes / size)\(name)" }
    return String(bytes)
  }

  /// Three digits at most, for looking at: `1.4 GiB`.
  static func approximate(_ bytes: Int) -> String {
    for (name, size) in binary where bytes >= size {
      let tenths = (Double(bytes) / Double(size) * 10).rounded() / 10
      return tenths >= 100 || tenths == tenths.rounded() ? "\(Int(tenths.rounded())) \(name)" : "\(tenths) \(name)"
    }
    return "\(bytes) B"
  }
}
