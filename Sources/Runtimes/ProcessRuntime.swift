import AsyncHTTPClient
import Domain
import Logging

/// Runs each model as one llama-server process of its own, started for it and ended with it.
package struct ProcessRuntime: Sendable {
  package struct Settings: Sendable, Equatable {
    package var id: RuntimeID
    package var memoryBytes: Int
    package var modelsFolder: String
    /// Program and arguments, not a shell line; `{file}`, `{port}`, `{key}` and `{model}` are filled in.
    package var command: [String]
    /// Added to Muster's own; the values are filled in like the command's. A key is better given here than as an
    /// argument, which everybody on the machine can read.
    package var environment: [String: String]
    /// Until a process must have answered. Kept by who holds the stop signal, not by `run`.
    package var loadTimeout: Duration
    /// For the answers that are running at a switch-off. Kept by who holds the leases.
    package var drainTimeout: Duration
    /// Between TERM and KILL.
    package var unloadGrace: Duration
    package var healthInterval: Duration
    /// How long one health probe may take; generous, because a busy machine answers late.
    package var healthTimeout: Duration
    /// How long an answer may make no progress. Kept by who relays it.
    package var stallTimeout: Duration
    /// This very program, which becomes the guard by its hidden command `__guard`.
    package var guardExecutable: String

    package init(
      id: RuntimeID, memoryBytes: Int, modelsFolder: String, command: [String],
      environment: [String: String] = [:],
      loadTimeout: Duration = .seconds(120), drainTimeout: Duration = .seconds(600),
      unloadGrace: Duration = .seconds(10), healthInterval: Duration = .seconds(2),
      healthTimeout: Duration = .seconds(5), stallTimeout: Duration = .seconds(60),
      guardExecutable: String
    ) {
      self.id = id
      self.memoryBytes = memoryBytes
      self.modelsFolder = modelsFolder
      self.command = command
      self.environment = environment
      self.loadTimeout = loadTimeout
      self.drainTimeout = drainTimeout
      self.unloadGrace = unloadGrace
      self.healthInterval = healthInterval
      self.healthTimeout = healthTimeout
      self.stallTimeout = stallTimeout
      self.guardExecutable = guardExecutable
    }
  }

  /// What it takes to look for the weights and to start a process, and some to spare: swift-subprocess ends the whole
  /// program when it cannot open one of its pipes.
  private static let descriptorsToStart = 32

  package let settings: Settings
  private let client: HTTPClient
  private let logger: Logger
  private let headers = HeaderCache()

  /// - Parameter client: its pool must not be limited to few connections per host, or streams that run would keep
  ///   the health probe waiting until the process counts as hung.
  package init(settings: Settings, client: HTTPClient, logger: Logger) {
    self.settings = settings
    self.client = client
    self.logger = logger
  }

  /// What the models folder holds at this moment, files that are still being copied included.
  package func found() throws -> FoundWeights { try folder.look().found }

  /// What the models folder holds, at once and then whenever that changes. A new or changed file is offered when it has
  /// stopped growing.
  package func changes() -> AsyncStream<FoundWeights> {
    let watch = OfferWatch(folder: folder, logger: logger)
    return AsyncStream { await watch.next() }
  }

  /// Lives through one process: starts it, reports when it answers and how it does, and returns when nothing of it
  /// is left. Cancelling the task fires `stop`.
  ///
  /// `.ready` is reported at most once, and nothing is started after it: requests go to the endpoint that it names, so
  /// the end of that process must be known to whoever sends them there.
  ///
  /// Knows no deadline for loading: whoever waits for the model sets one, and fires `stop`.
  package func run(
    _ offer: Offer, stop: StopSignal, report: @escaping @Sendable (ProcessReport) async -> Void
  ) async -> ProcessEnd {
    await withTaskCancellationHandler {
      // In a task that is never cancelled (and always waited for): a cancelled one could neither end the process
      // in good order nor see that it is gone.
      await Task { await withoutPlaces(live(offer, stop: stop, report: report)) }.value
    } onCancel: {
      stop.fire()
    }
  }

  private func live(
    _ offer: Offer, stop: StopSignal, report: @escaping @Sendable (ProcessReport) async -> Void
  ) async -> ProcessEnd {
    if stop.hasFired {
      return .neverStarted(.stopped, "Stopped before it was started.", isRetryable: true)
    }
    guard OpenFiles.canOpen(Self.descriptorsToStart) else {
      return .neverStarted(
        .couldNotStart,
        "Muster is out of file descriptors and cannot start a process. Raise the limit of open files (ulimit -n).",
        isRetryable: true)
    }
    let file: String
    do {
      let weights = try await folder.lookInBackground().weights
      guard let found = weights.first(where: { $0.offer.baseModel == offer.baseModel }) else {
        return .neverStarted(
          .couldNotStart, "The file of \(offer.baseModel) is no longer in the models folder.",
          isRetryable: false)
      }
      file = found.file
    } catch {
      logger.error("\((error as? Refusal)?.detail ?? String(describing: error))")
      return .neverStarted(.couldNotStart, "The models folder is missing or cannot be read.", isRetryable: true)
    }
    var end = await live(offer, file: file, stop: stop, report: report)
    // Its log is written by a thread of its own, which at some 1 of 150 early ends is not given the time to write all
    // (llama.cpp b10434). Another try mostly says what is wrong, and people need to know.
    for _ in 1...2 where end.isUnexplainedFailureToStart && !stop.hasFired {
      end = await live(offer, file: file, stop: stop, report: report)
    }
    return end
  }

  private func live(
    _ offer: Offer, file: String, stop: StopSignal, report: @escaping @Sendable (ProcessReport) async -> Void
  ) async -> ProcessEnd {
    guard let port = LoopbackPort.reserve() else {
      return .neverStarted(.couldNotStart, "No free port on 127.0.0.1.", isRetryable: true)
    }
    defer { port.giveBack() }
    let life = ProcessLife(
      settings: settings, offer: offer, file: file, port: port, client: client, logger: logger, report: report)
    return await life.run(stop: stop)
  }

  /// Who may use a model learns why it fails, and not where programs and weights lie on this machine; the log does.
  private func withoutPlaces(_ told: ProcessEnd) -> ProcessEnd {
    var end = told
    let folder = settings.modelsFolder.hasSuffix("/") ? settings.modelsFolder : settings.modelsFolder + "/"
    end.detail = end.detail.replacing(folder, with: "")
    if let program = settings.command.first, let name = program.split(separator: "/").last, program.hasPrefix("/") {
      end.detail = end.detail.replacing(program, with: name)
    }
    if end != told { logger.info("\(told.detail)") }
    return end
  }

  private var folder: WeightsFolder {
    WeightsFolder(path: settings.modelsFolder, runtime: settings.id, headers: headers)
  }
}

extension ProcessEnd {
  static func neverStarted(_ cause: Cause, _ detail: String, isRetryable: Bool) -> ProcessEnd {
    ProcessEnd(cause: cause, detail: detail, isRetryable: isRetryable, freedBytes: 0, log: [])
  }
}
