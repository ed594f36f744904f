extension String {
  /// At most `most` Unicode scalars of the text; when it was longer, with its length: `abc… (3,145,728 characters, cut)`.
  package func clipped(to most: Int) -> String {
    // No text has more scalars than bytes, and bytes are counted at once.
    if utf8.count <= most { return self }
    let count = unicodeScalars.count
    guard count > most else { return self }
    let beginning = String(String.UnicodeScalarView(unicodeScalars.prefix(most)))
    return "\(beginning)… (\(count.grouped) characters, cut)"
  }
}

extension Int {
  /// With a comma between thousands: `3,145,728`.
  package var grouped: String {
    let digits = String(magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return self < 0 ? "-" + text : text
  }
}
