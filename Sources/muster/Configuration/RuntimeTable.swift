import Domain

/// The keys of a runtime, which depend on its kind.
enum RuntimeTable {
  typealias Key = ConfigurationKey<Configuration.Runtime>
  typealias Kind = Configuration.Runtime.Kind

  /// A kind, as Muster starts it or is attached to it.
  struct Variant: Hashable, Sendable {
    var kind: Kind
    var isStarted: Bool

    var name: String { kind.canBeAttached && isStarted ? "\(kind.rawValue) (started)" : kind.rawValue }
  }

  static let variants = Kind.allCases.flatMap { kind in
    [false, true].filter { $0 ? kind.canBeStarted : kind.canBeAttached }.map { Variant(kind: kind, isStarted: $0) }
  }

  /// In the order of the documentation.
  /// - Parameter isStarted: of a kind that can be started as well as attached.
  static func keys(of kind: Kind, isStarted: Bool = false) -> [Key] {
    switch kind {
    case .process:
      [id, self.kind, budget, command, program, folder, environment, profiles, modelCommands, loadTimeout]
        + [drainTimeout, unloadGrace, healthInterval, processStallTimeout] + common
    case .vllm where isStarted:
      [id, self.kind, budget, vllmCommand, folder, environment, vllmLoadTimeout, drainTimeout, vllmUnloadGrace]
        + [healthInterval, vllmStallTimeout] + common
    case .llamaRouter where isStarted: [id, self.kind, routerCommand, routerEnvironment] + attached
    case .ollama, .llamaRouter: [id, self.kind, url, apiKey] + attached
    case .vllm, .openai: [id, self.kind, url, apiKey, models, remoteLoadTimeout] + remoteTimes + [stallTimeout, names]
    }
  }

  /// What decides whether a runtime is started or attached: `url`, else any of the others.
  static var decidingKeys: [Key] { [url, budget, command, environment] }

  /// Each key once, with the variants that have it.
  static var all: [(key: Key, variants: [Variant])] {
    var found: [(key: Key, variants: [Variant])] = []
    for variant in variants {
      for key in keys(of: variant.kind, isStarted: variant.isStarted) {
        if let index = found.firstIndex(where: {
          $0.key.name == key.name && $0.key.standard == key.standard && $0.key.explanation == key.explanation
        }) {
          found[index].variants.append(variant)
        } else {
          found.append((key, [variant]))
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
      + "Muster loads models into. vllm and openai: an API that has its models always loaded. vllm without url: a vLLM "
      + "server of Muster for each loaded model.")

  private static let budget = Key(
    "memory", \.memoryBytes, .bytes(1 << 20...1 << 50), example: "16GiB",
    "The memory budget for all loaded models together.")
  private static let command = Key(
    "command", \.command, .command,
    example: "[llama-server, --model, \"{file}\", --host, 127.0.0.1, --port, \"{port}\", --ctx-size, \"4096\"]",
    "The command that starts one model. Muster replaces {file} with the path of the weights, {port} with a free "
      + "port and {key} with a secret. Prefer environment for {key}: all users of the machine can read command "
      + "lines. A program without a slash is looked up in PATH."
  )
  private static let vllmCommand = Key(
    "command", \.command, .vllmCommand, default: "[vllm, serve, \"{file}\"]",
    "The command that starts vLLM for one model. Muster replaces {file} with the folder of the weights, and adds the "
      + "model's name, the address 127.0.0.1 and a free port, unless the command has them.")
  private static let program = Key(
    "program", \.profile, .profile, default: "auto",
    "What kind of program the command starts, which decides how weights are found, how launch settings are passed and "
      + "when the model counts as loaded. auto: as the program's name says.")
  private static let folder = Key(
    "models", \.folder, .optionalFolder, default: "none",
    "The folder with the weights of this runtime. none: the folder that models names for all.")
  private static let environment = Key(
    "environment", \.environment, .variables, default: "{}",
    example: "{LLAMA_API_KEY: \"{key}\", OMP_WAIT_POLICY: passive}",
    "Additional environment variables for the model's process. {file}, {port} and {key} are replaced here, too.")
  private static let profiles = Key(
    "profiles", \.profiles, .profiles, default: "{}",
    "Other commands, by name. The launch settings of a model choose one in place of command.")
  private static let modelCommands = Key(
    "model_commands", \.takesModelCommands, .truth, default: "false",
    "Whether the launch settings of a model may be a whole command. Every administrator of Muster, and whoever has "
      + "the API key of one, can then run any program as Muster's user.")
  private static let routerCommand = Key(
    "command", \.command, .routerCommand, example: "[llama-server, --models-dir, /srv/models]",
    "The command of a router that Muster starts, in place of url. Muster adds --host, --port, --models-max 0 and "
      + "--no-models-autoload, and sets LLAMA_API_KEY. A program without a slash is looked up in PATH.")
  private static let routerEnvironment = Key(
    "environment", \.environment, .variables, default: "{}",
    "Additional environment variables for the router. {port} and {key} are replaced here, too.")

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
  private static let unloadGrace = Key(
    "unload_grace", \.unloadGrace, .duration(.zero ... .seconds(3600)), default: "10s",
    "How long a model's process may take to exit before it is killed.")
  private static let vllmUnloadGrace = Key(
    "unload_grace", \.unloadGrace, .duration(.zero ... .seconds(3600)), default: "5s",
    "How long vLLM may take to exit before all of its processes are killed. While it loads they are killed at once.")
  private static let vllmLoadTimeout = Key(
    "load_timeout", \.loadTimeout, .duration(.seconds(1) ... .seconds(86_400)), default: "10m",
    "How long loading may take, and how long requests wait for it. One vLLM starts after the other.")
  private static let vllmStallTimeout = Key(
    "stall_timeout", \.stallTimeout, .duration(.seconds(1) ... .seconds(86_400)), default: "300s",
    "A model with running requests that sends no data and computes no token for this long is considered hung.")
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
