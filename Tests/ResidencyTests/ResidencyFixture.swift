import Audit
import Domain
import Foundation
import Logging
import Residency
import Storage
import Synchronization

/// A controller with a scripted runtime and an audit trail on real files.
final class ResidencyFixture: Sendable {
  let runtime: ScriptedRuntime
  let published = EventLog<LiveResidency>()
  let controller: ResidencyController
  private let commits: EventLog<Void>
  private let folder: String
  private let database: Database
  /// Of the registry: what it would answer.
  private let desiredStates = Mutex(DesiredStates([], asOf: 0))

  init(_ runtime: ScriptedRuntime, _ settings: ResidencyMachine.Settings) async throws {
    self.runtime = runtime
    folder = NSTemporaryDirectory() + "muster-residency-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    database = try Database(path: folder + "/muster.db")
    try await database.migrate(AuditLog.migrations)
    let commits = EventLog<Void>()
    self.commits = commits
    let auditLog = AuditLog(database: database, softwareVersion: "9.9", committed: { commits.add(()) })
    controller = ResidencyController(
      runtime: runtime, settings: settings, auditLog: auditLog,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
      publish: { [published] in published.add($0) })
  }

  deinit {
    try? database.close()
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Runs the controller while `body` runs.
  static func run(
    _ runtime: ScriptedRuntime = ScriptedRuntime(), drainTimeout: Duration = .seconds(600), mostWaiting: Int = 1000,
    _ body: @Sendable (ResidencyFixture) async throws -> Void
  ) async throws {
    let fixture = try await ResidencyFixture(
      runtime,
      .init(
        budgetBytes: 1 << 40, loadTimeout: .seconds(600), drainTimeout: drainTimeout, unloadGrace: .seconds(10),
        stallTimeout: .seconds(600), mostWaiting: mostWaiting))
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        await fixture.controller.run(scanned: { _ in })
      }
      defer { group.cancelAll() }
      try await body(fixture)
    }
  }

  // MARK: - What happens around the controller

  func makeAvailable(_ bases: ModelID...) {
    controller.apply(
      scan: WeightsScan(
        weights: bases.map { AvailableWeights(baseModel: $0, runtime: runtime.id, fileBytes: 1000, fingerprint: "1") }))
  }

  /// A committed change of the model with the id of its base model.
  @discardableResult
  func change(_ base: ModelID, isDesired: Bool) -> Int {
    let revision = desiredStates.withLock { desiredStates in
      desiredStates.asOf += 1
      desiredStates.all.removeAll { $0.baseModel == base }
      desiredStates.all.append(DesiredState(baseModel: base, isDesired: isDesired, asOf: desiredStates.asOf))
      return desiredStates.asOf
    }
    controller.moveFence(of: base, to: revision)
    controller.apply(
      DesiredState(baseModel: base, isDesired: isDesired, asOf: revision),
      cause: isDesired ? "switched on" : "switched off")
    return revision
  }

  /// Available, wanted and loaded, by the first process.
  func load(_ base: ModelID) async throws -> ScriptedProcess {
    makeAvailable(base)
    change(base, isDesired: true)
    let process = try await runtime.process(1)
    process.becomeReady()
    return process
  }

  // MARK: - What tests ask

  func start(
    _ base: ModelID, _ requestID: String = "r", seen revision: Int = .max, _ watch: LeaseWatch = LeaseWatch()
  ) -> ResidencyController.LeaseStart {
    controller.startLease(
      base, seenRevisions: [base: revision],
      for: LeaseHolder(requestID: requestID, model: base, userID: UserID("uma")), watch)
  }

  func lease(_ base: ModelID, seen revision: Int = .max) async throws -> LeaseAnswer {
    try await controller.lease(
      base, seenRevisions: [base: revision], for: LeaseHolder(requestID: "r", model: base, userID: UserID("uma")),
      LeaseWatch())
  }

  func report(_ base: ModelID) -> ResidencyReport? { controller.state(of: base)?.report }

  func waitUntil(_ base: ModelID, _ what: String, _ condition: (ResidencyReport) -> Bool) async throws {
    try await published.wait(for: "\(base) \(what)") { events in
      events.last { $0.report.baseModel == base }.flatMap { condition($0.report) ? true : nil }
    }
  }

  func waitUntil(_ base: ModelID, _ state: ResidencyState) async throws {
    try await waitUntil(base, "\(state)") { $0.state == state }
  }

  /// The entries of the audit trail, once there are `count`.
  func entries(_ count: Int) async throws -> [JSON] {
    try await commits.wait(for: "\(count) entries") { $0.count >= count ? true : nil }
    return try await database.read { connection in
      try connection.query("SELECT line FROM audit_entry ORDER BY sequence") { try JSON(parsing: $0.text("line")) }
    }
  }
}

extension ResidencyController.LeaseStart {
  var lease: Lease? {
    if case .answered(.admitted(let lease)) = self { lease } else { nil }
  }

  var waiting: ResidencyController.WaitingRequest? {
    if case .waiting(let request) = self { request } else { nil }
  }
}

extension LeaseAnswer {
  var lease: Lease? {
    if case .admitted(let lease) = self { lease } else { nil }
  }
}
