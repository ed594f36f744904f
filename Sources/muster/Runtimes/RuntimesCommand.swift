import ArgumentParser
import Domain

struct RuntimesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runtimes", abstract: "List, add, change, drain and remove runtimes.",
    discussion: """
      Runtimes of the configuration file are changed there; here, they can be drained. Runtimes that start processes can \
      only be added in the file, because whoever names a command runs it as Muster's user.
      """,
    subcommands: [
      RuntimesList.self, RuntimesShow.self, RuntimesAdd.self, RuntimesUpdate.self, RuntimesDrain.self,
      RuntimesResume.self, RuntimesRemove.self, RuntimesPull.self,
    ])

  static let path = "/api/v1/runtimes"
  static func path(of id: String) -> String { "\(path)/id/\(Query.encoded(id))" }
}

struct RuntimesList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List runtimes.",
    discussion: """
        muster runtimes list
        muster runtimes list --json | jq '.items[] | select(.problem)'
      """)

  @Flag(name: .shortAndLong, help: "Print IDs only.") var quiet = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let answer = try await server.connection().get(RuntimesCommand.path)
    let runtimes = answer["items"]?.array ?? []
    output.show(answer, names: runtimes.map { $0["id"]?.string }, only: quiet, table: Self.table(runtimes))
    if output.json || quiet { return }
    for runtime in runtimes {
      guard let problem = runtime["problem"]?.string else { continue }
      print(DisplayText.sanitized("\(runtime["id"]?.string ?? ""): \(problem)"))
    }
  }

  static func table(_ runtimes: [JSON]) -> TextTable {
    TextTable(
      columns: [
        .flexible("ID"), .fixed("KIND"), .fixed("STATE"), .flexible("ADDRESS"), .number("MODELS"), .number("LOADED"),
        .number("REQUESTS"), .number("MEMORY"), .fixed("FROM"),
      ],
      rows: runtimes.map { runtime in
        let hasProblem = runtime["problem"]?.string != nil
        let state = runtime["state"]?.string ?? ""
        return [
          Cell(runtime["id"]?.string ?? ""), Cell(runtime["kind"]?.string ?? ""),
          hasProblem ? Cell("unavailable", .bad) : Cell(state, state == "active" ? .good : .waiting),
          Cell(runtime["settings"]?["url"]?.string ?? "-"), Cell("\(runtime["models"]?.int ?? 0)"),
          Cell("\(runtime["loaded"]?.int ?? 0)"), Cell("\(runtime["requests"]?.int ?? 0)"), Cell(memory(runtime)),
          Cell(runtime["source"]?.string == "configuration" ? "file" : "API", .faint),
        ]
      })
  }

  private static func memory(_ runtime: JSON) -> String {
    let used = runtime["used_bytes"]?.int.map { ByteCount.approximate($0) }
    let budget = runtime["budget_bytes"]?.int.map { ByteCount.approximate($0) }
    return [used ?? "-", budget].compactMap(\.self).joined(separator: " of ")
  }
}

struct RuntimesShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a runtime and all its settings.",
    discussion: """
        muster runtimes show box
      """)

  @Argument(help: "The runtime's ID.", completion: .runtimes) var id: String
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let answer = try await server.connection().get(RuntimesCommand.path(of: id))
    output.show(answer, text: Self.text(answer))
  }

  static func text(_ runtime: JSON) -> String {
    var lines = [
      "\(runtime["id"]?.string ?? "") (\(runtime["kind"]?.string ?? "")): \(runtime["state"]?.string ?? "")"
    ]
    if let problem = runtime["problem"]?.string { lines.append("Not available: \(problem)") }
    lines.append(
      "\(runtime["models"]?.int ?? 0) models, \(runtime["loaded"]?.int ?? 0) loaded, "
        + "\(runtime["requests"]?.int ?? 0) running requests")
    if runtime["source"]?.string == "configuration" { lines.append("From the configuration file.") }
    for (key, value) in runtime["settings"]?.object ?? [:] where key != "id" && key != "kind" {
      lines.append("  \(key): \(value.string ?? value.serialized())")
    }
    return lines.joined(separator: "\n")
  }
}

