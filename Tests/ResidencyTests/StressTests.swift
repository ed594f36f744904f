import Domain
import Residency
import Synchronization
import Testing

/// Many tasks at once; what must hold is checked at each step.
@Suite struct `Under concurrent leases and changes` {
  private static let bases: [ModelID] = ["alpha", "beta", "gamma"]
  /// What may be published next. An event that ends one process and starts the next publishes the last state only.
  private static let follows: [ResidencyState: Set<ResidencyState>] = [
    .unloaded: [.loading], .loading: [.loaded, .unloading], .loaded: [.draining, .unloading],
    .draining: [.loaded, .unloading], .unloading: [.unloaded, .loading],
  ]

  @Test func `no leased process is stopped, no old decision is admitted, and nothing is left over`() async throws {
    let runtime = ScriptedRuntime(isReadyAtOnce: true)
    try await ResidencyFixture.run(runtime) { fixture in
      fixture.makeAvailable("alpha", "beta", "gamma")
      let revisions = Revisions()
      for base in Self.bases { revisions[base] = fixture.change(base, isDesired: true) }
      let violations = EventLog<String>()

      await withTaskGroup(of: Void.self) { group in
        for worker in 0..<16 {
          group.addTask {
            for round in 0..<60 {
              let base = Self.bases[(worker + round) % Self.bases.count]
              let isOld = round % 7 == 0
              let revision = revisions[base]
              let task = Task { try await fixture.lease(base, seen: isOld ? revision - 1 : revision) }
              if round % 5 == 0 { task.cancel() }
              guard case .admitted(let lease)? = try? await task.value else { continue }
              if isOld { violations.add("\(base): a decision on revision \(revision - 1) was admitted at \(revision)") }
              await Task.yield()
              let isStopped = runtime.stopped.events.contains { $0.upstream == lease.upstream }
              if isStopped { violations.add("\(base): stopped while it is leased") }
              fixture.controller.giveBack(lease, .complete)
            }
          }
        }
        for base in Self.bases {
          group.addTask {
            for round in 0..<30 {
              revisions[base] = fixture.change(base, isDesired: round % 2 == 1)
              _ = fixture.controller.snapshot()
              await Task.yield()
            }
          }
          group.addTask {
            for _ in 0..<10 { _ = try? await fixture.controller.unload(base, cause: "unloaded by hand") }
          }
        }
      }

      #expect(violations.events == [])
      for base in Self.bases {
        let report = try #require(fixture.report(base))
        #expect((report.leases, report.waiting) == (0, 0), "\(base)")
        fixture.controller.pin(base, true, asOf: 1_000_000)
        fixture.change(base, isDesired: true)
        try await fixture.waitUntil(base, .loaded)
      }
      Self.check(fixture.published.events.map(\.report))
    }
    #expect(runtime.processes.events.filter { !$0.hasEnded }.isEmpty)
  }

  /// Publications that overtook one another would show a step that the machine never takes.
  private static func check(_ reports: [ResidencyReport]) {
    for base in bases {
      let states = reports.filter { $0.baseModel == base }.map { ($0.state, $0.since) }
      for (earlier, later) in zip(states, states.dropFirst()) {
        #expect(earlier.1 <= later.1, "\(base): \(later.0) is older than \(earlier.0)")
        #expect(
          earlier.0 == later.0 || follows[earlier.0]?.contains(later.0) == true,
          "\(base): \(later.0) after \(earlier.0)")
      }
    }
  }
}

/// The latest revision of each model whose change is announced.
private final class Revisions: Sendable {
  private let latest = Mutex<[ModelID: Int]>([:])

  subscript(base: ModelID) -> Int {
    get { latest.withLock { $0[base] ?? 0 } }
    set { latest.withLock { $0[base] = newValue } }
  }
}
