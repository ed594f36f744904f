/// How much processor time a process has used lately: tells work on an answer from what runs beside it.
///
/// A process whose computing thread hangs still answers health probes and sends comment lines, and so uses a little.
struct ProcessorUse: Sendable, Equatable {
  typealias Instant = ContinuousClock.Instant

  /// Of one processor. A llama-server (b10434) that is asked for its health every second takes a thirtieth of it; work
  /// on a GPU takes more, because a thread feeds it and polls it.
  static let leastShare = 0.01
  /// In seconds; /proc counts in hundredths, and some of them are noise.
  static let leastSeconds = 0.05
  private static let readingsPerWindow = 16

  private struct Reading: Equatable {
    var at: Instant
    /// Since the process started.
    var seconds: Double
  }

  private let window: Duration
  /// The oldest is from before the window, if there is one.
  private var readings: [Reading]

  init(over window: Duration, _ seconds: Double, at now: Instant) {
    self.window = window
    readings = [Reading(at: now, seconds: seconds)]
  }

  mutating func note(_ seconds: Double, at now: Instant) {
    if readings.count > 1, now - readings[readings.count - 2].at < window / Self.readingsPerWindow {
      readings.removeLast()
    }
    readings.append(Reading(at: now, seconds: seconds))
    while readings.count > 1, readings[1].at <= now - window { readings.removeFirst() }
  }

  /// Whether the whole window has passed without work.
  func isIdle(at now: Instant) -> Bool {
    guard let start = readings.last(where: { $0.at <= now - window }), let latest = readings.last else { return false }
    let worthOfWork = max(Self.leastSeconds, (now - start.at) / .seconds(1) * Self.leastShare)
    return latest.seconds - start.seconds < worthOfWork
  }
}
