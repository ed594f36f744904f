import Domain
import Residency
import Testing

@Suite struct `A command` {
  @Test func `loads a model that is wanted, and unloads it until its next request`() async throws {
    try await ResidencyFixture.run { fixture in
      let first = try await fixture.load("alpha")
      #expect(try await fixture.controller.load("alpha", cause: "loaded by hand") == ScriptedProcess.bytes)
      #expect(try await fixture.controller.unload("alpha", cause: "unloaded by hand") == ScriptedProcess.bytes)
      #expect(first.hasEnded)
      #expect(fixture.report("alpha")?.state == .unloaded)
      async let loaded = fixture.controller.load("alpha", cause: "loaded by hand")
      try await fixture.runtime.process(2).becomeReady()
      #expect(try await loaded == ScriptedProcess.bytes)
    }
  }

  @Test func `to load a model that nobody wants is refused`() async throws {
    try await ResidencyFixture.run { fixture in
      fixture.makeAvailable("alpha")
      let refusal = await #expect(throws: Refusal.self) {
        try await fixture.controller.load("alpha", cause: "loaded by hand")
      }
      #expect(refusal?.code == "residency.no_active_model")
    }
  }

  @Test func `whose client leaves goes on`() async throws {
    try await ResidencyFixture.run { fixture in
      fixture.makeAvailable("alpha")
      fixture.change("alpha", isDesired: true)
      let process = try await fixture.runtime.process(1)
      let task = Task { try await fixture.controller.load("alpha", cause: "loaded by hand") }
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      process.becomeReady()
      #expect(fixture.report("alpha")?.state == .loaded)
    }
  }
}

@Suite struct `A process` {
  @Test func `that fails to load refuses requests with the reason, and is started again`() async throws {
    try await ResidencyFixture.run { fixture in
      fixture.makeAvailable("alpha")
      fixture.change("alpha", isDesired: true)
      let request = try #require(fixture.start("alpha").waiting)
      try await fixture.runtime.process(1).end(.exited(status: 1), "out of luck")
      guard case .refused(let refusal) = try await fixture.controller.answer(to: request) else { throw Unexpected() }
      #expect(refusal.detail.contains("out of luck"))
      try await fixture.runtime.process(2).becomeReady()
      #expect(fixture.report("alpha")?.state == .loaded)
    }
  }

  @Test func `that cannot be helped is not started again`() async throws {
    try await ResidencyFixture.run { fixture in
      fixture.makeAvailable("alpha")
      fixture.change("alpha", isDesired: true)
      try await fixture.runtime.process(1).end(.exited(status: 1), "corrupt", isRetryable: false)
      try await fixture.waitUntil("alpha", .failed)
      #expect(fixture.controller.state(of: "alpha")?.retryAt == nil)
    }
  }

  @Test func `that crashes is replaced at once, and its entry names the requests that it took with it`() async throws {
    try await ResidencyFixture.run { fixture in
      let process = try await fixture.load("alpha")
      _ = try #require(fixture.start("alpha", "running").lease)
      let broken = try #require(fixture.start("alpha", "broken").lease)
      let complete = try #require(fixture.start("alpha", "complete").lease)
      fixture.controller.giveBack(complete, .complete)
      fixture.controller.giveBack(broken, .broken)
      process.end(.signalled(11), "Ended by signal 11.")
      try await fixture.runtime.process(2).becomeReady()
      try await fixture.waitUntil("alpha", .loaded)
      #expect(fixture.report("alpha")?.leases == 0)
      let entries = try await fixture.entries(5)
      #expect(
        entries.compactMap { $0["changes"]?["state"]?["after"]?.string }.prefix(5) == [
          "loading", "loaded", "failed", "loading", "loaded",
        ])
      let lost = entries[2]["audit_metadata"]?["running_requests"]?.array?.compactMap { $0["request_id"]?.string }
      #expect(lost == ["broken", "running"])
      #expect(entries[2]["audit_metadata"]?["running_requests_total"]?.int == 2)
    }
  }

  @Test func `that refuses connections gets no new request until it is replaced`() async throws {
    try await ResidencyFixture.run { fixture in
      let process = try await fixture.load("alpha")
      let lease = try #require(fixture.start("alpha").lease)
      fixture.controller.giveBack(lease, .unreachable)
      let request = try #require(fixture.start("alpha").waiting)
      process.end(.signalled(9))
      let next = try await fixture.runtime.process(2)
      next.becomeReady()
      #expect(try await fixture.controller.answer(to: request).lease?.upstream == next.upstream)
    }
  }
}

@Suite struct `Shutting down` {
  @Test func `refuses everything that waits, and unloads after the running answers`() async throws {
    try await ResidencyFixture.run { fixture in
      let process = try await fixture.load("alpha")
      fixture.makeAvailable("alpha", "beta")
      let lease = try #require(fixture.start("alpha").lease)
      let waiting = try #require(fixture.start("beta").waiting)
      fixture.controller.close()
      guard case .refused(let refusal) = try await fixture.controller.answer(to: waiting) else { throw Unexpected() }
      #expect(refusal.code == "shutting_down")
      guard case .answered(.refused(refusal)) = fixture.start("alpha") else { throw Unexpected() }
      #expect(!process.hasEnded)
      fixture.controller.giveBack(lease, .complete)
      try await fixture.runtime.stopped.wait(for: "the stop") { $0.contains { $0 === process } ? true : nil }
    }
  }

  @Test func `cuts running answers with the reason`() async throws {
    try await ResidencyFixture.run { fixture in
      _ = try await fixture.load("alpha")
      let watch = LeaseWatch()
      _ = try #require(fixture.start("alpha", "request 7", watch).lease)
      #expect(fixture.controller.modelsOfRunningRequests() == ["request 7": "alpha"])
      fixture.controller.close()
      fixture.controller.cutOff(reason: "Muster is shutting down")
      #expect(watch.cutReason == "Muster is shutting down")
    }
  }

  @Test func `ends every process before run returns`() async throws {
    let runtime = ScriptedRuntime()
    try await ResidencyFixture.run(runtime) { fixture in
      fixture.makeAvailable("alpha", "beta")
      fixture.change("alpha", isDesired: true)
      fixture.change("beta", isDesired: true)
      try await fixture.runtime.process(1).becomeReady()
      _ = try await fixture.runtime.process(2)
    }
    #expect(runtime.processes.events.map(\.hasEnded) == [true, true])
  }
}

@Suite struct `A publication` {
  @Test func `comes for each state in order, and only when something changed`() async throws {
    try await ResidencyFixture.run { fixture in
      _ = try await fixture.load("alpha")
      let lease = try #require(fixture.start("alpha").lease)
      fixture.controller.giveBack(lease, .complete)
      fixture.controller.pin("alpha", true, asOf: 5)
      fixture.controller.pin("alpha", true, asOf: 6)
      fixture.change("alpha", isDesired: false)
      try await fixture.waitUntil("alpha", .unloaded)
      let reports = fixture.published.events.map(\.report)
      #expect(zip(reports, reports.dropFirst()).filter { $0 == $1 }.isEmpty)
      var states: [ResidencyState] = []
      for report in reports where report.state != states.last { states.append(report.state) }
      #expect(states.drop { $0 == .unloaded } == [.loading, .loaded, .unloading, .unloaded])
    }
  }
}
