import Domain
import Testing

@testable import Runtimes

@Suite(.serialized)  // each test starts a server
final class `A model that Ollama loads`: Sendable {
  private let ollama: FakeOllama

  init() async throws { ollama = try await FakeOllama() }

  @Test func `is used by its name there, and takes what Ollama says`() async throws {
    let run = try await ollama.runtime().start("gemma270")
    let ready = try #require(await run.ready())
    #expect(ready.upstream == Upstream(url: "\(ollama.url)/v1", keys: [], model: "gemma270:latest"))
    #expect(ready.bytes == 287_781_682)
    await run.reported { $0 == .observed(Observation(residentBytes: 287_781_682)) }
    await run.reported { $0 == .probed(isAnswering: true) }
    #expect(await ollama.expiries().allSatisfy { $0.hasPrefix("2319") }, "whatever OLLAMA_KEEP_ALIVE is")
    run.stop.fire()
    let end = await run.end()
    #expect(end.cause == .stopped)
    #expect(end.freedBytes == 287_781_682)
    #expect(await ollama.loaded() == [])
  }

  // Trap 1.
  @Test func `is loading until Ollama says that it is loaded, because no list shows it`() async throws {
    try await ollama.change(["hold_load": true])
    let run = try await ollama.runtime().start("gemma270")
    #expect(await eventually { await ollama.isLoading() })
    #expect(await ollama.loaded() == [])
    #expect(run.reports == [])
    try await ollama.change(["hold_load": false])
    #expect(await run.ready() != nil)
    run.stop.fire()
    _ = await run.end()
  }

  // Trap 4.
  @Test func `takes longer than any other answer may`() async throws {
    try await ollama.change(["hold_load": true])
    let runtime = ollama.runtime(answerTimeout: .milliseconds(500))
    let run = try await runtime.start("gemma270")
    #expect(await eventually { await ollama.isLoading() })
    try await ollama.change(["hang": ["/api/tags"]])
    #expect(await runtime.scan().problem == "does not answer within 2 s")
    try await ollama.change(["hang": [], "hold_load": false])
    #expect(await run.ready() != nil)
    run.stop.fire()
    _ = await run.end()
  }

  // Trap 4.
  @Test(arguments: [false, true])
  func `is given up when it is stopped or cancelled, and Ollama does not go on`(isCancelled: Bool) async throws {
    try await ollama.change(["hold_load": true])
    let run = try await ollama.runtime().start("gemma270")
    #expect(await eventually { await ollama.isLoading() })
    if isCancelled { run.cancel() } else { run.stop.fire() }
    let end = await run.end()
    #expect(end.cause == .stopped)
    #expect(!end.wasReady)
    #expect(await !ollama.isLoading())
    #expect(await ollama.loaded() == [])
    #expect(await ollama.requests("/api/ps").count > 1, "one empty list could still be that of a load")
  }

  // Trap 3.
  @Test func `is unloaded although its load went on`() async throws {
    try await ollama.change(["hold_load": true, "deaf": true])
    let run = try await ollama.runtime(settlingTime: .seconds(300)).start("gemma270")
    #expect(await eventually { await ollama.isLoading() })
    run.stop.fire()
    #expect(await eventually { await ollama.commands(0).count == 1 })
    #expect(!run.hasEnded)
    try await ollama.change(["hold_load": false])
    #expect(await run.end().cause == .stopped)
    #expect(await ollama.commands(0).count == 2, "the first one was lost")
    #expect(await ollama.loaded() == [])
  }

  // Trap 12, and the errors of traps 4 and 135.
  @Test(arguments: [
    (400, #""gemma270" does not support generate"#, false),
    (404, #"model "gemma270" not found, try pulling it first"#, false),
    (500, #"tensor "token_embd.weight" offset+size (184785600) exceeds file size (145771872)"#, false),
    (500, "invalid file magic", false), (500, "timed out waiting for llama-server to start - ", true),
    (503, "server busy, please try again.  maximum pending requests exceeded", true),
    (500, "model requires more system memory (5.6 GiB) than is available (3.1 GiB)", true),
  ])
  func `fails in Ollama's words, and for good only if no repetition helps`(
    _ status: Int, _ words: String, _ isRetryable: Bool
  ) async throws {
    try await ollama.change(["errors": ["/api/generate": [.int(status), ["error": .string(words)]]]])
    let end = await (try await ollama.runtime().start("gemma270")).end()
    #expect(end.cause == .couldNotStart)
    #expect(end.detail.hasPrefix("Ollama: \(words)"))
    #expect(end.isRetryable == isRetryable)
    #expect(end.freedBytes == 0)
  }

  @Test func `fails without telling where the server keeps its programs`() async throws {
    let words =
      "error starting llama-server: llama-server binary not found (checked: /usr/local/lib/ollama/llama-server)"
    try await ollama.change(["errors": ["/api/generate": [500, ["error": .string(words)]]]])
    let end = await (try await ollama.runtime().start("gemma270")).end()
    #expect(end.detail == "Ollama: error starting llama-server: llama-server binary not found (checked: llama-server)")
    #expect(end.isRetryable)
  }

  @Test func `fails if the server is gone, and can be loaded when it is back`() async throws {
    let runtime = ollama.runtime()
    let weights = try #require(await runtime.scan().weights.first)
    ollama.kill()
    let end = await StartedRun(runtime, weights).end()
    #expect(end.cause == .couldNotStart)
    #expect(end.detail.contains("runtime box cannot be reached: connection refused"))
    #expect(end.isRetryable)
    try await ollama.restart()
    let run = try await runtime.startReady("gemma270")
    run.stop.fire()
    #expect(await run.end().cause == .stopped)
  }

  @Test func `is taken over if it is loaded already, as after a restart of Muster`() async throws {
    try await ollama.post("/api/generate", ["model": "gemma270"])
    let run = try await ollama.runtime().startReady("gemma270")
    #expect(await ollama.loaded() == ["gemma270:latest"])
    #expect(await ollama.expiries().allSatisfy { $0.hasPrefix("2319") })
    run.stop.fire()
    #expect(await run.end().freedBytes == 287_781_682)
  }

  @Test func `may be one that makes embeddings`() async throws {
    try await ollama.change([
      "add": ["name": "embedder:latest", "digest": "e1", "size": 5, "capabilities": ["embedding"]]
    ])
    let run = try await ollama.runtime().startReady("embedder")
    #expect(await ollama.requests("/api/embed") == [["model": "embedder:latest", "input": "", "keep_alive": -1]])
    run.stop.fire()
    #expect(await run.end().cause == .stopped)
    #expect(await ollama.loaded() == [])
  }

  @Test(arguments: [JSON.int(0), nil])
  func `takes an unknown size while Ollama does not tell it`(_ size: JSON) async throws {
    try await ollama.change(["size": size])
    let run = try await ollama.runtime().start("gemma270")
    let ready = try #require(await run.ready())
    #expect(ready.bytes == nil)
    await run.reported { $0 == .observed(Observation()) }
    try await ollama.change(["size": -1])
    #expect(await run.reported { $0.bytes == 287_781_682 })
    run.stop.fire()
    #expect(await run.end().freedBytes == 287_781_682)
  }
}
