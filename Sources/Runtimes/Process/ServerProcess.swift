import AsyncHTTPClient
import Domain
import FoundationEssentials
import Logging
import Subprocess
import Synchronization

/// One process from its start until nothing of it is left.
struct ServerProcess: Sendable {
  typealias Guard = Execution<CustomWriteInput, SequenceOutput, CombinedErrorOutput>

  static let missesUntilHung = 3
  private static let checksUntilStranger = 5
  /// What the guard may take beyond the grace; then it is ended by force, too.
  private static let guardAllowance = Duration.seconds(6)
  private static let sweepDeadline = Duration.seconds(5)
  private static let sharedMemoryInterval = Duration.seconds(1)

  /// How this process is started.
  struct Launch: Sendable {
    var program: ServerProgram
    var command: ServerCommand
    var asked: LaunchSettings
    /// If the command runs one.
    var container: ServerContainer?

    /// What a list of models has in place of the model that was started; `nil`: it has that one.
    func otherModel(in models: [JSON], name: String?, file: String) -> String? {
      let named = models.filter { name == nil || $0["id"]?.string == name }
      guard let model = named.first else {
        let names = models.compactMap { $0["id"]?.string }.joined(separator: ", ")
        return "Serves '\(names)' in place of '\(name ?? "")'. Correct the command of the runtime."
      }
      // In a container, the weights have another path.
      guard command.template.contains("{file}"), let root = model["root"]?.string, root != file else { return nil }
      return
        "Serves weights from \(root) in place of those that it was started for. Correct the command of the runtime."
    }
  }

  let settings: ProcessRuntime.Settings
  let launch: Launch
  let weights: AvailableWeights
  let port: LoopbackPort
  let upstream: Upstream
  let probe: HealthProbe
  private let api: ServerAPI
  private let files: ProcessFiles?
  let logger: Logger
  let report: @Sendable (RunReport) -> Void
  private let placeholders: Placeholders
  private let state = ProcessState()

  init(
    settings: ProcessRuntime.Settings, weights: AvailableWeights, launch: Launch, file: String, port: LoopbackPort,
    files: ProcessFiles?, client: HTTPClient, logger: Logger, report: @escaping @Sendable (RunReport) -> Void
  ) {
    self.settings = settings
    self.launch = launch
    self.weights = weights
    self.port = port
    self.files = files
    placeholders = Placeholders(
      file: file, port: port.number, key: Placeholders.randomKey(), model: weights.baseModel.text)
    let root = "http://127.0.0.1:\(port.number)"
    upstream = Upstream(
      url: "\(root)/v1", keys: [placeholders.key],
      model: launch.program.modelName(in: launch.command.template).map(placeholders.fill))
    api = ServerAPI(client: client, url: root, key: placeholders.key)
    probe = HealthProbe(client: client, url: root + launch.program.healthPath, key: placeholders.key)
    self.report = report
    var logger = logger
    logger[metadataKey: "runtime"] = "\(weights.runtime)"
    logger[metadataKey: "model"] = "\(weights.baseModel)"
    self.logger = logger
  }

  func run(stop: StopSignal) async -> RunEnd {
    var platform = PlatformOptions()
    // Not in Muster's group: Control-C in the terminal is for Muster only, which lets running answers finish.
    platform.processGroupID = 0
    do {
      let result = try await Subprocess.run(
        .path(.init(settings.guardExecutable)),
        arguments: Arguments(
          ["__guard", String(settings.unloadGrace.wholeMilliseconds), "--"]
            + launch.command.template.map(placeholders.fill) + launch.command.own),
        environment: environment, platformOptions: platform,
        // Held open and never written to: the guard sees its end when Muster dies.
        input: .inputWriter, output: .sequence, error: .combinedWithOutput
      ) { execution in
        await follow(execution, stop: stop)
      }
      return await end(result.terminationStatus, log: result.closureResult)
    } catch {
      files?.remove(shared: [])
      return .neverStarted(
        .couldNotStart, "The guard of the process could not be started: \(error)", isRetryable: true)
    }
  }

  private var environment: Environment {
    var additions: [Environment.Key: String?] = [:]
    let hidden = launch.program.hiddenVariables
    for name in ProcessInfo.processInfo.environment.keys where hidden.contains(where: name.hasPrefix) {
      if let key = Environment.Key(rawValue: name) { additions[key] = .some(nil) }
    }
    let start = ServerStart(
      folder: files?.folder, loadTimeout: settings.loadTimeout, promptCacheBytes: settings.promptCacheBytes)
    for (name, value) in launch.program.environment(start) {
      if let key = Environment.Key(rawValue: name) { additions[key] = placeholders.fill(value) }
    }
    for (name, value) in settings.environment {
      if let key = Environment.Key(rawValue: name) { additions[key] = placeholders.fill(value) }
    }
    // As they are: nothing of a model's settings learns the key.
    for (name, value) in launch.asked.environment {
      if let key = Environment.Key(rawValue: name), settings.environment[name] == nil { additions[key] = value }
    }
    return .inherit.updating(additions)
  }

