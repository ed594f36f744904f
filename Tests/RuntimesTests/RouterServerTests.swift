import AsyncHTTPClient
import Domain
import Foundation
import Logging
import Testing

@testable import Runtimes

/// With a real llama-server, whose command says nothing of what is Muster's.
@Suite(.serialized)  // each takes a core
struct `A router that Muster starts` {
  @Test func `asks for a key, and so do the processes of its models`() async throws {
    let router = try RouterFixture()
    try await router.makeModel("alpha")
    try await router.withOwn { runtime in
      let end = try await runtime.withRunning(router.weights("alpha")) { stop, upstream, _ in
        #expect(await upstream.answer().hasPrefix(" alpha"))
        let child = try #require(router.processes(of: "alpha").first)
        for port in [try router.port(of: child), try router.port(of: try router.process())] {
          let url = "http://127.0.0.1:\(port)/v1"
          #expect(await Upstream(url: url, keys: ["guess"], model: "alpha").answer().contains("Invalid API Key"))
        }
        let words = ProcFile.text("\(try router.process())/cmdline") ?? ""
        #expect(!words.contains(upstream.keys[0]))
        #expect(words.contains("--models-max\00\0--no-models-autoload"))
        stop.fire()
      }
      #expect(end.cause == .stopped)
    }
    #expect(ProcessTable.pids(mentioning: router.folder) == [])
  }

  @Test func `is started again after its end, at another port and with another key`() async throws {
    let router = try RouterFixture()
    try await router.makeModel("alpha")
    try await router.withOwn { runtime in
      let clock = ContinuousClock()
      let first = try await runtime.withRunning(router.weights("alpha")) { _, _, _ in try router.crash() }
      #expect(first.cause == .lost && first.isRetryable && first.wasReady)
      #expect(first.detail == "the router of runtime router has ended")
      let killed = clock.now
      #expect(await runtime.scan().problem?.hasPrefix("has ended and is started again: Ended by signal 9") == true)
      #expect(await eventually { await runtime.scan().problem == nil })
      #expect(clock.now - killed >= .milliseconds(800), "not at once, because it ran for a moment only")
      let again = try await runtime.withRunning(router.weights("alpha")) { stop, upstream, _ in
        #expect(await upstream.answer().hasPrefix(" alpha"))
        stop.fire()
      }
      #expect(again.cause == .stopped)
    }
  }

  @Test func `is ended and started again when it hangs`() async throws {
    let router = try RouterFixture()
    try await router.makeModel("alpha")
    try await router.withOwn(healthTimeout: .seconds(1)) { runtime in
      let old = try router.process()
      let end = try await runtime.withRunning(router.weights("alpha")) { _, _, _ in try await router.stop() }
      #expect(end.cause == .lost)
      #expect(await eventually { await runtime.scan().problem == nil })
      #expect(!ProcessTable.exists(old))
      #expect(router.processes(of: "alpha") == [])
    }
  }

