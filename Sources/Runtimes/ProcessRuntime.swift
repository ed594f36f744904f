import AsyncHTTPClient
import Dispatch
import Domain
import Logging

/// Runs each model as one process of its own, of llama-server or another program: started by the load, ended by the unload.
package struct ProcessRuntime: Runtime {
  package struct Settings: Sendable, Equatable {
    package var id: RuntimeID
    package var modelsFolder: String
    /// Program and arguments, not a shell line; `{file}`, `{port}`, `{key}` and `{model}` are filled in.
    package var command: [String]
    /// Of which kind its program is.
    package var profile: ServerProfile
    /// Other commands, for models whose launch settings choose one by its name.
    package var profiles: [String: [String]]
    /// Whether launch settings may bring a command of their own.
    package var takesModelCommands: Bool
    /// Added to Muster's own; the values are filled in like the command's. A key is better given here than as an
    /// argument, which everybody on the machine can read.
    package var environment: [String: String]
    /// How long the controller waits until a process is ready.
    package var loadTimeout: Duration
    /// For people and the API.
    package var kind: String
    /// Between TERM and KILL.
    package var unloadGrace: Duration
    package var healthInterval: Duration
    /// How long one health probe may take; generous, because a busy machine answers late.
    package var healthTimeout: Duration
    /// This program, which becomes the guard by its hidden command `__guard`.
    package var guardExecutable: String
    /// Of the containers that its commands run.
    package var containerOwner: ContainerOwner
    /// To which the cache of prompts of one process may grow; `nil`: as the program does by itself.
    package var promptCacheBytes: Int?

    /// - Parameter profile: `nil`: as the name of the program in the command says.
    package init(
      id: RuntimeID, kind: String = "process", modelsFolder: String, command: [String], profile: ServerProfile? = nil,
      profiles: [String: [String]] = [:], takesModelCommands: Bool = false, environment: [String: String] = [:],
      loadTimeout: Duration = .seconds(120), unloadGrace: Duration = .seconds(10),
      healthInterval: Duration = .seconds(2), healthTimeout: Duration = .seconds(5), guardExecutable: String,
      containerOwner: ContainerOwner, promptCacheBytes: Int? = nil
    ) {
      self.id = id
      self.kind = kind
      self.modelsFolder = modelsFolder
      self.command = command
      self.profile = profile ?? ServerProfile(command: command)
      self.profiles = profiles
      self.takesModelCommands = takesModelCommands
      self.environment = environment
      self.loadTimeout = loadTimeout
      self.unloadGrace = unloadGrace
      self.healthInterval = healthInterval
      self.healthTimeout = healthTimeout
      self.guardExecutable = guardExecutable
      self.containerOwner = containerOwner
      self.promptCacheBytes = promptCacheBytes
    }
  }

  /// Needed to list the folder and to start a process, with a margin: swift-subprocess crashes the program when it
  /// cannot open one of its pipes.
  private static let descriptorsToStart = 32

  package let settings: Settings
  private let client: HTTPClient
  let logger: Logger
  let headers = HeaderCache()
  let strays: StrayContainers

  /// - Parameter client: its pool must not be limited to few connections per host, or streams that run would keep
  ///   the health probe waiting until the process counts as hung.
  package init(settings: Settings, client: HTTPClient, logger: Logger) {
    self.settings = settings
    self.client = client
    self.logger = logger
    strays = StrayContainers(owner: settings.containerOwner)
  }

  /// Ends processes of an earlier Muster that was killed together with their guards.
  package func removeStrays() {
    if program.leavesFiles { ProcessFiles.removeStrays() }
  }

  package var id: RuntimeID { settings.id }

  package var kind: String { settings.kind }
  package var isAlwaysLoaded: Bool { false }

  /// The models folder now, files that are still being copied included.
  /// - Throws: `Refusal` if the folder is missing or cannot be read.
  package func readFolder() throws -> WeightsScan { try folder.list().scan }

  package func scan() async -> WeightsScan {
    do {
      return try await folder.listInBackground().scan
    } catch {
      return WeightsScan(problem: (error as? Refusal)?.detail ?? "The models folder cannot be read: \(error)")
    }
  }

  /// A new or changed file counts when it has stopped growing.
  package func scans() -> AsyncStream<WeightsScan> {
    let watcher = WeightsWatcher(folder: folder, logger: logger)
    return AsyncStream { await watcher.next() }
  }

  /// Starts a process and restarts it while it has never been ready; nothing is started after `.ready`.
  package func run(
    _ weights: AvailableWeights, _ launch: LaunchSettings, stop: StopSignal,
    report: @escaping @Sendable (RunReport) -> Void
  ) async -> RunEnd {
    await withTaskCancellationHandler {
      // In a task that is never cancelled (and always waited for): a cancelled one could neither end the process
      // in good order nor see that it is gone.
      await Task { await withoutPaths(findAndRun(weights, launch, stop: stop, report: report), launch) }.value
    } onCancel: {
      stop.fire()
    }
  }

  private func findAndRun(
    _ weights: AvailableWeights, _ launch: LaunchSettings, stop: StopSignal,
    report: @escaping @Sendable (RunReport) -> Void
  ) async -> RunEnd {
    if stop.hasFired {
      return .neverStarted(.stopped, "Stopped before it was started.", isRetryable: true)
    }
    guard OpenFiles.canOpen(Self.descriptorsToStart) else {
      return .neverStarted(
        .couldNotStart,
        "Muster is out of file descriptors and cannot start a process. Raise the limit of open files (ulimit -n).",
        isRetryable: true)
    }
    let found: (file: String, launch: ServerProcess.Launch)
    do {
      found = try await find(weights, launch)
    } catch let cannot as CannotLaunch {
      return .neverStarted(.couldNotStart, cannot.detail, isRetryable: false)
    } catch {
      logger.error("\((error as? Refusal)?.detail ?? String(describing: error))")
      return .neverStarted(.couldNotStart, "The models folder is missing or cannot be read.", isRetryable: true)
    }
    var end = await runOnce(weights, found.launch, file: found.file, stop: stop, report: report)
    // llama-server writes its log on a thread of its own, which in 1 of 150 early exits does not get to write it all
    // (llama.cpp b10434). Another try usually logs the reason.
    for _ in 1...2 where end.isUnexplainedFailureToStart && !stop.hasFired {
      end = await runOnce(weights, found.launch, file: found.file, stop: stop, report: report)
    }
    return end
  }

  /// The weights, and how they are started.
  /// - Throws: `CannotLaunch`, or `Refusal` if the folder cannot be read.
  private func find(
    _ weights: AvailableWeights, _ launch: LaunchSettings
  ) async throws -> (file: String, launch: ServerProcess.Launch) {
    let listing = try await folder.listInBackground()
    guard let entry = listing.entries.first(where: { $0.weights.baseModel == weights.baseModel }) else {
      throw CannotLaunch(detail: "The file of \(weights.baseModel) is no longer in the models folder.")
    }
    var template = try settings.template(for: launch)
    let program = settings.program(of: template, for: launch)
    if let reason = await reasonNotToStart(entry, program) { throw CannotLaunch(detail: reason) }
    if let problem = launch.arguments.lazy.compactMap({ program.arguments.problem(with: $0) }).first {
      throw CannotLaunch(detail: "The launch settings cannot be used: \(problem)")
    }
    let container = try await container(template, weights)
    if let container { template = container.template }
    let asked = complete(launch, weights, in: listing, template, program)
    let command = ServerCommand(
      program.completed(template), asked, try files(of: asked, in: listing), program: program)
    return (
      entry.file, ServerProcess.Launch(program: program, command: command, asked: asked, container: container)
    )
  }

  /// On a thread of its own: files are read.
  private func reasonNotToStart(_ entry: WeightsFolder.Entry, _ program: ServerProgram) async -> String? {
    await withCheckedContinuation { continuation in
      DispatchQueue.global(qos: .utility).async { continuation.resume(returning: program.reasonNotToStart(entry)) }
    }
  }

  private func runOnce(
    _ weights: AvailableWeights, _ launch: ServerProcess.Launch, file: String, stop: StopSignal,
    report: @escaping @Sendable (RunReport) -> Void
  ) async -> RunEnd {
    guard launch.program.startsAlone else {
      return await start(weights, launch, file: file, stop: stop, report: report)
    }
    guard let turn = await StartQueue.vllm.wait(stop) else {
      return .neverStarted(.stopped, "Stopped before it was started.", isRetryable: true)
    }
    defer { turn.giveBack() }
    return await start(weights, launch, file: file, stop: stop) { event in
      if case .ready = event { turn.giveBack() }
      report(event)
    }
  }

  private func start(
    _ weights: AvailableWeights, _ launch: ServerProcess.Launch, file: String, stop: StopSignal,
    report: @escaping @Sendable (RunReport) -> Void
  ) async -> RunEnd {
    guard let port = LoopbackPort.reserve() else {
      return .neverStarted(.couldNotStart, "No free port on 127.0.0.1.", isRetryable: true)
    }
    defer { port.giveBack() }
    var files: ProcessFiles?
    if launch.program.leavesFiles {
      do throws(ProcessFiles.CannotCreate) {
        files = try ProcessFiles()
      } catch {
        return .neverStarted(
          .couldNotStart, "A temporary folder for the process cannot be made: \(error.detail).", isRetryable: true)
      }
    }
    let process = ServerProcess(
      settings: settings, weights: weights, launch: launch, file: file, port: port, files: files, client: client,
      logger: logger, report: report)
    return await process.run(stop: stop)
  }

  /// Users learn why a model fails, but not the paths of programs and weights; those are only logged.
  private func withoutPaths(_ original: RunEnd, _ launch: LaunchSettings) -> RunEnd {
    var end = original
    let folder = settings.modelsFolder.hasSuffix("/") ? settings.modelsFolder : settings.modelsFolder + "/"
    end.detail = end.detail.replacing(folder, with: "")
    if let program = (try? settings.template(for: launch))?.first, let name = program.split(separator: "/").last,
      program.hasPrefix("/")
    {
      end.detail = end.detail.replacing(program, with: name)
    }
    if end != original { logger.info("\(original.detail)") }
    return end
  }

  /// Its weights are the files of which the models folder keeps account.
  package var hasWeightsFiles: Bool { program.weights == .gguf }

  var program: ServerProgram { .of(settings.profile) }

  var folder: WeightsFolder {
    WeightsFolder(
      path: settings.modelsFolder, runtime: settings.id, headers: headers, form: program.weights,
      ownBytes: program.ownBytes(settings.environment))
  }
}

extension RunEnd {
  static func neverStarted(_ cause: Cause, _ detail: String, isRetryable: Bool) -> RunEnd {
    RunEnd(cause: cause, detail: detail, isRetryable: isRetryable, freedBytes: 0, log: [])
  }
}
