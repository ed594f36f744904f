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

  /// - Parameter seconds: since the process started; `nil`: not known.
  init(over window: Duration, _ seconds: Double?, at now: Instant) {
    self.window = window
    readings = seconds.map { [Reading(at: now, seconds: $0)] } ?? []
  }

  mutating func note(_ seconds: Double?, at now: Instant) {
    guard let seconds else { return }
    if readings.count > 1, now - readings[readings.count - 2].at < window / Self.readingsPerWindow {
      readings.removeLast()
    }
    readings.append(Reading(at: now, seconds: seconds))
    while readings.count > 1, readings[1].at <= now - window { readings.removeFirst() }
  }

  /// Whether the whole window has passed without work. Where there is nothing to see, no processor time speaks for
  /// work: then only data counts.
  func isIdle(at now: Instant) -> Bool {
    if readings.isEmpty { return true }
    guard let start = readings.last(where: { $0.at <= now - window }), let latest = readings.last else { return false }
    let worthOfWork = max(Self.leastSeconds, (now - start.at) / .seconds(1) * Self.leastShare)
    return latest.seconds - start.seconds < worthOfWork
  }
}
