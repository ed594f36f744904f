import Domain
import Testing

@testable import Runtimes

@Suite(.serialized)  // each test starts a server
final class `A model in Ollama's memory`: Sendable {
  private let ollama: FakeOllama

  init() async throws { ollama = try await FakeOllama() }

  // Trap 11: also if it is pinned.
  @Test func `that Ollama unloads by itself is lost, and can be loaded again`() async throws {
    let runtime = ollama.runtime()
    let run = try await runtime.startReady("gemma270")
    try await ollama.change(["evict": "gemma270"])
    let end = await run.end()
    #expect(end.cause == .lost)
    #expect(end.detail.hasPrefix("Ollama unloaded it by itself"))
    #expect(end.isRetryable)
    #expect(end.wasReady)
    #expect(end.freedBytes == 287_781_682)
    let again = try await runtime.startReady("gemma270")
    #expect(await ollama.loaded() == ["gemma270:latest"])
    again.stop.fire()
    _ = await again.end()
  }

  // Trap 5: a request by the other name reloads it.
  @Test func `stays when it is there under another name of its weights`() async throws {
    let run = try await ollama.runtime().startReady("gemma270")
    try await ollama.post("/api/generate", ["model": "gemma270b"])
    #expect(await ollama.loaded() == ["gemma270b:latest"])
    #expect(await run.reported { $0.bytes == 284_635_954 })
    run.stop.fire()
    #expect(await run.end().freedBytes == 284_635_954)
    #expect(await ollama.loaded() == [])
  }

  // Trap 5: by a name that is newer than the last list.
  @Test func `is recognised under a name that is new`() async throws {
    let run = try await ollama.runtime().startReady("gemma270")
    try await ollama.change(["evict": "gemma270"])
    try await ollama.post("/api/copy", ["source": "gemma270b", "destination": "new:latest"])
    try await ollama.post("/api/generate", ["model": "new"])
    #expect(await run.reported(isNew: true) { $0.bytes != nil } || !run.hasEnded)
    run.stop.fire()
    _ = await run.end()
    #expect(await ollama.loaded() == [])
  }

  // Trap 14, 134.
  @Test func `stays loaded when another client changes how long it stays`() async throws {
    let run = try await ollama.runtime().startReady("gemma270")
    try await ollama.post("/api/generate", ["model": "gemma270", "keep_alive": 300])
    #expect(await eventually { await ollama.expiries().allSatisfy { $0.hasPrefix("2319") } })
    #expect(!run.hasEnded)
    run.stop.fire()
    _ = await run.end()
  }

  // Trap 2.
  @Test func `stays loaded when another client has it unloaded while it answers`() async throws {
    let run = try await ollama.runtime().startReady("gemma270")
    try await ollama.change(["busy": true])
    try await ollama.post("/api/generate", ["model": "gemma270", "keep_alive": 0])
    #expect(await eventually { await ollama.expiries().allSatisfy { $0.hasPrefix("2319") } })
    try await ollama.change(["busy": false])
    #expect(await ollama.loaded() == ["gemma270:latest"])
    run.stop.fire()
    _ = await run.end()
  }

  // Trap 9.
  @Test func `does not answer its probe while the list blocks, and lives on`() async throws {
    let run = try await ollama.runtime(answerTimeout: .milliseconds(500)).startReady("gemma270")
    try await ollama.change(["hang": ["/api/ps"]])
    #expect(await eventually { run.reports.filter { $0 == .probed(isAnswering: false) }.count > 4 })
    #expect(!run.hasEnded)
    try await ollama.change(["hang": []])
    #expect(await run.reported(isNew: true) { $0 == .probed(isAnswering: true) })
    run.stop.fire()
    #expect(await run.end().cause == .stopped)
  }

  @Test func `is lost if nothing of the server answers any more`() async throws {
    let run = try await ollama.runtime(answerTimeout: .milliseconds(500)).startReady("gemma270")
    try await ollama.change(["hang": ["/api/ps", "/api/version"]])
    let end = await run.end()
    #expect(end.cause == .lost)
    #expect(end.detail == "runtime box does not answer within 0.5 s")
    #expect(run.reports.filter { $0 == .probed(isAnswering: false) }.count >= 3)
  }

  // Traps 8 and 10: the server ends, in good order or not.
  @Test func `is lost with its server, and can be loaded when that is back`() async throws {
    let runtime = ollama.runtime()
    let run = try await runtime.startReady("gemma270")
    ollama.kill()
    let end = await run.end()
    #expect(end.cause == .lost)
    #expect(end.detail == "runtime box cannot be reached: connection refused")
    #expect(end.isRetryable)
    try await ollama.restart()
    let again = try await runtime.startReady("gemma270")
    again.stop.fire()
    #expect(await again.end().cause == .stopped)
  }
}
