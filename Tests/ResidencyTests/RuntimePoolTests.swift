import Audit
import Domain
import Foundation
import Logging
import Storage
import Synchronization
import Testing

@testable import Residency

/// Two scripted runtimes that both have `alpha`.
final class PoolFixture: Sendable {
  let near: ScriptedRuntime
  let far: ScriptedRuntime
  let pool: RuntimePool
  let published = EventLog<LiveResidency>()
  /// An event for each time that runtimes came, went or changed.
  let changes = EventLog<Bool>()
  private let commits = EventLog<Bool>()
  private let folder: String
  private let database: Database
  private let lastEntry = Mutex(0)

  init(nearBudget: Int? = nil, isFarAlwaysLoaded: Bool = false) async throws {
    near = ScriptedRuntime("near")
    far = ScriptedRuntime("far", isAlwaysLoaded: isFarAlwaysLoaded)
    folder = NSTemporaryDirectory() + "muster-pool-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    database = try Database(path: folder + "/muster.db")
    try await database.migrate(AuditLog.migrations)
    pool = RuntimePool(
      [
        .init(runtime: near, settings: Self.settings(budget: nearBudget)),
        .init(runtime: far, settings: Self.settings(budget: nil)),
      ],
      auditLog: AuditLog(
        database: database, softwareVersion: "9.9", committed: { [commits] in commits.add(true) }),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, publish: { [published] in published.add($0) },
      changed: { [changes] in changes.add(true) })
  }

  static func settings(budget: Int?) -> ResidencyMachine.Settings {
    .init(
      budgetBytes: budget, loadTimeout: .seconds(600), drainTimeout: .seconds(600), unloadGrace: .seconds(10),
      stallTimeout: .seconds(600), mostWaiting: 100)
  }

  deinit {
    try? database.close()
    try? FileManager.default.removeItem(atPath: folder)
  }

  static func run(
    nearBudget: Int? = nil, isFarAlwaysLoaded: Bool = false, _ body: @Sendable (PoolFixture) async throws -> Void
  ) async throws {
    let fixture = try await PoolFixture(nearBudget: nearBudget, isFarAlwaysLoaded: isFarAlwaysLoaded)
    for runtime in [fixture.near, fixture.far] { fixture.makeAvailable("alpha", on: runtime) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        await fixture.pool.run(desiredStates: { DesiredStates([], asOf: 0) }, weightsScanned: { _, _ in })
      }
      defer { group.cancelAll() }
      try await body(fixture)
    }
  }

  /// The entry of the audit trail, once there is one.
  func entry(of action: String) async throws -> JSON {
    for count in 1... {
      try await commits.wait(for: "an entry of \(action)") { $0.count >= count ? true : nil }
      let lines = try await database.read { connection in
        try connection.query("SELECT line FROM audit_entry ORDER BY sequence") { try JSON(parsing: $0.text("line")) }
      }
      if let entry = lines.first(where: { $0["action"]?.string == action }) { return entry }
    }
    throw CancellationError()
  }

  func makeAvailable(_ bases: ModelID..., on runtime: ScriptedRuntime) {
    pool.apply(
      scan: WeightsScan(
        weights: bases.map {
          AvailableWeights(baseModel: $0, runtime: runtime.id, fileBytes: 1000, fingerprint: "1", digest: "same")
        }), of: runtime.id)
  }

  @discardableResult
  func change(_ base: ModelID, isDesired: Bool) -> Int {
    let revision = lastEntry.withLock { last in
      last += 1
      return last
    }
    pool.moveFence(
      of: base, to: revision, desiredStates: [DesiredState(baseModel: base, isDesired: isDesired, asOf: revision)],
      cause: "switched")
    return revision
  }

  func lease(_ base: ModelID, besides: Set<RuntimeID> = [], seen: Int = .max) async throws -> LeaseAnswer {
    try await pool.lease(
      base, seenRevisions: [base: seen], for: LeaseHolder(requestID: "r", model: base, userID: UserID("uma")),
      LeaseWatch(), besides: besides)
  }

  func waitUntil(_ base: ModelID, on runtime: ScriptedRuntime, _ state: ResidencyState) async throws {
    try await published.wait(for: "\(base) \(state) on \(runtime.id)") { events in
      events.last { $0.report.baseModel == base && $0.runtime == runtime.id }
        .flatMap { $0.report.state == state ? true : nil }
    }
  }
}

