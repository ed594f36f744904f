import AsyncHTTPClient
import Domain
import Foundation
import Subprocess
import Testing

@testable import Runtimes

/// vLLM as it was measured, in the person of a small program; `make test-vllm` has the same with the real one.
@Suite
final class `A vLLM`: Sendable {
  private let fixture: VLLMFixture

  init() throws { fixture = try VLLMFixture() }
  deinit { fixture.remove() }

  @Test func `is started with what is Muster's, ready when it lists the weights, and ends with all its processes`()
    async throws
  {
    let runtime = fixture.runtime(environment: ["VLLM_CPU_KVCACHE_SPACE": "1"])
    let reports = ReportLog()
    let stop = StopSignal()
    async let ending = runtime.start(fixture.weights, stop: stop, reports: reports)
    let ready = try #require(await reports.ready())
    #expect(ready.upstream.model == "org/tiny")
    #expect(ready.observation.tokens == 0)
    #expect(await VLLMFixture.chat(ready.upstream, tokens: 2).contains("[DONE]"))
    let processes = try await fixture.processes()
    stop.fire()
    let end = await ending
    #expect(end.cause == .stopped)
    #expect(end.freedBytes ?? 0 > 1_000_000)
    #expect(processes.all.filter(ProcessTable.exists) == [])

    let start = try #require(try fixture.starts().first)
    let arguments = start.arguments.joined(separator: " ")
    #expect(
      arguments.wholeMatch(
        of: /serve \S+\/org\/tiny --served-model-name org\/tiny --host 127\.0\.0\.1 --port [0-9]+/) != nil,
      "\(arguments)"
    )
    #expect(start.environment["VLLM_API_KEY"] == ready.upstream.keys.first)
    #expect(start.environment["VLLM_CPU_KVCACHE_SPACE"] == "1")
    #expect(start.environment["VLLM_ENGINE_READY_TIMEOUT_S"] == "600")
    #expect(start.environment["VLLM_SERVER_DEV_MODE"] == nil)
    #expect(start.environment["HF_HUB_OFFLINE"] == "1")
  }

  @Test func `leaves nothing in its own temporary folder and in shared memory, even when it is killed`() async throws {
    let end = try await fixture.runtime().withRunning(fixture.weights) { _, _, reports in
      let processes = try await fixture.processes()
      #expect(FileManager.default.fileExists(atPath: Self.sharedMemory(of: processes)))
      kill(pid_t(processes.api), SIGKILL)
    }
    #expect(end.cause == .signalled(9))
    let start = try #require(try fixture.starts().first)
    let folder = try #require(start.environment["TMPDIR"])
    #expect(start.environment["VLLM_RPC_BASE_PATH"] == folder)
    #expect(!FileManager.default.fileExists(atPath: folder))
    #expect(!FileManager.default.fileExists(atPath: Self.sharedMemory(of: try await fixture.processes())))
  }

  private static func sharedMemory(of processes: VLLMFixture.Processes) -> String {
    "/dev/shm/psm_" + String(repeating: "0", count: 8 - String(processes.engine, radix: 16).count)
      + String(processes.engine, radix: 16)
  }

  /// SIGTERM alone would wait for a client for ever.
  @Test func `with a request running, and asked to end, is killed after its grace`() async throws {
    try fixture.runtimes.write("slow", "0.05")
    let clock = ContinuousClock()
    let end = try await fixture.runtime().withRunning(fixture.weights) { stop, upstream, reports in
      async let answer = VLLMFixture.chat(upstream, tokens: 10_000)
      let hasBegun = await reports.first {
        if case .observed(let seen) = $0 { seen.tokens ?? 0 > 0 ? true : nil } else { nil }
      }
      #expect(hasBegun == true)
      let asked = clock.now
      stop.fire()
      #expect(await answer.hasSuffix("BROKEN"))
      #expect(clock.now - asked >= .milliseconds(600), "it had its grace")
    }
    #expect(end.cause == .stopped)
    #expect(try await fixture.processes().all.filter(ProcessTable.exists) == [])
  }

  @Test func `is killed at once while it loads, because it would swallow a SIGTERM`() async throws {
    try fixture.runtimes.write("hold", "")
    let stop = StopSignal()
    // So long that a graceful end would be noticed.
    async let ending = fixture.runtime(grace: .seconds(500)).start(fixture.weights, stop: stop)
    let processes = try await fixture.processes()
    stop.fire()
    #expect(await ending.cause == .stopped)
    #expect(processes.all.filter(ProcessTable.exists) == [])
  }

  @Test(arguments: ["api", "engine", "worker"])
  func `whose process is killed while it loads fails, and leaves none of the others`(_ which: String) async throws {
    try fixture.runtimes.write("hold", "")
    let stop = StopSignal()
    async let ending = fixture.runtime().start(fixture.weights, stop: stop)
    let processes = try await fixture.processes()
    switch which {
    case "api": kill(pid_t(processes.api), SIGKILL)
    case "engine":
      kill(pid_t(processes.engine), SIGKILL)
      // It would be missed when it is used for the first time.
      kill(pid_t(processes.api), SIGKILL)
    default:
      kill(pid_t(processes.worker), SIGKILL)
      stop.fire()
    }
    let end = await ending
    #expect(end.cause == (which == "worker" ? .stopped : .signalled(9)))
    #expect(processes.all.filter(ProcessTable.exists) == [])
  }

  @Test func `counts as crashed although its exit status is 0`() async throws {
    let end = try await fixture.runtime().withRunning(fixture.weights) { _, _, _ in
      kill(pid_t(try await fixture.processes().engine), SIGKILL)
    }
    #expect(end.cause == .exited(status: 0))
    #expect(end.wasReady && end.isRetryable)
    #expect(end.detail.hasPrefix("EngineDeadError: EngineCore encountered an issue."))
    #expect(try await fixture.processes().all.filter(ProcessTable.exists) == [])
  }

  @Test func `that dies under a request says so within the stream`() async throws {
    try fixture.runtimes.write("slow", "0.05")
    let end = try await fixture.runtime().withRunning(fixture.weights) { _, upstream, reports in
      async let answer = VLLMFixture.chat(upstream, tokens: 10_000)
      _ = await reports.first { if case .observed(let seen) = $0 { seen.tokens ?? 0 > 0 ? true : nil } else { nil } }
      kill(pid_t(try await fixture.processes().engine), SIGKILL)
      #expect(await answer.contains(#"data: {"error""#))
    }
    #expect(end.cause == .exited(status: 0))
  }

  /// Its health route answers 200 all the same.
  @Test func `that hangs is seen by its tokens, which stand still`() async throws {
    try fixture.runtimes.write("slow", "0.02")
    let runtime = fixture.runtime()
    _ = try await runtime.withRunning(fixture.weights) { stop, upstream, reports in
      async let answer = VLLMFixture.chat(upstream, tokens: 10_000)
      @Sendable func tokens(_ report: RunReport) -> Int? {
        if case .observed(let seen) = report, let tokens = seen.tokens, tokens > 0 { tokens } else { nil }
      }
      let first = try #require(await reports.first(tokens))
      #expect(await reports.first(isNew: true) { tokens($0).flatMap { $0 > first ? $0 : nil } } != nil)
      let engine = try await fixture.processes().engine
      try await ProcessTable.stop(engine)
      // The token that was on its way may still come.
      _ = await reports.first(isNew: true) { tokens($0) }
      let stopped = try #require(await reports.first(isNew: true) { tokens($0) })
      for _ in 0..<3 {
        let next = try #require(
          await reports.first(isNew: true) { if case .observed(let seen) = $0 { seen } else { nil } })
        #expect(next.tokens == stopped)
      }
      let isAnswering = await reports.first(isNew: true) { if case .probed(let answers) = $0 { answers } else { nil } }
      #expect(isAnswering == true)
      kill(pid_t(engine), SIGCONT)
      stop.fire()
      _ = await answer
    }
  }

  @Test func `that serves other weights than its own is no success`() async throws {
    try fixture.runtimes.write("other", "/elsewhere/model")
    let end = await fixture.runtime().start(fixture.weights, stop: StopSignal())
    #expect(end.cause == .couldNotStart)
    #expect(
      end.detail == "Serves weights from /elsewhere/model in place of those that it was started for. "
        + "Correct the command of the runtime.")
    #expect(try await fixture.processes().all.filter(ProcessTable.exists) == [])
  }

  @Test func `is asked for by the name that its command gives it`() async throws {
    let runtime = fixture.runtime(["--served-model-name", "mine", "also"])
    _ = try await runtime.withRunning(fixture.weights) { stop, upstream, _ in
      #expect(upstream.model == "mine")
      #expect(await VLLMFixture.chat(upstream, tokens: 1).contains("[DONE]"))
      stop.fire()
    }
  }

  @Test func `starts when no other one is starting`() async throws {
    try fixture.runtimes.write("hold", "")
    try VLLMFixture.writeModel(fixture.runtimes, "second")
    let second = AvailableWeights(
      baseModel: try ModelID("second"), runtime: RuntimeID("local"), fileBytes: 40, fingerprint: "unimportant")
    let runtime = fixture.runtime()
    let weights = fixture.weights
    let (stop, firstReports, reports) = (StopSignal(), ReportLog(), ReportLog())
    async let firstEnd = runtime.start(weights, stop: stop, reports: firstReports)
    _ = try await fixture.processes()
    async let secondEnd = runtime.start(second, stop: stop, reports: reports)
    try FileManager.default.removeItem(atPath: fixture.runtimes.path("hold"))
    #expect(await firstReports.ready() != nil)
    #expect(await reports.ready() != nil)
    let (later, ready) = (try #require(try fixture.starts().last), try #require(try fixture.firstReady()))
    #expect(later.at > ready)
    #expect(try fixture.starts().count == 2)
    stop.fire()
    #expect(await firstEnd.cause == .stopped)
    #expect(await secondEnd.cause == .stopped)
  }

  @Test func `that waits to start can be stopped`() async throws {
    let queue = StartQueue()
    let turn = try #require(await queue.wait(StopSignal()))
    let stop = StopSignal()
    async let waiting = queue.wait(stop)
    stop.fire()
    #expect(await waiting == nil)
    async let next = queue.wait(StopSignal())
    turn.giveBack()
    turn.giveBack()
    #expect(await next != nil)
  }
}

