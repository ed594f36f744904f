import Domain

/// What Muster knows of one kind of program that serves a model: one value for each `ServerProfile`.
struct ServerProgram: Sendable {
  let profile: ServerProfile
  /// Its route that answers 200 when it can answer requests.
  var healthPath: String
  /// What launch settings are in its own words, apart from `arguments`.
  var words: @Sendable (LaunchSettings, ServerCommand.Files) -> [[String]]
  /// What it says it got of its launch settings; `nil`: it says nothing.
  var outcome: (@Sendable (LaunchOutcomeQuestion) async -> LaunchOutcome)?

  init(
    _ profile: ServerProfile, healthPath: String,
    words: @escaping @Sendable (LaunchSettings, ServerCommand.Files) -> [[String]] = { _, _ in [] },
    outcome: (@Sendable (LaunchOutcomeQuestion) async -> LaunchOutcome)? = nil
  ) {
    self.profile = profile
    self.healthPath = healthPath
    self.words = words
    self.outcome = outcome
  }

  static func of(_ profile: ServerProfile) -> ServerProgram {
    switch profile {
    case .llamaServer: llamaServer
    case .other: other
    }
  }

  var arguments: LaunchArguments { LaunchArguments.of(profile) }

  /// Where the program stands in a command: others may stand before it. What is not found is taken for the first word.
  func indexOfProgram(in command: [String]) -> Int { command.firstIndex(where: profile.isProgram) ?? 0 }

  /// The canonical names of the arguments that a command has.
  func names(in command: [String]) -> Set<String> { names(in: command, after: indexOfProgram(in: command)) }

  func names(in words: [String], after index: Int) -> Set<String> {
    Set(words.dropFirst(index + 1).filter(LaunchArguments.isFlag).map(arguments.canonical))
  }
}

/// All that a running process can be asked to find out what it got.
struct LaunchOutcomeQuestion: Sendable {
  var asked: LaunchSettings
  var command: ServerCommand
  var log: LaunchLog
  var api: ServerAPI
  var timeout: Duration
}

extension ServerProgram {
  /// Serves OpenAI's API, and answers `/health` like llama-server.
  static let other = ServerProgram(.other, healthPath: "/health")
}
