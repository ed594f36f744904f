import Domain
import Foundation
import Testing

@testable import Runtimes

/// What happens to a real router without Muster's doing.
@Suite(.serialized)  // each takes a core
struct `A router in trouble` {
  @Test func `reports the crash of a model's process`() async throws {
    let router = try RouterFixture()
    try await router.makeModel("alpha")
    try await router.start()
    let end = try await router.runtime().withRunning(router.weights("alpha")) { _, _, _ in
      Foundation.kill(pid_t(try #require(router.processes(of: "alpha").first)), SIGKILL)
    }
    #expect(end.cause == .lost)
    #expect(end.detail.contains("its process ended with code"))
    #expect(end.isRetryable)
    #expect(end.wasReady)
  }

  @Test func `is gone when it is killed, keeps its list, and is used again when it is back`() async throws {
    let router = try RouterFixture()
    try await router.makeModel("alpha")
    try await router.start()
    let runtime = router.runtime()
    #expect(await runtime.scan().problem == nil)
    let end = try await runtime.withRunning(router.weights("alpha")) { _, _, reports in
      try await router.kill()
      #expect(await reports.first { $0 == .probed(isAnswering: false) ? true : nil } == true)
    }
    #expect(end.cause == .lost)
    #expect(end.detail == "runtime router cannot be reached: connection refused")
    #expect(end.isRetryable)
    let gone = await runtime.scan()
    #expect(gone.problem == "cannot be reached: connection refused")
    #expect(gone.weights.map(\.name) == ["alpha"])

    let refused = await runtime.start(router.weights("alpha"), stop: StopSignal())
    #expect(refused.cause == .lost)
    #expect(!refused.wasReady)

    try await router.start()
    #expect(await runtime.scan().problem == nil)
    let again = try await runtime.withRunning(router.weights("alpha")) { stop, upstream, _ in
      #expect(await upstream.answer().hasPrefix(" alpha"))
      stop.fire()
    }
    #expect(again.cause == .stopped)
  }

  @Test func `has nothing to unload when it has ended`() async throws {
    let router = try RouterFixture()
    try await router.makeModel("alpha")
    try await router.start()
    let end = try await router.runtime().withRunning(router.weights("alpha")) { stop, _, _ in
      try await router.kill()
      stop.fire()
    }
    #expect(end.cause == .lost)
  }

  @Test func `that hangs still has its models, which it is told to unload when it is back`() async throws {
    let router = try RouterFixture()
    try await router.makeModel("alpha")
    try await router.start()
    let runtime = router.runtime(timeout: .milliseconds(500))
    let end = try await runtime.withRunning(router.weights("alpha")) { stop, _, reports in
      try await router.stop()
      stop.fire()
      for _ in 1...2 * RouterPoll.missesUntilLost {
        #expect(await runtime.scan().problem == "does not answer within 0.5 s")
      }
      #expect(router.processes(of: "alpha").count == 1)
      try router.resume()
    }
    #expect(end.cause == .stopped)
    #expect(router.processes(of: "alpha") == [])
  }

  @Test func `that evicts a model is noticed`() async throws {
    let router = try RouterFixture("--models-max", "1")
    try await router.makeModel("alpha")
    try await router.makeModel("beta")
    try await router.start()
    let end = try await router.runtime().withRunning(router.weights("alpha")) { _, _, _ in
      try await router.load("beta")
    }
    #expect(end.cause == .lost)
    #expect(end.detail == "runtime router unloaded the model, and not because Muster asked for it")
  }

  @Test func `may put a model to sleep, which then still answers and can be unloaded`() async throws {
    let router = try RouterFixture("--sleep-idle-seconds", "1")
    try await router.makeModel("alpha")
    try await router.start()
    let end = try await router.runtime().withRunning(router.weights("alpha")) { stop, upstream, _ in
      #expect(await eventually { await router.status(of: "alpha") == .sleeping })
      #expect(await upstream.answer().hasPrefix(" alpha"))
      #expect(await eventually { await router.status(of: "alpha") == .sleeping })
      stop.fire()
    }
    #expect(end.cause == .stopped)
    #expect(router.processes(of: "alpha") == [])
  }

  @Test func `says when it refuses the key`() async throws {
    let router = try RouterFixture("--api-key", "sesame")
    try await router.makeModel("alpha")
    try await router.start()
    let wrong = router.runtime(keys: ["wrong"])
    let scan = await wrong.scan()
    #expect(scan.problem == "refuses Muster's key (api_key)")
    #expect(scan.weights.map(\.name) == ["alpha"])
    let refused = await wrong.start(router.weights("alpha"), stop: StopSignal())
    #expect(refused.cause == .couldNotStart)
    #expect(refused.detail == "runtime router refused to load the model (status 401: Invalid API Key)")

    let right = router.runtime(keys: ["sesame"])
    #expect(await right.scan().problem == nil)
    let end = try await right.withRunning(router.weights("alpha")) { stop, upstream, _ in
      #expect(upstream.keys == ["sesame"])
      #expect(await upstream.answer().hasPrefix(" alpha"))
      stop.fire()
    }
    #expect(end.cause == .stopped)
  }
}