/// Muster and the guard were killed together, so that nobody ended the processes.
@Suite
final class `What an earlier Muster left behind`: Sendable {
  private let fixture: RuntimeFixture

  init() throws { fixture = try RuntimeFixture() }
  deinit { fixture.remove() }

  /// A process in a group of its own, with a child; as the guard starts them.
  private func startProcess() async throws -> (leader: Int, child: Int) {
    try fixture.write(
      "left.py",
      """
      import os, pathlib, signal, subprocess, sys
      os.setpgid(0, 0)
      signal.signal(signal.SIGTERM, signal.SIG_IGN)
      child = subprocess.Popen([sys.executable, "-c", "import signal; signal.alarm(600); signal.pause()", __file__])
      pathlib.Path(__file__).with_name("left").write_text(f"{os.getpid()} {child.pid}")
      signal.alarm(600)
      signal.pause()
      """)
    _ = try await Subprocess.run(
      .name("sh"), arguments: ["-c", "python3 \(fixture.path("left.py")) >/dev/null 2>&1 &"], output: .discarded)
    try #require(await eventually { fixture.read("left")?.contains(" ") == true })
    let pids = try #require(fixture.read("left")).split(separator: " ").compactMap { Int($0) }
    return (pids[0], pids[1])
  }

  @Test func `is ended and removed, with what came after the last record`() async throws {
    let (leader, child) = try await startProcess()
    let files = try ProcessFiles(in: fixture.folder)
    files.record([leader], shared: [], owner: Int(Int32.max))
    ProcessFiles.removeStrays(in: fixture.folder)
    #expect(await eventually { !ProcessTable.exists(leader) && !ProcessTable.exists(child) })
    #expect(!FileManager.default.fileExists(atPath: files.folder))
  }

