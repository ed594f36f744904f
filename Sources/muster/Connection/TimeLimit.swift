import ArgumentParser

/// A duration on the command line, written as in the configuration.
struct TimeLimit: ExpressibleByArgument, Sendable {
  var duration: Duration

  init(_ duration: Duration) { self.duration = duration }

  init?(argument: String) {
    guard let duration = DurationText.duration(argument) else { return nil }
    self.init(duration)
  }

  var defaultValueDescription: String { DurationText.exact(duration) }
}
