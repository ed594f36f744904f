import Domain
import Testing

@testable import Runtimes

@Suite(.serialized)  // each test starts a server
final class `A model that Ollama unloads`: Sendable {
  private let ollama: FakeOllama

  init() async throws { ollama = try await FakeOllama() }

  // Trap 2.
  @Test func `is gone only when no list shows it, although Ollama confirms at once`() async throws {
    let run = try await ollama.runtime(grace: .milliseconds(100)).startReady("gemma270")
    try await ollama.change(["busy": true])
    run.stop.fire()
    #expect(await eventually { await ollama.commands(0).count == 1 })
    let lists = await ollama.requests("/api/ps").count
    #expect(await eventually { await ollama.requests("/api/ps").count > lists + 4 })
    #expect(!run.hasEnded, "also after unload_grace")
    try await ollama.change(["busy": false])
    let end = await run.end()
    #expect(end.cause == .stopped)
    #expect(end.freedBytes == 287_781_682)
    #expect(await ollama.loaded() == [])
  }

  // Trap 2: a request in between keeps it.
  @Test func `is told again when it came back`() async throws {
    let run = try await ollama.runtime().startReady("gemma270")
    try await ollama.change(["busy": true])
    run.stop.fire()
    #expect(await eventually { await ollama.commands(0).count == 1 })
    try await ollama.post("/api/generate", ["model": "gemma270", "keep_alive": 300])
    #expect(await eventually { await ollama.commands(0).count > 1 })
    try await ollama.change(["busy": false])
    #expect(await run.end().cause == .stopped)
    #expect(await ollama.loaded() == [])
  }

  @Test func `is left behind after unload_grace if Muster ends`() async throws {
    let run = try await ollama.runtime(grace: .milliseconds(100)).startReady("gemma270")
    try await ollama.change(["busy": true])
    run.cancel()
    let end = await run.end()
    #expect(end.detail == "Ollama still has it in memory")
    #expect(end.freedBytes == nil)
  }

  @Test func `is gone with its server`() async throws {
    let run = try await ollama.runtime().startReady("gemma270")
    try await ollama.change(["busy": true])
    run.stop.fire()
    #expect(await eventually { await ollama.commands(0).count == 1 })
    ollama.kill()
    let end = await run.end()
    #expect(end.cause == .stopped)
    #expect(end.freedBytes == nil)
  }

  // Trap 9.
  @Test func `is unloaded when the list that blocked answers again`() async throws {
    let run = try await ollama.runtime(answerTimeout: .milliseconds(500)).startReady("gemma270")
    try await ollama.change(["hang": ["/api/ps", "/api/generate"]])
    run.stop.fire()
    #expect(await eventually { await ollama.requests("/api/ps").count > 3 })
    #expect(!run.hasEnded)
    try await ollama.change(["hang": []])
    #expect(await run.end().cause == .stopped)
    #expect(await ollama.loaded() == [])
  }

  // Trap 5.
  @Test func `stays for another name of its weights, and goes with the last of them`() async throws {
    let runtime = ollama.runtime()
    let first = try await runtime.startReady("gemma270")
    let second = try await runtime.start("gemma270b")
    #expect(try #require(await second.ready()).bytes == nil, "the memory is told once")
    #expect(await ollama.commands(-1) == ["gemma270:latest"], "a load by another name would be a reload")
    await second.reported { $0 == .probed(isAnswering: true) }
    #expect(!second.reports.contains { $0.bytes != nil })
    first.stop.fire()
    #expect(
      await first.end() == RunEnd(cause: .stopped, detail: "", isRetryable: true, freedBytes: nil, wasReady: true))
    #expect(await ollama.commands(0) == [], "it would end both")
    #expect(await second.reported { $0.bytes == 287_781_682 })
    second.stop.fire()
    #expect(await second.end().freedBytes == 287_781_682)
    #expect(await ollama.loaded() == [])
  }

  // Trap 5.
  @Test func `is loaded once for two names at the same time`() async throws {
    try await ollama.change(["hold_load": true])
    let runtime = ollama.runtime()
    let runs = [try await runtime.start("gemma270"), try await runtime.start("gemma270c")]
    #expect(await eventually { await ollama.isLoading() })
    try await ollama.change(["hold_load": false])
    for run in runs { #expect(await run.ready() != nil) }
    #expect(await ollama.commands(-1).count == 1)
    for run in runs { run.stop.fire() }
    let freed = [await runs[0].end(), await runs[1].end()].compactMap(\.freedBytes)
    #expect(freed == [287_781_682] || freed == [275_723_058], "only the last one frees anything")
    #expect(await ollama.loaded() == [])
  }

  // Trap 5.
  @Test func `is loaded by the other name if the first gives up`() async throws {
    try await ollama.change(["hold_load": true])
    let runtime = ollama.runtime()
    let first = try await runtime.start("gemma270")
    #expect(await eventually { await ollama.isLoading() })
    let second = try await runtime.start("gemma270b")
    first.stop.fire()
    #expect(await eventually { await ollama.commands(-1).last == "gemma270b:latest" })
    try await ollama.change(["hold_load": false])
    #expect(await second.ready() != nil)
    #expect(await first.end().freedBytes == nil)
    second.stop.fire()
    #expect(await second.end().freedBytes != nil)
    #expect(await ollama.loaded() == [])
  }

  // Trap 6.
  @Test func `that was deleted while loaded stays in memory, and the end says so`() async throws {
    let runtime = ollama.runtime()
    let run = try await runtime.startReady("gemma270q8")
    try await ollama.post("/api/delete", ["model": "gemma270q8"], method: "DELETE")
    _ = await runtime.scan()
    await run.reported(isNew: true) { $0 == .probed(isAnswering: true) }
    #expect(!run.hasEnded, "a name may be missing for a moment")
    _ = await runtime.scan()
    let end = await run.end()
    #expect(end.cause == .lost)
    #expect(
      end.detail
        == "'gemma270q8:latest' was deleted on runtime box; Ollama keeps it in memory until it is restarted or "
        + "needs the room, because it was deleted while loaded")
    #expect(!end.isRetryable)
    #expect(end.freedBytes == nil)
    #expect(await ollama.loaded() == ["gemma270q8:latest"])
  }

  // Trap 6.
  @Test func `is reached by another name if its own was deleted`() async throws {
    try await ollama.post("/api/copy", ["source": "gemma270q8", "destination": "copy:latest"])
    let runtime = ollama.runtime()
    let run = try await runtime.startReady("gemma270q8")
    try await ollama.post("/api/delete", ["model": "gemma270q8"], method: "DELETE")
    run.stop.fire()
    let end = await run.end()
    #expect(end.cause == .stopped)
    #expect(end.freedBytes == 326_201_507)
    #expect(await ollama.loaded() == [])
  }

  // Trap 6.
  @Test func `has to be loaded again after a pull of a new version`() async throws {
    let runtime = ollama.runtime()
    let run = try await runtime.startReady("gemma270q8")
    try await ollama.change(["pull": "gemma270q8:latest"])
    _ = await runtime.scan()
    let end = await run.end()
    #expect(end.cause == .lost)
    #expect(end.detail.hasPrefix("'gemma270q8:latest' was replaced on runtime box"))
    #expect(end.isRetryable)
    #expect(await ollama.commands(0) == [], "the name means other weights now")
  }
}
