import ArgumentParser
import Domain

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A point in time on the command line: seconds since 1970, a local date, a date with an offset (RFC 3339), or an age.
struct TimeArgument: ExpressibleByArgument, Sendable, Equatable {
  /// For the help texts of commands that take one.
  static let formats = "TIME is a date (2026-07-11, '2026-07-11 14:03'), an age (2h), or seconds since 1970."

  static var now: TimeArgument { TimeArgument(secondsSince1970: time(nil)) }

  var secondsSince1970: Int

  init(secondsSince1970: Int) { self.secondsSince1970 = secondsSince1970 }

  init?(argument: String) { self.init(argument, now: time(nil)) }

  /// `1783764000`, `2h` (ago), `2026-07-11`, `2026-07-11 14:03`, `2026-07-11T14:03:20`, `2026-07-11T14:03:20Z`,
  /// `2026-07-11T14:03:20+02:00`.
  init?(_ text: String, now: Int) {
    if let seconds = Int(text) {
      secondsSince1970 = seconds
    } else if let ago = DurationText.duration(text) {
      secondsSince1970 = now - ago.wholeSeconds
    } else if let seconds = Self.localDate(text) {
      secondsSince1970 = seconds
    } else if let time = Timestamp(rfc3339: text) {
      secondsSince1970 = time.seconds
    } else {
      return nil
    }
  }

  private static func localDate(_ text: String) -> Int? {
    let halves = text.split(whereSeparator: { $0 == " " || $0 == "T" })
    guard let day = numbers(halves.first, separator: "-"), day.count == 3, halves.count <= 2 else { return nil }
    var clock = [0, 0, 0]
    if halves.count == 2 {
      guard let given = numbers(halves[1], separator: ":"), (2...3).contains(given.count) else { return nil }
      clock.replaceSubrange(..<given.count, with: given)
    }
    let isWithin =
      (1970...9999).contains(day[0]) && (1...12).contains(day[1]) && (1...31).contains(day[2]) && clock[0] < 24
      && clock[1] < 60 && clock[2] < 61
    guard isWithin else { return nil }
    var parts = tm()
    parts.tm_year = Int32(day[0] - 1900)
    parts.tm_mon = Int32(day[1] - 1)
    parts.tm_mday = Int32(day[2])
    parts.tm_hour = Int32(clock[0])
    parts.tm_min = Int32(clock[1])
    parts.tm_sec = Int32(clock[2])
    parts.tm_isdst = -1  // the C library decides whether daylight saving time was in force
    return mktime(&parts)
  }

  private static func numbers(_ text: Substring?, separator: Character) -> [Int]? {
    let parts = text?.split(separator: separator, omittingEmptySubsequences: false).map { UInt16($0).map(Int.init) }
    guard let parts, !parts.contains(nil) else { return nil }
    return parts.compactMap(\.self)
  }
}

/// A duration on the command line, written as in the configuration.
struct DurationArgument: ExpressibleByArgument, Sendable {
  var duration: Duration

  init(_ duration: Duration) { self.duration = duration }

  init?(argument: String) {
    guard let duration = DurationText.duration(argument) else { return nil }
    self.init(duration)
  }

  var defaultValueDescription: String { DurationText.exact(duration) }
}

/// How long an API key is valid: a duration, or `never`.
struct KeyLifetime: ExpressibleByArgument, Equatable, Sendable {
  /// The same default as on the page.
  static let standard = KeyLifetime(duration: .seconds(90 * 86_400))

  /// `nil`: the key does not expire.
  var duration: Duration?

  init(duration: Duration?) { self.duration = duration }

  init?(argument: String) {
    if argument == "never" {
      duration = nil
    } else if let given = DurationText.duration(argument), given >= .seconds(1) {
      duration = given
    } else {
      return nil
    }
  }

  func end(from now: TimeArgument) -> Int? { duration.map { now.secondsSince1970 + $0.wholeSeconds } }

  var defaultValueDescription: String { duration.map(DurationText.exact) ?? "never" }
}