/// Settings of a runtime on the command line.
struct RuntimeSettingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The server's address, such as http://127.0.0.1:11434.", valueName: "url"))
  var address: String?
  @Option(
    help: ArgumentHelp(
      "The memory budget for the models that Muster loads there, such as 16GiB, or 'none'.", valueName: "size"))
  var memory: String?
  @Option(
    help: ArgumentHelp(
      "Take the server's API key from this environment variable of Muster, which begins with MUSTER_KEY_; repeatable.",
      valueName: "name"))
  var keyVariable: [String] = []
  @Option(
    help: ArgumentHelp(
      "Take the server's API key from this file in the folder 'secrets' of Muster's data folder; repeatable.",
      valueName: "name"))
  var keyFile: [String] = []
  @Option(
    help: ArgumentHelp("Offer models whose names match; * matches any characters; repeatable.", valueName: "pattern"))
  var model: [String] = []
  @Option(
    help: ArgumentHelp(
      "Another setting of the configuration, such as idle_unload=30m; repeatable.", valueName: "key=value"))
  var set: [String] = []

  func validate() throws {
    for setting in set where !setting.contains("=") || setting.hasPrefix("=") {
      throw ValidationError("'\(setting)' is not KEY=VALUE.")
    }
  }

  /// As the API takes them.
  var settings: JSON.Object {
    var settings: JSON.Object = [:]
    if let address { settings["url"] = .string(address) }
    if let memory { settings["memory"] = .string(memory) }
    let keys =
      keyVariable.map { JSON.object(["env": .string($0)]) } + keyFile.map { JSON.object(["file": .string($0)]) }
    if !keys.isEmpty { settings["api_key"] = keys.count == 1 ? keys[0] : .array(keys) }
    if !model.isEmpty { settings["models"] = .array(model.map(JSON.string)) }
    for setting in set {
      let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      // An empty value brings the default back.
      settings[String(parts[0])] = parts[1].isEmpty ? .null : .string(String(parts[1]))
    }
    return settings
  }
}

struct RuntimesAdd: AsyncParsableCommand {
  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case ollama, vllm, openai
    case llamaRouter = "llama-router"
  }

  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add a runtime: a server that runs models.",
    discussion: """
        muster runtimes add box --kind ollama --address http://127.0.0.1:11434
        muster runtimes add far --kind openai --address https://example.org/v1 --key-variable MUSTER_KEY_FAR --model 'llama-*'
        muster runtimes add box --kind ollama --address http://10.0.0.7:11434 --dry-run
      """)

  @Argument(help: "An ID for the runtime: letters, digits, - and _.") var id: String
  @Option(help: "The kind of server.") var kind: Kind
  @OptionGroup var options: RuntimeSettingOptions
  @Flag(help: "Ask the server for its models, and add nothing.") var dryRun = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    var settings = options.settings
    settings["id"] = .string(id)
    settings["kind"] = .string(kind.rawValue)
    let connection = try server.connection()
    if dryRun {
      let answer = try await connection.post("\(RuntimesCommand.path)/probe", Query(), .object(settings))
      output.show(answer, text: Self.text(ofProbe: answer))
      if answer["problem"]?.string != nil { throw ExitCode.failure }
      return
    }
    let answer = try await connection.post("\(RuntimesCommand.path)/create", Query(), .object(settings))
    output.show(answer, text: "Runtime '\(id)' was added. 'muster runtimes list' shows whether it answers.")
  }

  static func text(ofProbe answer: JSON) -> String {
    if let problem = answer["problem"]?.string { return "Not available: \(problem)" }
    let models = (answer["models"]?.array ?? []).compactMap(\.string)
    return (["The server answers and has \(models.count) models."] + models.map { "  \($0)" }).joined(separator: "\n")
  }
}

struct RuntimesUpdate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "update", abstract: "Change settings of a runtime that was added while Muster runs.",
    discussion: """
      Budget, time limits and 'names' change at once. After any other change, the runtime's models are unloaded, once \
      running answers are complete, and loaded again. An empty value brings a default back.

        muster runtimes update box --memory 24GiB
        muster runtimes update box --set idle_unload=30m --set drain_timeout=
      """)

  @Argument(help: "The runtime's ID.", completion: .runtimes) var id: String
  @OptionGroup var options: RuntimeSettingOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func validate() throws {
    if options.settings.isEmpty { throw ValidationError("Name a setting to change; see --help.") }
  }

  func run() async throws {
    let answer = try await server.connection().post(
      "\(RuntimesCommand.path(of: id))/update", Query(), .object(options.settings))
    output.show(answer, text: "Runtime '\(id)' was changed.")
  }
}

