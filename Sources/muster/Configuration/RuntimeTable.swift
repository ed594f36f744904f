import Domain

/// The keys of a runtime, which depend on its kind.
enum RuntimeTable {
  typealias Key = ConfigurationKey<Configuration.Runtime>
  typealias Kind = Configuration.Runtime.Kind

  /// In the order of the documentation.
  static func keys(of kind: Kind) -> [Key] {
    switch kind {
    case .process: [id, self.kind] + process + [loadTimeout] + processTimes + [processStallTimeout] + common
    case .ollama: [id, self.kind, url, apiKey] + attached
    case .llamaRouter: [id, self.kind, routerURL, routerCommand, environment, apiKey] + attached
    case .vllm, .openai: [id, self.kind, url, apiKey, models, remoteLoadTimeout] + remoteTimes + [stallTimeout, names]
    }
  }

  /// Those that may be set while Muster runs: nothing that starts a program.
  static func keysOfForm(of kind: Kind) -> [Key] {
    // A router that is added has an address, and must have one.
    keys(of: kind).filter { $0.name != routerCommand.name && $0.name != environment.name }.map {
      $0.name == url.name ? url : $0
    }
  }

  /// Each key once, with the kinds that have it.
  static var all: [(key: Key, kinds: [Kind])] {
    var found: [(key: Key, kinds: [Kind])] = []
    for kind in Kind.allCases {
      for key in keys(of: kind) {
        if let index = found.firstIndex(where: { $0.key.name == key.name && $0.key.standard == key.standard }) {
          found[index].kinds.append(kind)
        } else {
          found.append((key, [kind]))
        }
      }
    }
    return found
  }

  /// Which every runtime has.
  static var keysOfAllKinds: [Key] { [id, kind] }

  private static let id = Key(
    "id", \.id, .identifier, example: "local", "The runtime's name in the API and the audit trail.")
  static let kind = Key(
    "kind", \.kind, .choice(), default: "process",
    "What runs the models. process: a process of Muster for each loaded model. ollama and llama-router: a server that "
      + "Muster loads models into. vllm and openai: an API that has its models always loaded.")

  private static let process = [
    Key(
      "memory", \.memoryBytes, .bytes(1 << 20...1 << 50), example: "16GiB",
      "The memory budget for all loaded models together."),
    Key(
      "command", \.command, .command,
      example: "[llama-server, --model, \"{file}\", --host, 127.0.0.1, --port, \"{port}\", --ctx-size, \"4096\"]",
      "The command that starts one model. Muster replaces {file} with the path of the weights, {port} with a free "
        + "port and {key} with a secret. Prefer environment for {key}: all users of the machine can read command "
        + "lines. A program without a slash is looked up in PATH."
    ),
    environment,
    Key(
      "profiles", \.profiles, .profiles, default: "{}",
      "Other commands, by name. The launch settings of a model choose one in place of command."),
    Key(
      "model_commands", \.takesModelCommands, .truth, default: "false",
      "Whether the launch settings of a model may be a whole command. Every administrator of Muster, and whoever has "
        + "the API key of one, can then run any program as Muster's user."),
  ]

  private static let environment = Key(
    "environment", \.environment, .variables, default: "{}",
    example: "{LLAMA_API_KEY: \"{key}\", OMP_WAIT_POLICY: passive}",
    "Additional environment variables for the process. {port}, {key} and (for process) {file} are replaced here, too.")
  private static let routerURL = Key(
    "url", \.url, .optionalBaseURL, default: "none",
    "The address of a router that you start yourself. none: Muster starts one by command.")
  private static let routerCommand = Key(
    "command", \.command, .routerCommand, default: "none",
    "The command of a router that Muster starts, in place of url. Muster adds --host, --port, --models-max 0 and "
      + "--no-models-autoload, and sets LLAMA_API_KEY. A program without a slash is looked up in PATH.")
  private static let url = Key(
    "url", \.url, .baseURL, example: "http://127.0.0.1:11434",
    "The server's address. For openai with the path before /chat/completions, usually /v1.")
  private static let apiKey = Key(
    "api_key", \.apiKeys, .secrets, default: "none",
    "Where the server's API key is: in an environment variable of Muster or in a file. A list of several is used in "
      + "turn. A key itself must not be written here.")
  private static let attachedMemory = Key(
    "memory", \.memoryBytes, .optionalBytes(1 << 20...1 << 50), default: "none",
    "The memory budget for all models that Muster loads there. none: the server decides what fits.")
  private static let models = Key(
    "models", \.models, .patterns, default: "[\"*\"]",
    "Which of the API's models to offer; * matches any characters.")

  private static let loadTimeout = Key(
    "load_timeout", \.loadTimeout, .duration(.seconds(1) ... .seconds(86_400)), default: "120s",
    "How long loading may take, and how long requests wait for it.")
  private static let remoteLoadTimeout = Key(
    "load_timeout", \.loadTimeout, .duration(.seconds(1) ... .seconds(86_400)), default: "30s",
    "How long the API may take to confirm that it has a model, and how long requests wait for it.")
  private static let drainTimeout = Key(
    "drain_timeout", \.drainTimeout, .duration(.zero ... .seconds(86_400)), default: "10m",
    "How long running requests may take to finish after their model was deactivated.")
  private static let healthInterval = Key(
    "health_interval", \.healthInterval, .duration(.milliseconds(100) ... .seconds(3600)), default: "5s",
    "The interval of health checks of loaded models.")
  private static let processTimes = [
    drainTimeout,
    Key(
      "unload_grace", \.unloadGrace, .duration(.zero ... .seconds(3600)), default: "10s",
      "How long a model's process may take to exit before it is killed."),
    healthInterval,
  ]
  private static let attached = [attachedMemory, loadTimeout] + attachedTimes + [stallTimeout] + common
  private static let attachedTimes = [
    drainTimeout,
    Key(
      "unload_grace", \.unloadGrace, .duration(.zero ... .seconds(3600)), default: "60s",
      "How long the server may take to unload a model before Muster reports that it does not."),
    healthInterval,
  ]
  private static let remoteTimes = [drainTimeout, healthInterval]
  private static let processStallTimeout = Key(
    "stall_timeout", \.stallTimeout, .duration(.seconds(1) ... .seconds(86_400)), default: "60s",
    "A model with running requests that sends no data (comment lines don't count) and hardly uses the processor for "
      + "this long is considered hung.")
  private static let stallTimeout = Key(
    "stall_timeout", \.stallTimeout, .duration(.seconds(1) ... .seconds(86_400)), default: "300s",
    "A request for which the server sends no data for this long is ended. Comment lines don't count.")
  private static let common = [
    Key(
      "idle_unload", \.idleUnload, .optionalDuration(.seconds(1) ... .seconds(86_400 * 365)), default: "none",
      "How long an idle model stays loaded. Its next request loads it again. Pinned models are never unloaded when "
        + "idle. none: active models stay loaded."),
    names,
  ]
  private static let names = Key(
    "names", \.names, .choice(), default: "own",
    "What a name means that an earlier runtime has, too. own: other weights, offered as ID/NAME, unless both are known "
      + "to be the same. shared: the same weights; requests go to the runtime that is less busy.")
}
