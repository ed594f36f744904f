import Domain

/// What Muster knows of one kind of program that serves a model: one value for each `ServerProfile`.
struct ServerProgram: Sendable {
  let profile: ServerProfile
  /// How its weights lie in the models folder.
  var weights = WeightsForm.gguf
  /// Memory that it takes beside the weights, by the variables it gets; `nil`: little.
  var ownBytes: @Sendable ([String: String]) -> Int? = { _ in nil }
  /// Why it could not load these weights, as far as that can be seen without starting it.
  var reasonNotToStart: @Sendable (WeightsFolder.Entry) -> String? = { _ in nil }

  // MARK: Its command

  /// Arguments that it gets unless its command has them.
  var additions: [[String]] = []
  /// What launch settings are in its own words, apart from `arguments`.
  var words: @Sendable (LaunchSettings, ServerCommand.Files) -> [[String]] = { _, _ in [] }
  /// The argument by which it is told the model's name.
  var nameArgument: String?
  /// Variables that it gets unless the configuration has them.
  var environment: @Sendable (ServerStart) -> [String: String] = { _ in [:] }
  /// Beginnings of variables that it must not inherit from Muster.
  var hiddenVariables: [String] = []
  /// It leaves files in its temporary folder and in shared memory.
  var leavesFiles = false
  /// Two that start at the same time disturb each other.
  var startsAlone = false

  // MARK: Its answers

  /// Its route that answers 200 when it can answer requests.
  var healthPath: String
  /// Its list of models proves which weights it has.
  var listsItsWeights = false
  /// What it says it got of its launch settings; `nil`: it says nothing.
  var outcome: (@Sendable (LaunchOutcomeQuestion) async -> LaunchOutcome)?
  /// Tokens that it has computed since its start. `nil`: it does not count them, and its processor time tells whether it
  /// works.
  var tokens: (@Sendable (ServerAPI) async -> Int?)?

  // MARK: Its end

  /// While it loads it may ignore a request to end, or leave processes behind.
  var isKilledWhileLoading = false
  var log = LogStyle.lines

  static func of(_ profile: ServerProfile) -> ServerProgram {
    switch profile {
    case .llamaServer: llamaServer
    case .vllm: vllm
    case .whisper: whisper
    case .stableDiffusion: stableDiffusion
    case .other: other
    }
  }

  /// Serves OpenAI's API, and answers `/health` like llama-server.
  static let other = ServerProgram(profile: .other, healthPath: "/health")

  var arguments: LaunchArguments { LaunchArguments.of(profile) }

  /// Where the program stands in a command: others may stand before it. What is not found is taken for the first word.
  func indexOfProgram(in command: [String]) -> Int { command.firstIndex(where: profile.isProgram) ?? 0 }

  /// The canonical names of the arguments that a command has.
  func names(in command: [String]) -> Set<String> { names(in: command, after: indexOfProgram(in: command)) }

  func names(in words: [String], after index: Int) -> Set<String> {
    Set(words.dropFirst(index + 1).filter(LaunchArguments.isFlag).map(arguments.canonical))
  }

  /// The command with the arguments that every process of this kind needs.
  func completed(_ command: [String]) -> [String] {
    let said = names(in: command)
    let added = additions.filter { words in
      !words.contains { word in
        said.contains(arguments.canonical(word)) || word.hasPrefix("{") && command.contains { $0.contains(word) }
      }
    }
    return command + added.flatMap(\.self)
  }

  /// What a command calls the model, with its placeholders; `nil`: it has one model, whatever a request calls it.
  func modelName(in command: [String]) -> String? {
    guard let nameArgument, let place = command.firstIndex(of: nameArgument) else { return nil }
    return command.dropFirst(place + 1).first
  }
}

/// What is known when a process is about to start.
struct ServerStart: Sendable {
  /// Its own, where the program leaves files.
  var folder: String?
  /// How long Muster waits until it is ready.
  var loadTimeout: Duration
  /// To which its cache of prompts may grow; `nil`: as it does by itself.
  var promptCacheBytes: Int?
}

/// All that a running process can be asked to find out what it got.
struct LaunchOutcomeQuestion: Sendable {
  var asked: LaunchSettings
  var command: ServerCommand
  var log: LaunchLog
  var api: ServerAPI
  var timeout: Duration
}