  /// Returns when the guard has closed its output, which it does by ending.
  private func follow(_ execution: Guard, stop: StopSignal) async -> ProcessLog {
    await withTaskGroup(of: Void.self) { group in
      let (started, startedInput) = AsyncStream.makeStream(
        of: Int.self, bufferingPolicy: .bufferingOldest(1))
      group.addTask {
        await stop.wait()
        guard !Task.isCancelled else { return }
        await finish(.stopRequested, execution)
      }
      group.addTask {
        for await pid in started {
          let family = ProcessFamily(
            guardPID: Int(execution.processIdentifier.value), leaderPID: pid)
          state.started(family)
          noteFiles(of: family)
          guard await becomesReady(family, execution) else { break }
          await watch(family, execution)
        }
      }

      var log = ProcessLog(key: placeholders.key, style: launch.program.log)
      do {
        for try await buffer in execution.standardOutput {
          let lines = buffer.withUnsafeBytes { log.append($0) }
          if let pid = log.pid { startedInput.yield(pid) }
          for line in lines {
            state.read(line)
            logger.debug("\(line)")
          }
        }
      } catch {
        // Without its output we cannot know when the process ends: returning closes the guard's input, and the
        // guard ends it.
        logger.error("The output of a model's process cannot be read: \(error)")
      }
      for line in log.finish() { logger.debug("\(line)") }
      startedInput.finish()
      group.cancelAll()
      return log
    }
  }

  private func becomesReady(_ family: ProcessFamily, _ execution: Guard) async -> Bool {
    let clock = ContinuousClock()
    let start = clock.now
    var isOurs = false
    var strangers = 0
    var nextLook = start + Self.sharedMemoryInterval
    while !Task.isCancelled {
      if isOurs || port.isOpen {
        switch await (isOurs ? .family : owner(family)) {
        case .nobody:
          strangers = 0
        case .stranger:
          // For a moment even the family's own: a process that exits loses its descriptors before its sockets close.
          strangers += 1
          if strangers == Self.checksUntilStranger {
            await finish(.portTaken, execution)
            return false
          }
        case .family:
          isOurs = true
          if await probe.ask(within: settings.healthTimeout) == .healthy {
            // Again, because a second listener may have joined while the weights were loading.
            isOurs = await owner(family) == .family
            if isOurs, let isReady = await proves(family, execution) { return isReady }
          }
        }
      }
      if files != nil, clock.now >= nextLook {
        // It may be killed at any moment, and then nobody knows what it had.
        noteFiles(of: family)
        nextLook = clock.now + Self.sharedMemoryInterval
      }
      // Often at first, later after a fiftieth of the time already waited: a load is noticed at most 2 % late.
      let pause = min(max((clock.now - start) / 50, .milliseconds(2)), .milliseconds(100))
      try? await clock.sleep(for: pause)
    }
    return false
  }

  private func owner(_ family: ProcessFamily) async -> LoopbackPort.Owner {
    if let container = launch.container { return await container.owner(of: port) }
    return port.owner(among: family)
  }

  /// Whether it serves the weights that it was started for, and is reported as ready; `nil`: it does not say yet.
  private func proves(_ family: ProcessFamily, _ execution: Guard) async -> Bool? {
    if launch.program.listsItsWeights {
      guard let list = try? await api.get("/v1/models", within: settings.healthTimeout), list.isSuccess,
        let models = list.body?["data"]?.array
      else { return nil }
      if let other = launch.otherModel(in: models, name: upstream.model, file: placeholders.file) {
        await finish(.otherModel(other), execution)
        return false
      }
    }
    return await reportReady(family, execution)
  }

  private func reportReady(_ family: ProcessFamily, _ execution: Guard) async -> Bool {
    if let outcome = await outcome() {
      if !launch.asked.acceptSmaller, let shortfall = outcome.shortfallText {
        await finish(.smallerThanAsked(shortfall), execution)
        return false
      }
      report(.launched(outcome))
    }
    let observation = await observe(family)
    guard state.becameReady(observation) else { return false }
    report(.ready(upstream, pid: family.leaderPID, observation))
    return true
  }

