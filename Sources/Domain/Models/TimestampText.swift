import FoundationEssentials

extension Timestamp {
  /// A date and time that says its offset, such as `2026-11-24T10:00:00Z` or `2026-11-24T12:00:00+02:00`; whole seconds.
  ///
  /// Source: RFC 3339, section 5.6, without fractions and leap seconds.
  /// - Returns: `nil` for anything else, also for a day or an hour that there is not.
  package init?(rfc3339 text: String) {
    // Foundation's parser alone takes 25:00 for the next day, and does not mind what follows.
    let shape = /\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:Z|[+-]([01]\d|2[0-3]):[0-5]\d)/.asciiOnlyDigits()
    guard text.wholeMatch(of: shape) != nil, let date = try? Date(text, strategy: .iso8601) else { return nil }
    let offset = text.hasSuffix("Z") ? TimeZone.gmt : TimeZone(text: text.suffix(6))
    // A day that there is not comes back as another one.
    guard let offset, Date.ISO8601FormatStyle(timeZone: offset).format(date).hasPrefix(text.prefix(19)) else {
      return nil
    }
    self.init(seconds: Int(date.timeIntervalSince1970))
  }

  /// In UTC: `2026-11-24T10:00:00Z`.
  package var rfc3339: String { Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601) }
}

extension TimeZone {
  /// - Parameter text: `+02:00`.
  fileprivate init?(text: Substring) {
    let parts = text.dropFirst().split(separator: ":").compactMap { Int($0) }
    guard parts.count == 2 else { return nil }
    self.init(secondsFromGMT: (text.first == "-" ? -1 : 1) * (parts[0] * 3600 + parts[1] * 60))
  }
}
