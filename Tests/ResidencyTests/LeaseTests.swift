import Domain
import Residency
import Testing

@Suite struct `A lease` {
  @Test func `on a loaded model is answered at once`() async throws {
    try await ResidencyFixture.run { fixture in
      let process = try await fixture.load("alpha")
      let lease = try #require(fixture.start("alpha").lease)
      #expect(lease.upstream == process.upstream)
      #expect(fixture.report("alpha")?.leases == 1)
      fixture.controller.giveBack(lease, .complete)
      #expect(fixture.report("alpha")?.leases == 0)
    }
  }

  @Test func `waits for the load, each request for its own`() async throws {
    try await ResidencyFixture.run { fixture in
      fixture.makeAvailable("alpha")
      let waiting = try (1...3).map { try #require(fixture.start("alpha", "r\($0)").waiting) }
      #expect(fixture.report("alpha")?.waiting == 3)
      let process = try await fixture.runtime.process(1)
      async let first = fixture.controller.answer(to: waiting[0])
      async let second = fixture.controller.answer(to: waiting[1])
      process.becomeReady()
      // Answered before its task waits.
      let third = try await fixture.controller.answer(to: waiting[2])
      let leases = try await [first, second, third].compactMap(\.lease)
      #expect(leases.map(\.upstream) == [process.upstream, process.upstream, process.upstream])
      #expect(leases.map(\.id) == leases.map(\.id).sorted(), "in the order of the requests")
      #expect(fixture.report("alpha")?.leases == 3)
      for lease in leases { fixture.controller.giveBack(lease, .complete) }
    }
  }

  @Test func `is refused when the queue is full`() async throws {
    try await ResidencyFixture.run(mostWaiting: 1) { fixture in
      fixture.makeAvailable("alpha")
      _ = fixture.start("alpha")
      guard case .answered(.refused(let refusal)) = fixture.start("alpha") else { throw Unexpected() }
      #expect(refusal.code == "model_queue_full")
    }
  }

  @Test func `of a task that is cancelled while it waits is withdrawn`() async throws {
    try await ResidencyFixture.run { fixture in
      fixture.makeAvailable("alpha")
      fixture.change("alpha", isDesired: true)
      let task = Task { try await fixture.lease("alpha") }
      try await fixture.waitUntil("alpha", "waiting") { $0.waiting == 1 }
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      #expect(fixture.report("alpha")?.waiting == 0)
      try await fixture.runtime.process(1).becomeReady()
      #expect(fixture.report("alpha")?.leases == 0)
    }
  }

  @Test func `of a task that is cancelled before it waits is withdrawn`() async throws {
    try await ResidencyFixture.run { fixture in
      fixture.makeAvailable("alpha")
      let request = try #require(fixture.start("alpha").waiting)
      let task = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        return try await fixture.controller.answer(to: request)
      }
      await #expect(throws: CancellationError.self) { try await task.value }
      #expect(fixture.report("alpha")?.waiting == 0)
    }
  }

  @Test func `that was granted before its task is cancelled belongs to the task`() async throws {
    try await ResidencyFixture.run { fixture in
      fixture.makeAvailable("alpha")
      let request = try #require(fixture.start("alpha").waiting)
      try await fixture.runtime.process(1).becomeReady()
      let task = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        return try await fixture.controller.answer(to: request)
      }
      let lease = try #require(try await task.value.lease)
      #expect(fixture.report("alpha")?.leases == 1)
      fixture.controller.giveBack(lease, .complete)
      #expect(fixture.report("alpha")?.leases == 0)
    }
  }
}

@Suite struct `Deactivating a model` {
  @Test func `refuses decisions on older revisions from the moment it returns`() async throws {
    try await ResidencyFixture.run { fixture in
      _ = try await fixture.load("alpha")
      let lease = try #require(fixture.start("alpha", seen: 1).lease)
      fixture.change("alpha", isDesired: false)
      guard case .answered(.retryAdmission) = fixture.start("alpha", seen: 1) else { throw Unexpected() }
      fixture.controller.giveBack(lease, .complete)
    }
  }

  @Test func `makes requests that wait decide again`() async throws {
    try await ResidencyFixture.run { fixture in
      fixture.makeAvailable("alpha")
      let revision = fixture.change("alpha", isDesired: true)
      let request = try #require(fixture.start("alpha", seen: revision).waiting)
      fixture.change("alpha", isDesired: false)
      #expect(try await fixture.controller.answer(to: request) == .retryAdmission)
    }
  }

  @Test func `lets the running answer finish, then unloads`() async throws {
    try await ResidencyFixture.run { fixture in
      let process = try await fixture.load("alpha")
      let lease = try #require(fixture.start("alpha").lease)
      fixture.change("alpha", isDesired: false)
      #expect(fixture.report("alpha")?.state == .draining)
      #expect(!process.hasEnded)
      fixture.controller.giveBack(lease, .complete)
      try await fixture.waitUntil("alpha", .unloaded)
      #expect(process.hasEnded)
    }
  }

  @Test func `cuts the answer at the end of the drain timeout`() async throws {
    try await ResidencyFixture.run(drainTimeout: .milliseconds(20)) { fixture in
      _ = try await fixture.load("alpha")
      let watch = LeaseWatch()
      let cuts = EventLog<String?>()
      watch.onCut { cuts.add(watch.cutReason) }
      _ = try #require(fixture.start("alpha", "r", watch).lease)
      fixture.change("alpha", isDesired: false)
      let reason = try await cuts.wait(for: "the cut") { $0.first ?? nil }
      #expect(reason.contains("drain_timeout"))
      try await fixture.waitUntil("alpha", .unloaded)
    }
  }
}

struct Unexpected: Error {}