  @Test func `leaves nothing when its guard is killed`() async throws {
    let router = try RouterFixture()
    try await router.makeModel("alpha")
    try await router.withOwn { runtime in
      let old = try router.process()
      let end = try await runtime.withRunning(router.weights("alpha")) { _, _, _ in
        kill(pid_t(try #require(ProcessTable.parent(of: old))), SIGKILL)
      }
      #expect(end.cause == .lost)
      #expect(!ProcessTable.exists(old))
      #expect(router.processes(of: "alpha") == [])
    }
  }

  @Test func `tells why a model could not be loaded`() async throws {
    let router = try RouterFixture()
    try await router.makeModel("broken", "--corrupt", "tensor")
    try await router.withOwn { runtime in
      let end = await runtime.start(router.weights("broken"), stop: StopSignal())
      #expect(end.cause == .couldNotStart)
      #expect(end.detail.contains("could not load the model: "))
      #expect(end.detail.contains("missing tensor"), "\(end.detail)")
      #expect(!end.isRetryable)
      #expect(!end.detail.contains(router.folder))
    }
  }

  @Test func `that cannot be started says so, and loads nothing`() async throws {
    let router = try RouterFixture()
    try await router.withOwn(program: "/nowhere/llama-server", isReady: false) { runtime in
      #expect(await eventually { await runtime.scan().problem?.contains("No such file") == true })
      let problem = await runtime.scan().problem ?? ""
      #expect(problem.contains("Cannot run llama-server: No such file or directory"), "\(problem)")
      let end = await runtime.start(router.weights("alpha"), stop: StopSignal())
      #expect(end.cause == .lost && end.isRetryable)
    }
  }
}

@Suite struct `The log of a router` {
  /// As recorded, llama.cpp b10434.
  private static let lines = """
    0.00.927.548 I srv          load: spawning server instance with name=two words on port 36995
    [36995] 0.00.024.791 E llama_model_load: error loading model: missing tensor 'output_norm.weight'
    [36996] 0.00.024.795 E somebody else's failure
    [36995] 0.00.025.838 E cmn  common_init_: failed to load model '/srv/corrupt/bad.gguf'
    [36995] 0.00.026.279 E srv  llama_server: exiting due to model loading error
    0.00.999.788 I srv    operator(): instance name=two words exited with status 1
    """

  @Test func `names the cause of a model's failure`() async throws {
    let log = RouterLog(key: "k")
    for line in Self.lines.split(separator: "\n") { log.read(String(line)) }
    let failure = try #require(await log.failure(of: "two words"))
    #expect(failure.line == "llama_model_load: error loading model: missing tensor 'output_norm.weight'")
    #expect(failure.isLasting)
    #expect(await log.failure(of: "alpha") == nil)
  }

  @Test func `is shown without folders`() {
    #expect(RouterLog.withoutFolders("cannot open '/srv/my/x.gguf', no/t this") == "cannot open 'x.gguf', no/t this")
  }
}

extension RouterFixture {
  /// Lets Muster start a router with the models of this fixture, and ends it after `body`.
  fileprivate func withOwn(
    program: String? = RuntimeFixture.llamaServer, healthTimeout: Duration = .seconds(5), isReady: Bool = true,
    _ body: (LlamaRouterRuntime) async throws -> Void
  ) async throws {
    let program = try #require(program, "MUSTER_LLAMA_SERVER names no llama-server: use scripts/test units")
    let runtime = LlamaRouterRuntime(
      settings: .init(
        id: RuntimeID("router"),
        origin: .started(
          command: [
            program, "--models-dir", folder + "/models", "--models-preset", folder + "/presets.ini", "--threads", "1",
            "--ctx-size", "2048", "--no-webui",
          ], environment: ["OMP_WAIT_POLICY": "passive"], guardExecutable: RuntimeFixture.muster),
        healthInterval: .milliseconds(50), healthTimeout: healthTimeout, unloadGrace: .seconds(20)),
      client: RouterFixture.client, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let stop = StopSignal()
    let serving = Task { await runtime.serve(until: stop) }
    do {
      if isReady { try #require(await eventually { await runtime.scan().problem == nil }) }
      try await body(runtime)
    } catch {
      stop.fire()
      await serving.value
      throw error
    }
    stop.fire()
    await serving.value
    #expect(ProcessTable.pids(mentioning: folder) == [])
  }

  /// The router's process.
  fileprivate func process() throws -> Int {
    try #require(
      ProcessTable.pids(mentioning: folder).first { pid in
        ProcFile.text("\(pid)/cmdline").map { $0.contains("--models-dir") && !$0.contains("__guard") } ?? false
      })
  }

  fileprivate func port(of pid: Int) throws -> Int {
    let words = (ProcFile.text("\(pid)/cmdline") ?? "").split(separator: "\0")
    let place = try #require(words.firstIndex(of: "--port"))
    return try #require(Int(words[place + 1]))
  }
}
