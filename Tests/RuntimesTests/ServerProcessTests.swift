import AsyncHTTPClient
import Domain
import Foundation
import Subprocess
import Testing

@testable import Runtimes

/// Whole lives of processes that play model servers.
@Suite
final class `The life of a process`: Sendable {
  private let fixture: RuntimeFixture
  private let weights: AvailableWeights

  init() throws {
    fixture = try RuntimeFixture()
    try fixture.write("alpha.gguf")
    weights = AvailableWeights(
      baseModel: try ModelID("alpha"), runtime: RuntimeID("local"), fileBytes: 4,
      fingerprint: "unimportant")
  }

  deinit { fixture.remove() }

  @Test func `goes from ready over observations to a stop that frees its memory`() async throws {
    let runtime = fixture.runtime(try fixture.server())
    let stop = StopSignal()
    let reports = ReportLog()
    async let end = runtime.start(weights, stop: stop, reports: reports)
    let ready = try #require(await reports.ready())
    #expect(ready.upstream.url.hasPrefix("http://127.0.0.1:"))
    #expect(ready.upstream.keys.map(\.count) == [64])
    #expect(ready.observation.residentBytes ?? 0 > 1_000_000)
    #expect(ready.observation.anonymousBytes ?? 0 > 1_000_000)
    #expect(ready.observation.processorSeconds ?? 0 > 0)
    #expect(await eventually { reports.reports.count >= 3 })
    stop.fire()
    let ended = await end
    #expect(ended.cause == .stopped)
    #expect(ended.freedBytes ?? 0 > 1_000_000)
    #expect(!ProcessTable.exists(ready.pid))
    #expect(ProcessTable.pids(mentioning: fixture.folder) == [])
  }

