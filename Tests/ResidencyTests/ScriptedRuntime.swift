import Domain
import Runtimes
import Synchronization

extension ModelID: ExpressibleByStringLiteral {
  public init(stringLiteral value: String) { self.init(stored: value) }
}

/// A runtime whose processes do what the test says.
final class ScriptedRuntime: Runtime {
  let id: RuntimeID
  let kind = "scripted"
  let isAlwaysLoaded: Bool
  /// Every process that was started.
  let processes = EventLog<ScriptedProcess>()
  /// Processes that got the signal to stop.
  let stopped = EventLog<ScriptedProcess>()
  let isReadyAtOnce: Bool
  /// Its processes do not end when they are told to.
  let isDeaf: Bool

  init(_ id: String = "scripted", isReadyAtOnce: Bool = false, isAlwaysLoaded: Bool = false, isDeaf: Bool = false) {
    self.isDeaf = isDeaf
    self.isAlwaysLoaded = isAlwaysLoaded
    self.id = RuntimeID(id)
    self.isReadyAtOnce = isReadyAtOnce
  }

  func scan() async -> WeightsScan { WeightsScan() }

  func scans() -> AsyncStream<WeightsScan> { AsyncStream { _ in } }

  func launchPlan(for weights: AvailableWeights, _ launch: LaunchSettings) async -> LaunchPlan {
    LaunchPlan(asked: launch)
  }

  func run(
    _ weights: AvailableWeights, _ launch: LaunchSettings, stop: StopSignal,
    report: @escaping @Sendable (RunReport) -> Void
  ) async -> RunEnd {
    let process = ScriptedProcess(weights, report)
    processes.add(process)
    if isReadyAtOnce { process.becomeReady() }
    return await withTaskCancellationHandler {
      await withTaskGroup(of: Void.self) { group in
        group.addTask {
          await stop.wait()
          guard stop.hasFired else { return }
          self.stopped.add(process)
          if !self.isDeaf { process.end(.stopped) }
        }
        let end = await process.waitForEnd()
        group.cancelAll()
        return end
      }
    } onCancel: {
      stop.fire()
    }
  }

  func process(_ number: Int) async throws -> ScriptedProcess {
    try await processes.wait(for: "process \(number)") { $0.count >= number ? $0[number - 1] : nil }
  }
}

final class ScriptedProcess: Sendable {
  static let bytes = 1 << 20

  let weights: AvailableWeights
  let upstream: Upstream
  private let number: Int
  private let report: @Sendable (RunReport) -> Void
  private let ends = EventLog<RunEnd>()
  private static let lastPort = Mutex(0)

  init(_ weights: AvailableWeights, _ report: @escaping @Sendable (RunReport) -> Void) {
    self.weights = weights
    self.report = report
    let port = Self.lastPort.withLock { port in
      port += 1
      return port
    }
    number = port
    upstream = Upstream(url: "http://127.0.0.1:\(port)/v1", keys: ["key"])
  }

  func becomeReady() {
    report(
      .ready(
        upstream, pid: number,
        Observation(residentBytes: Self.bytes, anonymousBytes: Self.bytes, processorSeconds: 0)))
  }

  /// Whether it answered its health probe.
  func report(isAnswering: Bool) { report(.probed(isAnswering: isAnswering)) }

  /// Only the first end counts.
  func end(_ cause: RunEnd.Cause, _ detail: String = "", isRetryable: Bool = true) {
    ends.add(
      RunEnd(cause: cause, detail: detail, isRetryable: isRetryable, freedBytes: Self.bytes, log: []))
  }

  var hasEnded: Bool { !ends.events.isEmpty }

  /// Also in a cancelled task: a process is gone when it is gone.
  func waitForEnd() async -> RunEnd {
    await Task { try? await ends.wait(for: "the end") { $0.first } }.value
      ?? RunEnd(cause: .hung, detail: "never ended", isRetryable: false, freedBytes: 0, log: [])
  }
}
