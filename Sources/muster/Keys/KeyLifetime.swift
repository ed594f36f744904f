import ArgumentParser

/// How long a key is good: a duration, or `never` for a key that does not expire.
struct KeyLifetime: ExpressibleByArgument, Equatable, Sendable {
  /// As in the page.
  static let standard = KeyLifetime(duration: .seconds(90 * 86_400))

  /// `nil` for ever.
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

  func end(from now: Moment) -> Int? { duration.map { now.secondsSince1970 + Int($0.components.seconds) } }

  var defaultValueDescription: String { duration.map(DurationText.exact) ?? "never" }
}