  @Test func `is left alone while its Muster runs, or where others may write`() async throws {
    let (leader, child) = try await startProcess()
    let ours = try ProcessFiles(in: fixture.folder)
    ours.record([leader], shared: [])
    let foreign = try ProcessFiles(in: fixture.folder)
    foreign.record([leader], shared: [], owner: Int(Int32.max))
    chmod(foreign.folder, 0o777)
    ProcessFiles.removeStrays(in: fixture.folder)
    #expect(ProcessTable.exists(leader) && ProcessTable.exists(child))
    #expect(FileManager.default.fileExists(atPath: ours.folder))
    kill(-pid_t(leader), SIGKILL)
  }

  @Test func `is nothing of another process that has the number now`() async throws {
    let (leader, _) = try await startProcess()
    let files = try ProcessFiles(in: fixture.folder)
    files.record([leader], shared: [], owner: Int(Int32.max))
    let record = try #require(fixture.read("\(files.folder.dropFirst(fixture.folder.count + 1))/processes"))
    try fixture.write(
      "\(files.folder.dropFirst(fixture.folder.count + 1))/processes",
      record.replacing(/process ([0-9]+) [0-9]+/) { "process \($0.output.1) 1" })
    ProcessFiles.removeStrays(in: fixture.folder)
    #expect(ProcessTable.exists(leader))
    kill(-pid_t(leader), SIGKILL)
  }
}

