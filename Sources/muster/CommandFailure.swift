/// Why a command could not do what it was asked to, and what scripts learn of it.
enum CommandFailure: Error, Equatable {
  /// The server said no, in its own words.
  case refused(String)
  /// Nothing that speaks Muster's API answers.
  case unreachable(String)
  case timedOut(String)
  /// The server cannot start with what it was given: a folder, a file.
  case unusable(String)
  /// Another Muster has the data folder.
  case inUse(String)
  /// The file is cut short or damaged.
  case damaged(String)
  /// The file is not Muster's.
  case foreign(String)
  /// The file is a newer version's.
  case newer(String)

  static let configurationExitCode: Int32 = 2

  var exitCode: Int32 {
    switch self {
    case .refused: 1
    case .unreachable: 3
    case .timedOut: 4
    case .unusable, .inUse: Self.configurationExitCode
    case .damaged: 5
    case .foreign: 6
    case .newer: 7
    }
  }

  var message: String {
    switch self {
    case .refused(let message), .unreachable(let message), .timedOut(let message), .unusable(let message),
      .inUse(let message), .damaged(let message), .foreign(let message), .newer(let message):
      message
    }
  }
}