struct RuntimesDrain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drain", abstract: "Have a runtime take no more requests and unload its models.",
    discussion: """
      Running answers finish first. Models that another runtime has, too, are loaded there. Lasts until \
      'muster runtimes resume', also over restarts.

        muster runtimes drain box
      """)

  @Argument(help: "The runtime's ID.", completion: .runtimes) var id: String
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let answer = try await server.connection().post("\(RuntimesCommand.path(of: id))/drain", Query(), [:])
    output.show(
      answer,
      text: answer["state"]?.string == "drained"
        ? "Runtime '\(id)' is drained." : "Runtime '\(id)' is being drained: its running answers finish.")
  }
}

struct RuntimesResume: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Have a drained runtime take requests again.",
    discussion: """
        muster runtimes resume box
      """)

  @Argument(help: "The runtime's ID.", completion: .runtimes) var id: String
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let answer = try await server.connection().post("\(RuntimesCommand.path(of: id))/resume", Query(), [:])
    output.show(answer, text: "Runtime '\(id)' takes requests again.")
  }
}

struct RuntimesRemove: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove a runtime that was added while Muster runs.",
    discussion: """
      It is gone when its running answers are complete and its models are unloaded. The server itself runs on.

        muster runtimes remove box
      """)

  @Argument(help: "The runtime's ID.", completion: .runtimes) var id: String
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let answer = try await server.connection().delete("\(RuntimesCommand.path(of: id))/delete")
    output.show(answer, text: "Runtime '\(id)' was removed.")
  }
}

struct RuntimesPull: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pull", abstract: "Have a runtime of kind ollama fetch a model from its registry.",
    discussion: """
      Waits until it is there and shows the progress. The pull goes on if you interrupt the command.

        muster runtimes pull box llama3.2:3b
        muster runtimes pull box llama3.2:3b --cancel
      """)

  @Argument(help: "The runtime's ID.", completion: .runtimes) var id: String
  @Argument(help: "The model's name in the runtime's registry.") var model: String
  @Flag(help: "Don't wait until the model is there.") var detach = false
  @Flag(help: "Cancel a pull that is running.") var cancel = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let connection = try server.connection()
    let path = "\(RuntimesCommand.path(of: id))/pull"
    if cancel {
      let answer = try await connection.post("\(path)/cancel", Query(), ["model": .string(model)])
      return output.show(answer, text: "The pull of '\(model)' is canceled.")
    }
    var answer = try await connection.post(path, Query(), ["model": .string(model)])
    if detach { return output.show(answer, text: "Runtime '\(id)' is pulling '\(model)'.") }
    var shown = ""
    while let pull = Self.pull(of: model, in: answer), pull["state"]?.string == "running" {
      let text = Self.progress(pull)
      if text != shown { Terminal.writeLine(DisplayText.sanitized(text)) }
      shown = text
      try await Task.sleep(for: .milliseconds(500))
      answer = try await connection.get(RuntimesCommand.path(of: id))
    }
    switch Self.pull(of: model, in: answer)?["state"]?.string {
    case "done": output.show(answer, text: "Runtime '\(id)' has '\(model)'.")
    case "canceled": throw CommandFailure.refused("The pull of '\(model)' was canceled.")
    default:
      let problem = Self.pull(of: model, in: answer)?["problem"]?.string ?? "Muster was restarted meanwhile."
      throw CommandFailure.refused("'\(model)' was not pulled: \(DisplayText.sanitized(problem))")
    }
  }

  private static func pull(of model: String, in runtime: JSON) -> JSON? {
    runtime["pulls"]?.array?.first { $0["model"]?.string == model }
  }

  static func progress(_ pull: JSON) -> String {
    let step = pull["step"]?.string ?? ""
    guard let total = pull["total_bytes"]?.int, total > 0, let completed = pull["completed_bytes"]?.int else {
      return step.isEmpty ? "Waiting for the runtime" : step
    }
    return "\(completed * 100 / total) % of \(ByteCount.approximate(total)): \(step)"
  }
}