/// What is seen before a start, which takes half a minute to fail.
@Suite
final class `A vLLM is not started`: Sendable {
  private let fixture: VLLMFixture

  init() throws { fixture = try VLLMFixture() }
  deinit { fixture.remove() }

  @Test func `with weights that were cut off`() async throws {
    try VLLMFixture.writeModel(fixture.runtimes, "org/tiny", dataBytes: 3)
    let end = await fixture.runtime().start(fixture.weights, stop: StopSignal())
    #expect(end.cause == .couldNotStart)
    #expect(!end.isRetryable)
    #expect(end.detail.contains(/^The file model\.safetensors is incomplete: .+ of .+\.$/), "\(end.detail)")
    #expect(try fixture.starts().isEmpty)
  }

  @Test func `with a folder that is gone`() async throws {
    try FileManager.default.removeItem(atPath: fixture.runtimes.path("org"))
    let end = await fixture.runtime().start(fixture.weights, stop: StopSignal())
    #expect(end.detail == "The file of org/tiny is no longer in the models folder.")
    #expect(!end.isRetryable)
  }

  @Test func `with arguments that are Muster's`() async throws {
    var launch = LaunchSettings()
    launch.arguments = ["--hos", "0.0.0.0"]
    let end = await fixture.runtime().start(fixture.weights, launch, stop: StopSignal())
    #expect(end.detail == "The launch settings cannot be used: --hos is set by Muster itself and cannot be set here.")
    #expect(try fixture.starts().isEmpty)
  }

  @Test func `again when it failed for a reason that lasts`() async throws {
    try fixture.runtimes.write(
      "fail",
      """
      (Worker pid=7) ERROR 11-30 02:13:14 [worker.py:1] safetensors._safetensors_rust.SafetensorError: Error while deserializing header: header too large
      (EngineCore pid=6) ERROR 11-30 02:13:14 [core.py:1510] Exception: WorkerProc initialization failed due to an exception in a background process. See stack trace for root cause.
          raise RuntimeError(
      RuntimeError: Engine core initialization failed. See root cause above. Failed core proc(s): {}
      """)
    let end = await fixture.runtime().start(fixture.weights, stop: StopSignal())
    #expect(end.cause == .exited(status: 1))
    #expect(end.detail == "SafetensorError: Error while deserializing header: header too large")
    #expect(!end.isRetryable)
  }
}
