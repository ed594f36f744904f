import AsyncHTTPClient
import Domain
import Logging
import Subprocess

/// One start of a router under the guard, until nothing of it is left.
struct RouterProcess: Sendable {
  typealias Guard = Execution<CustomWriteInput, SequenceOutput, CombinedErrorOutput>

  struct End: Sendable, Equatable {
    var detail: String
    var wasReady: Bool
  }

  private static let longestStart = Duration.seconds(120)
  private static let checksUntilStranger = 5
  /// What the guard may take beyond the grace; then it is ended by force, too.
  private static let guardAllowance = Duration.seconds(6)
  private static let sweepDeadline = Duration.seconds(5)

  private let settings: RouterServer.Settings
  private let port: LoopbackPort
  private let client: HTTPClient
  private let logger: Logger
  private let isReady: @Sendable (RouterPlace) -> Void
  private let placeholders: Placeholders
  private let state = ProcessState()
  private let log: RouterLog

  init(
    settings: RouterServer.Settings, port: LoopbackPort, client: HTTPClient, logger: Logger,
    isReady: @escaping @Sendable (RouterPlace) -> Void
  ) {
    self.settings = settings
    self.port = port
    self.client = client
    self.isReady = isReady
    placeholders = Placeholders(file: "", port: port.number, key: Placeholders.randomKey(), model: "")
    log = RouterLog(key: placeholders.key)
    var logger = logger
    logger[metadataKey: "runtime"] = "\(settings.id)"
    self.logger = logger
  }

  private var url: String { "http://127.0.0.1:\(port.number)" }

  func run(until stop: StopSignal) async -> End {
    var platform = PlatformOptions()
    // Not in Muster's group: Control-C in the terminal is for Muster only, which unloads the models first.
    platform.processGroupID = 0
    do {
      let words = settings.command.map(placeholders.fill) + RouterArguments.own(port: port.number)
      let result = try await Subprocess.run(
        .path(.init(settings.guardExecutable)),
        arguments: Arguments(["__guard", String(settings.grace.wholeMilliseconds), "--"] + words),
        environment: environment, platformOptions: platform,
        // Held open and never written to: the guard sees its end when Muster dies.
        input: .inputWriter, output: .sequence, error: .combinedWithOutput
      ) { execution in
        await follow(execution, until: stop)
      }
      await sweep()
      let diagnosis = ExitDiagnosis.on(
        state.ending, wasReady: state.wasReady, status: result.terminationStatus, log: result.closureResult,
        port: port.number)
      return End(detail: diagnosis.detail, wasReady: state.wasReady)
    } catch {
      return End(detail: "the guard of the router could not be started: \(error)", wasReady: false)
    }
  }

  /// The key by the environment, which the processes of the models inherit: they ask for it, too.
  private var environment: Environment {
    var additions: [Environment.Key: String?] = [:]
    for (name, value) in settings.environment {
      if let key = Environment.Key(rawValue: name) { additions[key] = placeholders.fill(value) }
    }
    additions["LLAMA_API_KEY"] = placeholders.key
    return .inherit.updating(additions)
  }

  /// Returns when the guard has closed its output, which it does by ending.
  private func follow(_ execution: Guard, until stop: StopSignal) async -> ProcessLog {
    await withTaskGroup(of: Void.self) { group in
      let (started, startedInput) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingOldest(1))
      group.addTask {
        await stop.wait()
        guard !Task.isCancelled else { return }
        await finish(.stopRequested, execution)
      }
      group.addTask {
        for await pid in started {
          let family = ProcessFamily(guardPID: Int(execution.processIdentifier.value), leaderPID: pid)
          state.started(family)
          guard await becomesReady(family, execution) else { break }
          await watch(execution)
        }
      }
      var log = ProcessLog(key: placeholders.key)
      do {
        for try await buffer in execution.standardOutput {
          let lines = buffer.withUnsafeBytes { log.append($0) }
          if let pid = log.pid { startedInput.yield(pid) }
          for line in lines {
            self.log.read(line)
            logger.debug("\(line)")
          }
        }
      } catch {
        // Returning closes the guard's input, and the guard ends the router.
        logger.error("The output of the router cannot be read: \(error)")
      }
      for line in log.finish() { logger.debug("\(line)") }
      startedInput.finish()
      group.cancelAll()
      return log
    }
  }

  /// Whether it answers on its port, and no other program does: that would get the key and what people write.
  private func becomesReady(_ family: ProcessFamily, _ execution: Guard) async -> Bool {
    let clock = ContinuousClock()
    let start = clock.now
    var strangers = 0
    while !Task.isCancelled {
      switch port.isOpen ? port.owner(among: family) : .nobody {
      case .nobody:
        strangers = 0
      case .stranger:
        strangers += 1
        if strangers == Self.checksUntilStranger {
          await finish(.portTaken, execution)
          return false
        }
      case .family:
        if await probe.ask(within: settings.healthTimeout) == .healthy, port.owner(among: family) == .family,
          state.becameReady(Observation())
        {
          isReady(RouterPlace(client: client, url: url, keys: [placeholders.key], log: log))
          return true
        }
      }
      if clock.now - start > Self.longestStart {
        await finish(.hung(.none), execution)
        return false
      }
      try? await clock.sleep(for: min(max((clock.now - start) / 50, .milliseconds(2)), .milliseconds(100)))
    }
    return false
  }

  private var probe: HealthProbe { HealthProbe(client: client, url: "\(url)/health", key: placeholders.key) }

  /// One that hangs is ended, and with it the processes of its models: nobody could unload them.
  private func watch(_ execution: Guard) async {
    var misses = 0
    while true {
      try? await Task.sleep(for: misses == 0 ? settings.healthInterval : min(settings.healthInterval, .seconds(1)))
      guard !Task.isCancelled else { return }
      let answer = await probe.ask(within: settings.healthTimeout)
      guard !Task.isCancelled else { return }
      if answer == .notAsked { continue }
      misses = answer == .healthy ? 0 : misses + 1
      if misses >= ServerProcess.missesUntilHung { return await finish(.hung(answer), execution) }
    }
  }

  /// Ends the router; returns when it has ended (then the task is cancelled) or everything was tried.
  private func finish(_ reason: ProcessState.Ending, _ execution: Guard) async {
    guard state.begin(reason, residentBytes: nil) else { return }
    do {
      try execution.send(signal: reason == .stopRequested ? .terminate : .quit)
    } catch {
      logger.debug("The guard has ended by itself: \(error)")
    }
    try? await Task.sleep(for: settings.grace + Self.guardAllowance)
    guard !Task.isCancelled else { return }
    logger.error("The guard did not end the router in time; both are killed.")
    state.family?.killGroup()
    try? execution.send(signal: .kill)
  }

  /// Kills what is left of the process group, in case the guard was killed.
  private func sweep() async {
    guard let family = state.family else { return }
    let clock = ContinuousClock()
    let deadline = clock.now + Self.sweepDeadline
    while !family.livingGroupMembers().isEmpty, clock.now < deadline {
      family.killGroup()
      try? await clock.sleep(for: .milliseconds(2))
    }
  }
}