  /// What the process got; `nil` where the program does not tell.
  private func outcome() async -> LaunchOutcome? {
    await launch.program.outcome?(
      LaunchOutcomeQuestion(
        asked: launch.asked, command: launch.command, log: state.launchLog, api: api, timeout: settings.healthTimeout))
  }

  private func watch(_ family: ProcessFamily, _ execution: Guard) async {
    var misses = 0
    while true {
      // Sooner after a miss, so that a hang is found quickly.
      try? await Task.sleep(
        for: misses == 0 ? settings.healthInterval : min(settings.healthInterval, .seconds(1)))
      guard !Task.isCancelled else { return }
      let observation = await observe(family)
      guard !Task.isCancelled else { return }
      state.observed(observation)
      report(.observed(observation))
      let answer = await probe.ask(within: settings.healthTimeout)
      guard !Task.isCancelled else { return }
      if answer == .notAsked { continue }
      misses = answer == .healthy ? 0 : misses + 1
      report(.probed(isAnswering: misses == 0))
      if misses >= Self.missesUntilHung {
        await finish(.hung(answer), execution)
        return
      }
    }
  }

  private func observe(_ family: ProcessFamily) async -> Observation {
    var observation = memory(of: family)
    let buffers = state.launchLog.memory.devices.values
    if !buffers.isEmpty { observation.reservedBytes = buffers.reduce(0) { $0 + $1.total } }
    if let tokens = launch.program.tokens { observation.tokens = state.tokens(now: await tokens(api)) }
    noteFiles(of: family)
    return observation
  }

  /// What will be left of it, if it is killed.
  private func noteFiles(of family: ProcessFamily) {
    guard let files else { return }
    let pids = family.members()
    state.noteSharedMemory(ProcessFiles.sharedMemory(of: pids))
    files.record(pids, shared: state.sharedMemory)
  }

  private func memory(of family: ProcessFamily) -> Observation { launch.container?.observe() ?? family.observe() }

  /// Ends the process; returns when it has ended (then the task is cancelled) or everything was tried.
  private func finish(_ reason: ProcessState.Ending, _ execution: Guard) async {
    let family = state.family
    let isLoading = !state.wasReady
    guard state.begin(reason, residentBytes: family.flatMap { memory(of: $0).residentBytes }) else { return }
    if let family { noteFiles(of: family) }
    // The grace is for a process that can still act on it.
    let hasGrace = reason == .stopRequested && !(isLoading && launch.program.isKilledWhileLoading)
    // The command of a container ends with it.
    await launch.container?.end(within: hasGrace ? settings.unloadGrace : nil)
    do {
      try execution.send(signal: hasGrace ? .terminate : .quit)
    } catch {
      logger.debug("The guard has ended by itself: \(error)")
    }
    try? await Task.sleep(for: settings.unloadGrace + Self.guardAllowance)
    guard !Task.isCancelled else { return }
    logger.error("The guard did not end its process in time; both are killed.")
    family?.killGroup()
    try? execution.send(signal: .kill)
  }

  private func end(_ status: TerminationStatus, log: ProcessLog) async -> RunEnd {
    let left = await sweep()
    let isRemoved = await launch.container?.remove() ?? true
    if !isRemoved { logger.error("The container cannot be removed. Muster tries again at its next start.") }
    if left.isEmpty { files?.remove(shared: state.sharedMemory) }
    let memory = state.residentBytes - (ProcessFamily.observe(left).residentBytes ?? 0)
    let diagnosis = ExitDiagnosis.on(
      state.ending, wasReady: state.wasReady, status: status, log: log, port: port.number)
    logger.debug(
      "The process has ended: \(diagnosis.cause)",
      metadata: ["guard": "\(status)", "left": "\(left)"])
    return RunEnd(
      cause: diagnosis.cause, detail: diagnosis.detail, isRetryable: diagnosis.isRetryable,
      freedBytes: launch.container != nil && state.residentBytes == 0 ? nil : max(memory, 0),
      log: log.lines, wasReady: state.wasReady)
  }

  /// Kills what is left of the process group, in case the guard was killed.
  private func sweep() async -> [Int] {
    guard let family = state.family else { return [] }
    let clock = ContinuousClock()
    let deadline = clock.now + Self.sweepDeadline
    while true {
      let left = family.livingGroupMembers()
      guard !left.isEmpty, clock.now < deadline else {
        if !left.isEmpty {
          logger.error("Processes \(left) cannot be killed; their memory is not free.")
        }
        return left
      }
      family.killGroup()
      try? await clock.sleep(for: .milliseconds(2))
    }
  }
}
