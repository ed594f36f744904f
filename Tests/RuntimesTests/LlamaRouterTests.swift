import Domain
import Foundation
import Testing

@testable import Runtimes

/// With a real llama-server in router mode and models with random weights.
@Suite(.serialized)  // each takes a core
struct `A router` {
  @Test func `lists its models, and their sizes once they were loaded`() async throws {
    let router = try RouterFixture()
    try await router.makeModel("alpha")
    try await router.makeModel("two words")
    try await router.start()
    let runtime = router.runtime()
    let before = await runtime.scan()
    #expect(before.problem == nil)
    #expect(before.weights.map(\.baseModel.text) == ["alpha"])
    #expect(before.weights.first?.fileBytes == nil)
    #expect(before.weights.first?.file == nil)
    #expect(before.skipped.map(\.path) == ["two words"])

    let end = try await runtime.withRunning(router.weights("alpha")) { stop, _, _ in
      #expect(await runtime.scan().weights.first?.fileBytes ?? 0 > 300_000)
      stop.fire()
    }
    #expect(end.cause == .stopped)
    // Kept, or each unload would look like a change of the weights.
    #expect(await runtime.scan().weights.first?.fileBytes ?? 0 > 300_000)
  }

  @Test func `finds new files while it has no model loaded`() async throws {
    let router = try RouterFixture()
    try await router.makeModel("alpha")
    try await router.start()
    let runtime = router.runtime()
    #expect(await runtime.scan().weights.map(\.name) == ["alpha"])
    try await router.makeModel("beta")
    #expect(await runtime.scan().weights.map(\.name) == ["alpha", "beta"])
  }

  @Test func `answers for a loaded model, and has no process for it after its unload`() async throws {
    let router = try RouterFixture()
    try await router.makeModel("alpha")
    try await router.start()
    let end = try await router.runtime().withRunning(router.weights("alpha")) { stop, upstream, _ in
      #expect(await upstream.answer().contains(/^ alpha\d+ alpha\d+/))
      #expect(router.processes(of: "alpha").count == 1)
      stop.fire()
    }
    #expect(end.cause == .stopped)
    #expect(end.wasReady)
    #expect(end.freedBytes == nil)
    #expect(router.processes(of: "alpha") == [])
  }

  @Test func `loads two models at once`() async throws {
    let router = try RouterFixture()
    try await router.makeModel("alpha")
    try await router.makeModel("beta")
    try await router.start()
    let runtime = router.runtime()
    let end = try await runtime.withRunning(router.weights("alpha")) { stop, alpha, _ in
      let other = try await runtime.withRunning(router.weights("beta")) { stop, beta, _ in
        #expect(await alpha.answer().hasPrefix(" alpha"))
        #expect(await beta.answer().hasPrefix(" beta"))
        stop.fire()
      }
      #expect(other.cause == .stopped)
      #expect(await alpha.answer().hasPrefix(" alpha"))
      stop.fire()
    }
    #expect(end.cause == .stopped)
  }

  @Test func `unloads in the middle of an answer only when it is told to, and that is no failure`() async throws {
    let router = try RouterFixture()
    try await router.makeModel("alpha", "--size", "55MB")
    try await router.start()
    let runtime = router.runtime()
    let end = try await runtime.withRunning(router.weights("alpha")) { stop, upstream, _ in
      let rest = try? await upstream.stream {
        #expect(router.processes(of: "alpha").count == 1)
        stop.fire()
      }
      #expect(rest?.contains("[DONE]") != true)
    }
    #expect(end.cause == .stopped)
    #expect(end.detail == "")
    #expect(router.processes(of: "alpha") == [])
    // Nor does the next load take it for one.
    #expect(try await runtime.withRunning(router.weights("alpha")) { stop, _, _ in stop.fire() }.cause == .stopped)
  }

  @Test func `loads a model again only after the unload before`() async throws {
    let router = try RouterFixture()
    try await router.makeModel("alpha", "--size", "55MB")
    try await router.start()
    let runtime = router.runtime()
    let first = try await runtime.withRunning(router.weights("alpha")) { stop, upstream, _ in
      let old = router.processes(of: "alpha")
      async let rest = try? upstream.stream { stop.fire() }
      let second = try await runtime.withRunning(router.weights("alpha")) { stop, upstream, _ in
        #expect(router.processes(of: "alpha").count == 1)
        #expect(router.processes(of: "alpha") != old)
        #expect(await upstream.answer().hasPrefix(" alpha"))
        stop.fire()
      }
      #expect(second.cause == .stopped)
      _ = await rest
    }
    #expect(first.cause == .stopped)
  }

  @Test func `unloads a model that is still loading`() async throws {
    let router = try RouterFixture()
    try await router.makeModel("alpha", "--size", "55MB")
    try await router.start()
    let stop = StopSignal()
    let reports = ReportLog()
    async let end = router.runtime().start(router.weights("alpha"), stop: stop, reports: reports)
    #expect(await eventually { router.processes(of: "alpha").count == 1 })
    stop.fire()
    #expect(await end.cause == .stopped)
    #expect(router.processes(of: "alpha") == [])
  }

  @Test func `unloads when the task is cancelled`() async throws {
    let router = try RouterFixture()
    try await router.makeModel("alpha")
    try await router.start()
    let reports = ReportLog()
    let run = Task { await router.runtime().start(router.weights("alpha"), stop: StopSignal(), reports: reports) }
    #expect(await reports.upstream() != nil)
    run.cancel()
    #expect(await run.value.cause == .stopped)
    #expect(router.processes(of: "alpha") == [])
  }

  @Test func `reports a model that is loaded already as ready`() async throws {
    let router = try RouterFixture()
    try await router.makeModel("alpha")
    try await router.start()
    try await router.load("alpha")
    let process = router.processes(of: "alpha")
    let end = try await router.runtime().withRunning(router.weights("alpha")) { stop, upstream, _ in
      #expect(await upstream.answer().hasPrefix(" alpha"))
      #expect(router.processes(of: "alpha") == process)
      stop.fire()
    }
    #expect(end.cause == .stopped)
    #expect(router.processes(of: "alpha") == [])
  }

  @Test(arguments: ["truncated", "magic", "tensor"])
  func `cannot load a corrupt model, which harms no other`(_ damage: String) async throws {
    let router = try RouterFixture()
    try await router.makeModel("alpha")
    try await router.makeModel("broken", "--corrupt", damage)
    try await router.start()
    let runtime = router.runtime()
    let end = try await runtime.withRunning(router.weights("alpha")) { stop, upstream, _ in
      let broken = await runtime.start(router.weights("broken"), stop: StopSignal())
      #expect(broken.cause == .couldNotStart)
      #expect(broken.detail.contains("its process ended with code 1; the router's log says why"))
      #expect(broken.isRetryable)
      #expect(!broken.wasReady)
      #expect(await upstream.answer().hasPrefix(" alpha"))
      stop.fire()
    }
    #expect(end.cause == .stopped)
  }

  @Test func `does not load a model that it does not have`() async throws {
    let router = try RouterFixture()
    try await router.start()
    let end = await router.runtime().start(router.weights("alpha"), stop: StopSignal())
    #expect(end.cause == .couldNotStart)
    #expect(end.detail == "runtime router no longer has 'alpha'")
  }
}
