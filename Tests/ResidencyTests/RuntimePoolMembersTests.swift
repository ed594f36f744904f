import Domain
import Runtimes
import Testing

@testable import Residency

@Suite(.timeLimit(.minutes(5))) struct `Runtimes that come and go` {
  @Test func `a drained runtime unloads its model, which is loaded elsewhere, and takes it back after that one`()
    async throws
  {
    try await PoolFixture.run { fixture in
      fixture.change("alpha", isDesired: true)
      try await fixture.near.process(1).becomeReady()
      try await fixture.waitUntil("alpha", on: fixture.near, .loaded)
      fixture.pool.setDrained(fixture.near.id, true, asOf: 1)
      try await fixture.far.process(1).becomeReady()
      try await fixture.waitUntil("alpha", on: fixture.near, .unloaded)
      try await fixture.waitUntil("alpha", on: fixture.far, .loaded)
      #expect(fixture.pool.member(fixture.near.id)?.state == .drained)
      #expect(try await fixture.lease("alpha").lease?.runtime == fixture.far.id)
      fixture.pool.setDrained(fixture.near.id, false, asOf: 2)
      #expect(fixture.pool.member(fixture.near.id)?.state == .active)
      #expect(fixture.near.processes.events.count == 1, "models do not move back")
    }
  }

  @Test func `a request is refused when all runtimes that have the model are drained`() async throws {
    try await PoolFixture.run { fixture in
      fixture.change("alpha", isDesired: true)
      for runtime in [fixture.near, fixture.far] { fixture.pool.setDrained(runtime.id, true, asOf: 1) }
      guard case .refused(let refusal) = try await fixture.lease("alpha") else {
        Issue.record("admitted")
        return
      }
      #expect(refusal.code == "runtime.drained" && refusal.kind == .unavailable)
      await #expect(throws: Refusal.self) { try await fixture.pool.load("alpha", cause: "by hand") }
    }
  }

  @Test func `a removed runtime is there until its running answers are complete`() async throws {
    try await PoolFixture.run { fixture in
      fixture.change("alpha", isDesired: true)
      try await fixture.near.process(1).becomeReady()
      try await fixture.waitUntil("alpha", on: fixture.near, .loaded)
      let lease = try #require(try await fixture.lease("alpha").lease)
      fixture.pool.remove(fixture.near.id, asOf: 1)
      try await fixture.waitUntil("alpha", on: fixture.near, .draining)
      #expect(fixture.pool.member(fixture.near.id)?.state == .removing)
      fixture.pool.giveBack(lease, .complete)
      try await fixture.waitUntilMembers(are: [fixture.far.id])
      #expect(fixture.near.stopped.events.count == 1)
      try await fixture.far.process(1).becomeReady()
      try await fixture.waitUntil("alpha", on: fixture.far, .loaded)
    }
  }

  @Test func `a runtime is replaced once nothing of it is in memory, and its leases are not those of the new one`()
    async throws
  {
    try await PoolFixture.run { fixture in
      fixture.change("alpha", isDesired: true)
      try await fixture.near.process(1).becomeReady()
      try await fixture.waitUntil("alpha", on: fixture.near, .loaded)
      let lease = try #require(try await fixture.lease("alpha").lease)
      let successor = ScriptedRuntime("near", isReadyAtOnce: true)
      fixture.pool.setDrained(fixture.far.id, true, asOf: 1)
      fixture.pool.put(fixture.member(successor), asOf: 1)
      #expect(fixture.pool.member(fixture.near.id)?.state == .replacing)
      fixture.pool.giveBack(lease, .complete)
      try await fixture.waitUntilMembers { $0.first?.state == .active }
      fixture.makeAvailable("alpha", on: successor)
      _ = try await successor.process(1)
      let next = try #require(try await fixture.lease("alpha").lease)
      #expect(next.id != lease.id)
      fixture.pool.giveBack(lease, .complete)
      #expect(fixture.pool.modelsOfRunningRequests().count == 1, "an old lease ends nothing of the new one")
    }
  }

  @Test
  func `a removed runtime that does not unload is gone after its grace, and the audit trail says what it may hold`()
    async throws
  {
    try await PoolFixture.run { fixture in
      let deaf = ScriptedRuntime("deaf", isReadyAtOnce: true, isDeaf: true)
      var member = fixture.member(deaf)
      member.settings.unloadGrace = .zero
      fixture.pool.put(member, asOf: 1)
      fixture.makeAvailable("beta", on: deaf)
      fixture.change("beta", isDesired: true)
      try await fixture.waitUntil("beta", on: deaf, .loaded)
      let lease = try #require(try await fixture.lease("beta").lease)
      fixture.pool.remove(deaf.id, asOf: 2)
      try await fixture.waitUntil("beta", on: deaf, .draining)
      fixture.pool.giveBack(lease, .complete)
      try await fixture.waitUntilMembers(are: [fixture.near.id, fixture.far.id])
      let entry = try await fixture.entry(of: "runtime.abandon")
      #expect(entry["entity_id"] == "deaf" && entry["outcome"] == "failed")
      #expect(entry["audit_metadata"]?["models"] == [["base_model": "beta", "bytes": .int(ScriptedProcess.bytes)]])
      #expect(entry["description"]?.string?.contains("may still be in its memory") == true)
      try await deaf.process(1).end(.stopped)
    }
  }

  @Test func `a runtime that comes later knows which decisions are out of date`() async throws {
    try await PoolFixture.run { fixture in
      let seen = fixture.change("beta", isDesired: true)
      fixture.change("beta", isDesired: true)
      let late = ScriptedRuntime("late", isReadyAtOnce: true)
      fixture.pool.put(fixture.member(late), asOf: 1)
      fixture.makeAvailable("beta", on: late)
      let old = try await fixture.lease("beta", seen: seen)
      #expect(old == .retryAdmission)
      let new = try await fixture.lease("beta")
      #expect(new.lease?.runtime == late.id)
    }
  }

  @Test func `of two changes the one with the later audit entry counts`() async throws {
    try await PoolFixture.run { fixture in
      fixture.pool.setDrained(fixture.far.id, true, asOf: 7)
      fixture.pool.setDrained(fixture.far.id, false, asOf: 6)
      #expect(fixture.pool.member(fixture.far.id)?.state == .drained)
    }
  }

  @Test func `a larger budget makes room for a model that waits for it`() async throws {
    try await PoolFixture.run(nearBudget: 1000) { fixture in
      fixture.pool.setDrained(fixture.far.id, true, asOf: 1)
      fixture.change("alpha", isDesired: true)
      try await fixture.waitUntil("alpha", on: fixture.near, .failed)
      fixture.pool.change(
        fixture.near.id, settings: PoolFixture.settings(budget: 1 << 30), sharesNames: false, asOf: 1)
      try await fixture.near.process(1).becomeReady()
      try await fixture.waitUntil("alpha", on: fixture.near, .loaded)
    }
  }
}

extension PoolFixture {
  func member(_ runtime: ScriptedRuntime) -> RuntimePool.Member {
    .init(runtime: runtime, settings: Self.settings(budget: nil))
  }

  func waitUntilMembers(are ids: [RuntimeID]) async throws { try await waitUntilMembers { $0.map(\.id) == ids } }

  func waitUntilMembers(_ isReached: @escaping @Sendable ([RuntimePool.Status]) -> Bool) async throws {
    try await changes.wait(for: "other runtimes") { [pool] _ in isReached(pool.members) ? true : nil }
  }
}
