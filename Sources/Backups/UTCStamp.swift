import Domain
import Foundation

/// A time as file names hold it, so that they sort by time: `20260711T140320.123Z`.
package enum UTCStamp {
  package static func now() -> Int { Int((Date().timeIntervalSince1970 * 1000).rounded(.down)) }

  /// - Parameter milliseconds: since 1970.
  package static func text(_ milliseconds: Int) -> String {
    var moment = time_t(milliseconds / 1000)
    var parts = tm()
    gmtime_r(&moment, &parts)
    func padded(_ number: some BinaryInteger, to width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let date = padded(parts.tm_year + 1900, to: 4) + padded(parts.tm_mon + 1, to: 2) + padded(parts.tm_mday, to: 2)
    let time = padded(parts.tm_hour, to: 2) + padded(parts.tm_min, to: 2) + padded(parts.tm_sec, to: 2)
    return "\(date)T\(time).\(padded(milliseconds % 1000, to: 3))Z"
  }

  /// - Returns: milliseconds since 1970; `nil` for anything but what `text` gives.
  package static func milliseconds(_ text: Substring) -> Int? {
    guard
      let match = text.wholeMatch(of: /([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2})\.([0-9]{3})Z/)
    else { return nil }
    func number(_ digits: Substring) -> Int32 { Int32(digits) ?? 0 }
    var parts = tm()
    parts.tm_year = number(match.output.1) - 1900
    parts.tm_mon = number(match.output.2) - 1
    parts.tm_mday = number(match.output.3)
    parts.tm_hour = number(match.output.4)
    parts.tm_min = number(match.output.5)
    parts.tm_sec = number(match.output.6)
    let milliseconds = Int(timegm(&parts)) * 1000 + Int(number(match.output.7))
    return self.text(milliseconds) == text ? milliseconds : nil
  }
}

/// The name of a backup in the backup folder. Files with other names are neither listed nor removed.
package struct BackupName: Hashable, Comparable, Sendable, CustomStringConvertible {
  private static let beginning = "muster-"
  private static let ending = ".db"

  /// Since 1970.
  package var milliseconds: Int

  package init(milliseconds: Int) { self.milliseconds = milliseconds }

  /// `nil` for every other name: nothing that leads out of the folder is one.
  package init?(_ text: String) {
    guard text.hasPrefix(Self.beginning), text.hasSuffix(Self.ending),
      let milliseconds = UTCStamp.milliseconds(text.dropFirst(Self.beginning.count).dropLast(Self.ending.count))
    else { return nil }
    self.milliseconds = milliseconds
  }

  package var description: String { Self.beginning + UTCStamp.text(milliseconds) + Self.ending }
  package var madeAt: Timestamp { Timestamp(seconds: milliseconds / 1000) }

  package static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }
}
