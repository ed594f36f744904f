import AsyncHTTPClient
import Domain
import Foundation
import Subprocess
import Testing

@testable import Runtimes

/// The same with a real llama-server and models with random weights.
@Suite(.serialized)  // each takes a core
final class `A llama-server`: Sendable {
  private let fixture: RuntimeFixture

  init() throws { fixture = try RuntimeFixture() }
  deinit { fixture.remove() }

  private func runtime() throws -> ProcessRuntime {
    let program = try #require(
      RuntimeFixture.llamaServer, "MUSTER_LLAMA_SERVER names no llama-server: use scripts/test units")
    return fixture.runtime(
      [
        program, "--model", "{file}", "--alias", "{model}", "--host", "127.0.0.1", "--port",
        "{port}", "--threads", "1",
        "--no-mmap",
      ],
      environment: ["OMP_WAIT_POLICY": "passive", "LLAMA_API_KEY": "{key}"],
      healthTimeout: .seconds(5))
  }

  private func makeModel(_ options: String...) async throws -> AvailableWeights {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
      .deletingLastPathComponent().path
    let arguments = ["\(root)/scripts/make-model", fixture.path("alpha.gguf")] + options
    // With the Python at hand where that has the packages, else in the project's environment.
    let direct = try await Subprocess.run(
      .name("python3"), arguments: Arguments(arguments), output: .discarded)
    if !direct.terminationStatus.isSuccess {
      let made = try await Subprocess.run(
        .path(.init("\(root)/scripts/python-environment")),
        arguments: Arguments(["--with", "model", "python"] + arguments), output: .discarded)
      try #require(made.terminationStatus.isSuccess, "scripts/make-model failed")
    }
    return try #require(try runtime().readFolder().weights.first)
  }

  @Test func `answers with its key only, and gives its memory back`() async throws {
    let weights = try await makeModel("--size", "20MB")
    let end = try await runtime().withRunning(weights) { stop, upstream, reports in
      let pid = try #require(await reports.ready()).pid
      let url = upstream.url.replacing("/v1", with: "/props")  // /v1/models is open to all
      let stranger = try await HTTPClient.shared.execute(
        HTTPClientRequest(url: url), timeout: .seconds(5))
      #expect(stranger.status == .unauthorized)
      var request = HTTPClientRequest(url: url)
      request.headers.add(name: "Authorization", value: "Bearer \(upstream.keys[0])")
      let muster = try await HTTPClient.shared.execute(request, timeout: .seconds(5))
      #expect(muster.status == .ok)
      #expect(ProcFile.text("\(pid)/cmdline")?.contains(upstream.keys[0]) == false)
      stop.fire()
    }
    #expect(end.cause == .stopped)
    #expect(end.freedBytes ?? 0 > 20_000_000)
    #expect(ProcessTable.pids(mentioning: fixture.folder) == [])
  }

  @Test(arguments: [
    ("truncated", "corrupted or incomplete"), ("magic", "invalid magic characters"),
    ("tensor", "missing tensor"),
  ])
  func `says what is wrong with a corrupt model`(_ damage: String, _ words: String) async throws {
    let weights = try await makeModel("--corrupt", damage)
    let end = try await runtime().start(weights, stop: StopSignal())
    #expect(end.cause == .exited(status: 1))
    #expect(end.detail.contains(words))
    #expect(!end.isRetryable)
    #expect(end.freedBytes == 0)
  }

  @Test func `that gets a smaller context than was asked for says so, or is not loaded`() async throws {
    let weights = try await makeModel("--context", "4096")
    let reports = ReportLog()
    let stop = StopSignal()
    let runtime = try runtime()
    var launch = LaunchSettings.read(["context": 8192, "parallel": 1, "gpu_layers": 1]).settings
    async let end = runtime.start(weights, launch, stop: stop, reports: reports)
    _ = try #require(await reports.ready())
    guard case .launched(let outcome)? = reports.reports.first else { throw Unexpected() }
    #expect((outcome.context, outcome.parallel) == (4096, 1))
    #expect(outcome.shortfallText == "smaller than asked: context 4096 of 8192")
    stop.fire()
    #expect(await end.cause == .stopped)
    launch.acceptSmaller = false
    let refused = await runtime.start(weights, launch, stop: StopSignal())
    #expect(refused.cause == .smallerThanAsked && !refused.isRetryable)
    #expect(refused.detail.contains("context 4096 of 8192"))
    #expect(ProcessTable.pids(mentioning: fixture.folder) == [])
  }

  private struct Unexpected: Error {}

  @Test func `that is asked to stop in the middle of an answer ends within its grace`() async throws {
    let weights = try await makeModel("--size", "20MB")
    let clock = ContinuousClock()
    let stoppedAt = clock.now
    let end = try await runtime().withRunning(weights) { stop, upstream, _ in
      var request = HTTPClientRequest(url: upstream.url + "/completions")
      request.method = .POST
      request.headers.add(name: "Authorization", value: "Bearer \(upstream.keys[0])")
      request.headers.add(name: "Content-Type", value: "application/json")
      request.body = .bytes(Array(#"{"prompt": "x", "max_tokens": 8000, "stream": true}"#.utf8))
      let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
      for try await _ in response.body {
        stop.fire()  // at the first token; what follows is cut
        break
      }
    }
    #expect(end.cause == .stopped)
    #expect(clock.now - stoppedAt < .seconds(10))
    #expect(ProcessTable.pids(mentioning: fixture.folder) == [])
  }
}
