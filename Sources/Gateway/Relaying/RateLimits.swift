import Domain
import Foundation
import Residency
import Synchronization

/// Remembers which keys of a server are rate-limited, so that nobody asks with them before the server's time is over.
final class RateLimits: Sendable {
  /// A server may err, or lie.
  private static let longestSeconds = 3600

  private struct Account: Hashable {
    var url: String
    var key: String?
  }

  enum Choice: Equatable {
    case key(String?)
    /// All keys are limited; in so many seconds the first of them is not.
    case limited(seconds: Int)
  }

  private let ends = Mutex<[Account: ContinuousClock.Instant]>([:])

  /// The key for a request: in turn, without those that are limited.
  func choose(_ upstream: Upstream, request: Int, at now: ContinuousClock.Instant = .now) -> Choice {
    ends.withLock { ends in
      // The usual case costs nothing.
      if ends.isEmpty { return .key(upstream.key(for: request)) }
      var soonest: ContinuousClock.Instant?
      for turn in 0..<max(upstream.keys.count, 1) {
        let key = upstream.key(for: request + turn)
        let account = Account(url: upstream.url, key: key)
        guard let end = ends[account] else { return .key(key) }
        if end <= now {
          ends[account] = nil
          return .key(key)
        }
        soonest = min(end, soonest ?? end)
      }
      let pause = soonest.map { now.duration(to: $0) } ?? .zero
      return .limited(seconds: max(1, Int((pause / .seconds(1)).rounded(.up))))
    }
  }

  /// Notes that the server answered 429.
  /// - Parameter retryAfter: the header of that name (RFC 9110, 10.2.3): seconds, or a date.
  /// - Returns: whether there was a time to remember.
  @discardableResult
  func note(
    _ upstream: Upstream, key: String?, retryAfter: String?, at now: ContinuousClock.Instant = .now, date: Date = Date()
  ) -> Bool {
    guard let seconds = retryAfter.flatMap({ Self.seconds($0, from: date) }), seconds > 0 else { return false }
    let end = now + .seconds(min(seconds, Self.longestSeconds))
    ends.withLock { ends in
      // Those of runtimes that are gone do not pile up.
      ends = ends.filter { $0.value > now }
      ends[Account(url: upstream.url, key: key)] = end
    }
    return true
  }

  static func seconds(_ header: String, from date: Date) -> Int? {
    let text = header.trimmingCharacters(in: .whitespaces)
    if let seconds = Double(text), seconds.isFinite, seconds >= 0 { return Int(min(seconds, 86_400).rounded(.up)) }
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = TimeZone(secondsFromGMT: 0)
    format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    return format.date(from: text).map { Int(min($0.timeIntervalSince(date), 86_400).rounded(.up)) }
  }
}