  @Test
  func `fills in file, port, key and model, in the environment as well, and never logs the key`()
    async throws
  {
    let command = [
      "sh", "-c", "echo $0 $1 $2 $3 key=$SECRET; exit 5", "{file}", "{model}", "{port}",
      "--key={key}",
    ]
    let end = await fixture.runtime(command, environment: ["SECRET": "{key}"]).start(
      weights, stop: StopSignal())
    #expect(end.cause == .exited(status: 5))
    let line = try #require(end.log.last)
    #expect(
      line.wholeMatch(of: /(.*) alpha [0-9]+ --key=\[key\] key=\[key\]/)?.1
        == fixture.path("alpha.gguf")[...])
    #expect(end.detail == line.replacing(fixture.folder + "/", with: ""), "people are not told where weights lie")
  }

  @Test func `counts a cancelled task as a stop`() async throws {
    let runtime = fixture.runtime(try fixture.server())
    let reports = ReportLog()
    let weights = weights
    let task = Task { await runtime.start(weights, stop: StopSignal(), reports: reports) }
    let pid = try #require(await reports.ready()).pid
    task.cancel()
    #expect(await task.value.cause == .stopped)
    #expect(!ProcessTable.exists(pid))
  }

  @Test func `can be stopped while it loads`() async throws {
    let runtime = fixture.runtime([
      "sh", "-c", "echo loading; echo x > \(fixture.path("up")); exec sleep 600",
    ])
    let stop = StopSignal()
    async let end = runtime.start(weights, stop: stop)
    #expect(await eventually { fixture.read("up") != nil })
    stop.fire()
    let ended = await end
    #expect(ended.cause == .stopped)
    #expect(ended.detail == "Stopped while loading: loading")
  }

  @Test(arguments: [
    "", "0.00.004.139 I srv          init: Use --ui/--no-ui to enable", "0.00.004.226 W srv  x: no API key",
  ])
  func `is started once more when it failed without a logged reason`(_ words: String) async throws {
    let been = fixture.path("been")
    let end = await fixture.runtime([
      "sh", "-c",
      "if [ -e \(been) ]; then echo error: no such tensor; else touch \(been); printf '%s' '\(words)'; fi; exit 1",
    ]).start(weights, stop: StopSignal())
    #expect(end.cause == .exited(status: 1))
    #expect(end.detail == "error: no such tensor")
  }

  @Test func `is not started once more when it was ready, whatever it logged`() async throws {
    let command = try fixture.server(
      """
      (here / "starts").open("a").write("start\\n")
      def healthy():
          if (here / "end").exists(): os._exit(1)
          return 200
      """)
    let reports = ReportLog()
    let runtime = fixture.runtime(command)
    async let ending = runtime.start(weights, stop: StopSignal(), reports: reports)
    _ = try #require(await reports.ready())
    try fixture.write("end")
    let end = await ending
    #expect(end.cause == .exited(status: 1))
    #expect(end.wasReady)
    #expect(end.isRetryable)
    #expect(fixture.read("starts") == "start\n")
    #expect(reports.reports.count { if case .ready = $0 { true } else { false } } == 1)
  }

  @Test func `is not started when it was stopped before`() async throws {
    let stop = StopSignal()
    stop.fire()
    let end = await fixture.runtime(["touch", fixture.path("touched")]).start(weights, stop: stop)
    #expect(end.cause == .stopped)
    #expect(fixture.read("touched") == nil)
  }

  @Test func `ends by force when TERM is ignored, with all children`() async throws {
    let command = try fixture.server(
      """
      signal.signal(signal.SIGTERM, signal.SIG_IGN)
      subprocess.Popen([sys.executable, "-c", "import signal; signal.signal(15, signal.SIG_IGN); signal.alarm(600); signal.pause()", str(here)])
      """)
    let folder = fixture.folder
    let end = try await fixture.runtime(command, grace: .milliseconds(300)).withRunning(weights) {
      stop, _, _ in
      #expect(ProcessTable.pids(mentioning: folder).count == 3)
      stop.fire()
    }
    #expect(end.cause == .stopped)
    #expect(ProcessTable.pids(mentioning: fixture.folder) == [])
  }

  @Test func `that is killed ends as signalled and can be retried`() async throws {
    let end = try await fixture.runtime(try fixture.server()).withRunning(weights) { _, _, reports in
      let pid = try #require(await reports.ready()).pid
      kill(pid_t(pid), SIGKILL)
    }
    #expect(end.cause == .signalled(9))
    #expect(end.isRetryable)
    #expect(end.freedBytes ?? 0 > 1_000_000)
  }

  @Test func `ends with its guard, and so do its children`() async throws {
    let command = try fixture.server(
      "subprocess.Popen([sys.executable, '-c', 'import signal; signal.alarm(600); signal.pause()', str(here)])")
    let end = try await fixture.runtime(command).withRunning(weights) { _, _, reports in
      let pid = try #require(await reports.ready()).pid
      let guardPID = try #require(ProcessTable.parent(of: pid))
      kill(pid_t(guardPID), SIGKILL)
    }
    #expect(end.cause == .signalled(9))
    #expect(end.isRetryable)
    #expect(ProcessTable.pids(mentioning: fixture.folder) == [])
  }

  @Test func `that stops answering is killed as hung, without grace`() async throws {
    let clock = ContinuousClock()
    let runtime = fixture.runtime(try fixture.server(), grace: .seconds(60))
    let stop = StopSignal()
    let reports = ReportLog()
    async let ending = runtime.start(weights, stop: stop, reports: reports)
    let ready = try #require(await reports.ready())
    let stoppedAt = clock.now
    try await ProcessTable.stop(ready.pid)
    let end = await ending
    #expect(end.cause == .hung)
    #expect(end.isRetryable)
    #expect(end.detail == "Did not answer its health probe, 3 times in a row.")
    // Long before its grace would be over, however busy the machine is.
    #expect(clock.now - stoppedAt < .seconds(30))
    #expect(!ProcessTable.exists(ready.pid))
  }

  @Test func `includes listeners among its descendants`() async throws {
    // A starter script that leaves the server to another process, even one outside of the group.
    let command = try fixture.server(
      """
      if len(sys.argv) == 4:
          subprocess.Popen([sys.executable, __file__, *sys.argv[1:], "really"], start_new_session=True)
          signal.alarm(600)
          signal.pause()
      """)
    let end = try await fixture.runtime(command).withRunning(weights) { stop, _, _ in stop.fire() }
    #expect(end.cause == .stopped)
    #expect(ProcessTable.pids(mentioning: fixture.folder) == [])
  }

  @Test func `fails when another program took the port first`() async throws {
    // A pipe with a name: each of the two waits there for the other.
    #expect(mkfifo(fixture.path("port"), 0o600) == 0)
    let script = try fixture.write(
      "thief.py",
      """
      import pathlib, signal, socket, sys
      asked = (pathlib.Path(sys.argv[1]) / "port").read_text()
      s = socket.create_server(("127.0.0.1", int(asked)))
      signal.alarm(600)
      signal.pause()
      """)
    let runtime = fixture.runtime([
      "sh", "-c", "printf %s $1 > $0/port; exec sleep 600", fixture.folder, "{port}",
    ])
    let weights = weights
    let taken = try await Subprocess.run(
      .name("python3"), arguments: [script, fixture.folder], input: .none, output: .discarded,
      error: .discarded
    ) { thief in
      let end = await runtime.start(weights, stop: StopSignal())
      try thief.send(signal: .kill)
      return end
    }
    let end = taken.closureResult
    #expect(end.cause == .couldNotStart)
    #expect(end.isRetryable)
    #expect(end.detail.contains(/Another program took port [0-9]+/))
  }

  @Test func `that finds its port taken says so and can be retried`() async throws {
    let command = [
      "sh", "-c",
      "echo 'srv start: couldn'\\''t bind HTTP server socket, hostname: 127.0.0.1'; echo bye; exit 1",
    ]
    let end = await fixture.runtime(command).start(weights, stop: StopSignal())
    #expect(end.cause == .exited(status: 1))
    #expect(end.detail == "srv start: couldn't bind HTTP server socket, hostname: 127.0.0.1")
    #expect(end.isRetryable)
  }

  @Test func `of a command that does not exist says so and is not tried again`() async throws {
    let end = await fixture.runtime(["no-such-llama-server"]).start(weights, stop: StopSignal())
    #expect(end.cause == .couldNotStart)
    #expect(end.detail == "Cannot run no-such-llama-server: No such file or directory")
    #expect(!end.isRetryable)
  }

  @Test func `for missing weights is not started`() async throws {
    let gone = AvailableWeights(
      baseModel: try ModelID("gone"), runtime: RuntimeID("local"), fileBytes: 4, fingerprint: "")
    let end = await fixture.runtime(["true"]).start(gone, stop: StopSignal())
    #expect(end.cause == .couldNotStart)
    #expect(!end.isRetryable)
    #expect(end.detail == "The file of gone is no longer in the models folder.")
  }

  @Test func `is not disturbed by endless lines`() async throws {
    let command = [
      "python3", "-c",
      "import sys; sys.stdout.write('x' * 3_000_000 + '\\nlast words'); sys.exit(2)",
    ]
    let end = await fixture.runtime(command).start(weights, stop: StopSignal())
    #expect(end.cause == .exited(status: 2))
    #expect(end.log.last == "last words")
    #expect(end.log.allSatisfy { $0.utf8.count <= ProcessLog.longestLineBytes + 8 })
  }
}