@Suite(.timeLimit(.minutes(5))) struct `A pool of runtimes` {
  @Test func `loads a model on the first runtime that has room, and on no other`() async throws {
    try await PoolFixture.run { fixture in
      fixture.change("alpha", isDesired: true)
      try await fixture.near.process(1).becomeReady()
      try await fixture.waitUntil("alpha", on: fixture.near, .loaded)
      #expect(fixture.far.processes.events.isEmpty)
    }
    try await PoolFixture.run(nearBudget: 1000) { fixture in
      fixture.change("alpha", isDesired: true)
      try await fixture.far.process(1).becomeReady()
      try await fixture.waitUntil("alpha", on: fixture.far, .loaded)
      #expect(fixture.near.processes.events.isEmpty)
    }
  }

  @Test func `moves a model to another runtime when its process cannot be started again`() async throws {
    try await PoolFixture.run { fixture in
      fixture.change("alpha", isDesired: true)
      try await fixture.near.process(1).end(.couldNotStart, "broken", isRetryable: false)
      let elsewhere = try await fixture.far.process(1)
      elsewhere.becomeReady()
      try await fixture.waitUntil("alpha", on: fixture.far, .loaded)
      let lease = try #require(try await fixture.lease("alpha").lease)
      #expect(lease.runtime == fixture.far.id)
      #expect(lease.upstream == elsewhere.upstream)
    }
  }

  @Test func `answers with the least busy of several runtimes that have the model loaded`() async throws {
    try await PoolFixture.run { fixture in
      fixture.change("alpha", isDesired: true)
      try await fixture.near.process(1).becomeReady()
      try await fixture.waitUntil("alpha", on: fixture.near, .loaded)
      // It fails, is loaded elsewhere, and comes back here for a request that waits.
      try await fixture.near.process(1).end(.lost, "gone", isRetryable: true)
      try await fixture.near.process(2).becomeReady()
      try await fixture.waitUntil("alpha", on: fixture.near, .loaded)
      let lease = try #require(try await fixture.lease("alpha").lease)
      #expect(lease.runtime == fixture.near.id)
      fixture.pool.giveBack(lease, .complete)
      #expect(fixture.pool.modelsOfRunningRequests().isEmpty)
    }
  }

  @Test func `answers with the runtime that has the fewest running requests, whatever ends and fails meanwhile`()
    async throws
  {
    try await PoolFixture.run(isFarAlwaysLoaded: true) { fixture in
      fixture.change("alpha", isDesired: true)
      let process = try await fixture.far.process(1)
      process.becomeReady()
      try await fixture.near.process(1).becomeReady()
      for runtime in [fixture.near, fixture.far] { try await fixture.waitUntil("alpha", on: runtime, .loaded) }
      var running: [RuntimeID: [Lease]] = [fixture.near.id: [], fixture.far.id: []]
      var random = SystemRandomNumberGenerator()
      for _ in 0..<200 {
        let counts = running.mapValues(\.count)
        if Bool.random(using: &random) {
          let lease = try #require(try await fixture.lease("alpha").lease)
          #expect(counts[lease.runtime] == counts.values.min(), "\(counts)")
          running[lease.runtime]?.append(lease)
        } else if let runtime = running.keys.randomElement(using: &random),
          let lease = running[runtime]?.popLast()
        {
          fixture.pool.giveBack(lease, Bool.random(using: &random) ? .complete : .broken)
        }
      }
      // It does not answer its probe: it is the last resort, however idle.
      process.report(isAnswering: false)
      for _ in 0..<10 { #expect(try await fixture.lease("alpha").lease?.runtime == fixture.near.id) }
      process.report(isAnswering: true)
      #expect(try await fixture.lease("alpha").lease?.runtime == fixture.far.id)
      process.end(.lost, "gone", isRetryable: false)
      try await fixture.waitUntil("alpha", on: fixture.far, .failed)
      #expect(try await fixture.lease("alpha").lease?.runtime == fixture.near.id)
    }
  }

  @Test func `does not send a request to a runtime that did not get it, if there is another`() async throws {
    try await PoolFixture.run { fixture in
      fixture.change("alpha", isDesired: true)
      try await fixture.near.process(1).becomeReady()
      try await fixture.waitUntil("alpha", on: fixture.near, .loaded)
      async let other = fixture.lease("alpha", besides: [fixture.near.id])
      let process = try await fixture.far.process(1)
      process.becomeReady()
      #expect(try await other.lease?.runtime == fixture.far.id)
    }
  }

  @Test func `admits nobody on any runtime once a switch-off is answered`() async throws {
    try await PoolFixture.run { fixture in
      let seen = fixture.change("alpha", isDesired: true)
      try await fixture.near.process(1).becomeReady()
      try await fixture.waitUntil("alpha", on: fixture.near, .loaded)
      fixture.change("alpha", isDesired: false)
      for besides in [[], [fixture.near.id]] as [Set<RuntimeID>] {
        let answer = try await fixture.lease("alpha", besides: besides, seen: seen)
        #expect(answer == .retryAdmission)
      }
      try await fixture.waitUntil("alpha", on: fixture.near, .unloaded)
    }
  }

  @Test func `has a model ready on a runtime that is always loaded, too, and unloads it only where that is possible`()
    async throws
  {
    try await PoolFixture.run(isFarAlwaysLoaded: true) { fixture in
      fixture.makeAvailable("alpha", "beta", on: fixture.far)
      fixture.change("alpha", isDesired: true)
      try await fixture.near.process(1).becomeReady()
      try await fixture.far.process(1).becomeReady()
      try await fixture.waitUntil("alpha", on: fixture.near, .loaded)
      try await fixture.waitUntil("alpha", on: fixture.far, .loaded)
      #expect(try await fixture.pool.unload("alpha", cause: "by hand") == ScriptedProcess.bytes)
      #expect(fixture.pool.snapshot(of: fixture.far.id).first?.report.state == .loaded)
      await #expect {
        try await fixture.pool.unload("beta", cause: "by hand")
      } throws: {
        ($0 as? Refusal)?.code == "residency.always_loaded"
      }
    }
  }

  @Test func `keeps a pin when the weights come to a runtime later`() async throws {
    try await PoolFixture.run { fixture in
      fixture.pool.pin("beta", true, asOf: 1)
      fixture.makeAvailable("alpha", "beta", on: fixture.far)
      #expect(
        fixture.pool.snapshot(of: fixture.far.id).contains { $0.report.baseModel == "beta" && $0.report.isPinned })
    }
  }

  @Test func `lists each base model once, and what each runtime has`() async throws {
    try await PoolFixture.run { fixture in
      fixture.makeAvailable("alpha", "beta", on: fixture.far)
      #expect(fixture.pool.scan.weights.map(\.baseModel) == ["alpha", "beta"])
      #expect(fixture.pool.scan(of: fixture.far.id).weights.map(\.baseModel) == ["alpha", "beta"])
      #expect(fixture.pool.isAvailable("beta") && !fixture.pool.isAvailable("gamma"))
    }
  }
}
