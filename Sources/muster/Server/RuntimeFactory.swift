import AsyncHTTPClient
import Domain
import Foundation
import Logging
import Residency
import Runtimes
import Server

/// Makes runtimes of their settings.
struct RuntimeFactory {
  let configuration: Configuration
  let client: HTTPClient
  let logger: Logger
  let containerOwner: ContainerOwner

  init(configuration: Configuration, client: HTTPClient, logger: Logger) {
    self.configuration = configuration
    self.client = client
    self.logger = logger
    containerOwner = ContainerOwner(folder: configuration.data)
  }

  /// Those of the configuration, in its order.
  /// - Throws: `CommandFailure` if one cannot be made.
  func configured() throws -> [RuntimeCommands.Checked] {
    try configuration.runtimes.map { runtime in
      do {
        let keys = RuntimeTable.keys(of: runtime.kind, isStarted: runtime.isStarted)
        return checked(
          try member(runtime), runtime, given: [:],
          effective: JSON.Object(keys.map { (key: $0.name, value: $0.shown(in: runtime)) }))
      } catch let error as UnacceptableValue {
        throw CommandFailure.unusable("Runtime '\(runtime.id)': 'api_key' \(error.message)")
      }
    }
  }

  /// One that is given while Muster runs.
  /// - Throws: `Refusal` with a problem for each field.
  func read(_ given: JSON.Object) throws -> RuntimeCommands.Checked {
    let form = try RuntimeForm(given, secrets: configuration.data + "/secrets")
    do {
      return checked(try member(form.runtime), form.runtime, given: form.given, effective: form.effective)
    } catch let error as UnacceptableValue {
      throw Refusal.invalid([FieldProblem(["body", "api_key"], type: "value_error", message: error.message)])
    }
  }

  private func checked(
    _ member: RuntimePool.Member, _ runtime: Configuration.Runtime, given: JSON.Object, effective: JSON.Object
  ) -> RuntimeCommands.Checked {
    let url =
      runtime.isStarted ? nil : runtime.openAIRoot.lowercased().replacing("//localhost", with: "//127.0.0.1")
    return RuntimeCommands.Checked(given: given, effective: effective, url: url, member: member)
  }

  private func member(_ runtime: Configuration.Runtime) throws -> RuntimePool.Member {
    let made = try make(runtime)
    return RuntimePool.Member(
      runtime: made,
      settings: .init(
        budgetBytes: runtime.memoryBytes, loadTimeout: runtime.loadTimeout, drainTimeout: runtime.drainTimeout,
        unloadGrace: runtime.unloadGrace, stallTimeout: runtime.stallTimeout,
        mostWaiting: configuration.limits.waiting, idleUnload: runtime.idleUnload,
        hasModelsFolder: (made as? ProcessRuntime)?.hasWeightsFiles == true && runtime.folder == nil,
        startsProcesses: made is ProcessRuntime),
      sharesNames: runtime.names == .shared)
  }

  private func make(_ runtime: Configuration.Runtime) throws -> any Runtime {
    switch runtime.kind {
    case .process: try process(runtime)
    case .vllm where runtime.isStarted: try process(runtime)
    case .openai, .vllm:
      OpenAIRuntime(
        settings: .init(
          id: RuntimeID(runtime.id), kind: runtime.kind.rawValue, url: runtime.openAIRoot, keys: try keys(of: runtime),
          models: runtime.models.map(ModelPattern.init), healthInterval: runtime.healthInterval), client: client,
        logger: logger)
    case .llamaRouter:
      LlamaRouterRuntime(
        settings: .init(
          id: RuntimeID(runtime.id), origin: try routerOrigin(of: runtime), healthInterval: runtime.healthInterval,
          unloadGrace: runtime.unloadGrace), client: client, logger: logger)
    case .ollama:
      OllamaRuntime(
        settings: .init(
          id: RuntimeID(runtime.id), url: runtime.url, keys: try keys(of: runtime),
          healthInterval: runtime.healthInterval, unloadGrace: runtime.unloadGrace, loadTimeout: runtime.loadTimeout),
        client: client, logger: logger)
    }
  }

  /// - Throws: `UnacceptableValue` if a key is missing.
  private func keys(of runtime: Configuration.Runtime) throws -> [String] {
    try runtime.apiKeys.map { try $0.read(ProcessInfo.processInfo.environment) }
  }

  private func routerOrigin(of runtime: Configuration.Runtime) throws -> LlamaRouterRuntime.Settings.Origin {
    if runtime.command.isEmpty { return .attached(url: runtime.url, keys: try keys(of: runtime)) }
    return .started(
      command: runtime.command, environment: runtime.environment, guardExecutable: try Self.requireExecutable())
  }

  private func process(_ runtime: Configuration.Runtime) throws -> ProcessRuntime {
    let executable = try Self.requireExecutable()
    let settings = ProcessRuntime.Settings(
      id: RuntimeID(runtime.id), kind: runtime.kind.rawValue, modelsFolder: runtime.folder ?? configuration.models,
      command: runtime.command, profile: runtime.kind == .vllm ? .vllm : runtime.profile, profiles: runtime.profiles,
      takesModelCommands: runtime.takesModelCommands, environment: runtime.environment,
      loadTimeout: runtime.loadTimeout, unloadGrace: runtime.unloadGrace, healthInterval: runtime.healthInterval,
      guardExecutable: executable, containerOwner: containerOwner,
      // What it gathers counts against the budget too.
      promptCacheBytes: runtime.memoryBytes.map { min($0 / 10, 1 << 30) })
    let made = ProcessRuntime(settings: settings, client: client, logger: logger)
    // A wrong folder is a mistake in the configuration; later it may be a network failure.
    _ = try made.readFolder()
    made.removeStrays()
    return made
  }

  /// This program, which becomes the guard of others.
  private static func requireExecutable() throws -> String {
    guard let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
      throw CommandFailure.unusable("Muster cannot find its own executable.")
    }
    return path
  }
}

extension Configuration.Runtime {
  /// Where `/models` is: vLLM's is always below `/v1`, whose root people give as its address.
  fileprivate var openAIRoot: String { kind == .vllm && !url.hasSuffix("/v1") ? url + "/v1" : url }
}
