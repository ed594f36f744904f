import Audit
import Domain
import Foundation
import Storage

/// The models, and every change to them.
///
/// Each change is one transaction: the row (if it still is the revision that was read), an immutable revision, an
/// audit entry. Then `announce` is awaited, and only then does the caller get an answer.
package struct Registry: Sendable {
  let database: Database
  let auditLog: AuditLog
  let unsaved = UnsavedDeactivations()
  let usage = UsageMeter()
  let announce: @Sendable (ModelChange) async -> Void
  let isAvailable: @Sendable (ModelID) async -> Bool
  let launchChoices: @Sendable () -> [LaunchChoices]
  let restoreRemoved: RestoreRemoved

  /// Restores the user or group that a change has removed, within the transaction of the undo.
  package typealias RestoreRemoved = @Sendable (_ actID: String, Connection, Journal) throws -> RestoredSubject

  /// - Parameters:
  ///   - isAvailable: whether some runtime has weights of that name, registered or not.
  ///   - launchChoices: what each runtime lets models have in place of its command.
  ///   - restoreRemoved: from `Accounts`, which owns users and groups.
  ///   - announce: called with each committed change before it is answered.
  package init(
    database: Database, auditLog: AuditLog, isAvailable: @escaping @Sendable (ModelID) async -> Bool,
    launchChoices: @escaping @Sendable () -> [LaunchChoices] = { [] },
    restoreRemoved: @escaping RestoreRemoved, announce: @escaping @Sendable (ModelChange) async -> Void
  ) {
    self.database = database
    self.auditLog = auditLog
    self.isAvailable = isAvailable
    self.launchChoices = launchChoices
    self.restoreRemoved = restoreRemoved
    self.announce = announce
  }

  // MARK: - One change

  /// The outcome of a use case inside its transaction, for one model; without `act`, nothing had to change.
  struct Written {
    var act: Act?
    var old: Model?
    var new: Model
    var isDeleted = false

    /// The weights that it uses now, and those that it used before.
    var bases: [ModelID] {
      guard let before = old?.weights, before != new.weights else { return [new.weights] }
      return [new.weights, before]
    }
  }

  /// The one way to change a model: a transaction, then the announcement, and only then the answer.
  func change(
    _ action: AuditAction, _ id: ModelID, reason: String?, as caller: Caller,
    _ block: @escaping @Sendable (Connection, Journal) throws -> Written
  ) async throws -> Model {
    // Unsaved deactivations happened before this change.
    try await saveDeactivations()
    return try await changeOne(action, id, reason: reason, as: caller, block)
  }

  func changeOne(
    _ action: AuditAction, _ id: ModelID, reason: String?, as caller: Caller,
    _ block: @escaping @Sendable (Connection, Journal) throws -> Written
  ) async throws -> Model {
    let attempt = AuditLog.Attempt(action, entityType: "model", entityID: id.text, reason: reason)
    let (model, changes) = try await auditLog.change(as: caller, attempt) { connection, journal in
      let written = try block(connection, journal)
      return (written.new, try Self.commit([written], journal, connection))
    }
    await announceToTheEnd(changes)
    return model
  }

  /// Like the change itself, its announcement must not be lost because a client disconnects.
  func announceToTheEnd(_ changes: [ModelChange]) async {
    await Task { for change in changes { await announce(change) } }.value
  }

  /// Writes what every change leaves behind: for each model a revision and an audit entry.
  static func commit(
    _ all: [Written], _ journal: Journal, _ connection: Connection
  ) throws -> [ModelChange] {
    var sequence = 0
    for case let written in all {
      guard let act = written.act else { continue }
      try ModelTable.insertRevision(written.new, action: act.action, journal: journal, reason: act.reason, connection)
      var entry = act
      entry.details["revision_before"] = written.old.map { .int($0.revision) }
      entry.details["revision_after"] = .int(written.new.revision)
      sequence = try journal.record(entry)
    }
    // A repeated change must not be answered before the first one took effect: it is announced again, because the
    // announcement of the first may still be in progress.
    if sequence == 0 { sequence = try AuditLog.newest(connection) }
    let desiredStates = try DesiredState.of(Set(all.flatMap(\.bases)), asOf: sequence, connection)
    return all.map { written in
      let new = written.new
      let action = (written.act?.action ?? .modelUpdate).rawValue
      return ModelChange(
        id: new.id, revision: new.revision, isActive: new.isActive && !written.isDeleted,
        isDeleted: written.isDeleted, action: action, desiredStates: written.bases.compactMap { desiredStates[$0] },
        before: written.old.map(ModelFacts.init), after: written.isDeleted ? nil : ModelFacts(new),
        cause: "\(action) of \(new.id)", shouldPublish: written.act != nil)
    }
  }

  // MARK: - Checks

  static func check(_ decision: AccessPolicy.Decision) throws {
    if case .refused(let refusal) = decision { throw refusal }
  }

  static func check(_ form: ModelForm, over old: ModelContent? = nil) throws {
    let problems = form.problems(over: old)
    if !problems.isEmpty { throw Refusal.invalid(problems) }
  }

  /// Base models are changed by administrators only, and presets have no such settings: nobody else can set them.
  static func checkSettings(of model: Model) throws {
    let problems = LaunchSettings.problems(of: model) + ResidencySettings.problems(of: model)
    if !problems.isEmpty { throw Refusal.invalid(problems) }
  }

  static func check(_ seen: SeenRevision?, of model: Model, _ connection: Connection) throws {
    switch seen {
    case nil: return
    case .number(model.revision), .versionID(model.versionID): return
    case .number(let revision)?:
      throw Refusal.staleRevision(
        seen: revision, current: model.revision,
        snapshots: try snapshots(of: model, .number(revision), connection))
    case .versionID(let version)?:
      throw Refusal.staleRevision(
        seen: nil, current: model.revision,
        snapshots: try snapshots(of: model, .versionID(version), connection))
    }
  }

  private static func snapshots(
    of model: Model, _ seen: SeenRevision, _ connection: Connection
  ) throws -> [String: JSON] {
    var current = model.snapshot
    current["revision"] = .int(model.revision)
    return [
      "current": .object(current),
      "seen": try ModelTable.snapshot(of: model, seen, connection) ?? .null,
    ]
  }

  /// The model, when the caller may do `action` to it; otherwise a refusal that reveals no more than the caller may know.
  static func find(
    _ id: ModelID, for action: Action, as caller: Caller, _ connection: Connection
  ) throws -> Model {
    let model = try ModelTable.find(id, connection)
    try check(AccessPolicy.decide(action, on: model.map(ModelFacts.init), by: caller.principal))
    guard let model else { throw Refusal.modelNotFound }
    return model
  }

  /// A preset is built on a base model that is registered or available on a runtime, never on another preset; and the
  /// caller may read that base model.
  static func checkBase(
    of model: Model, isAvailable: Bool, by principal: Principal, _ connection: Connection
  ) throws {
    guard let base = model.baseModelID else {
      if !AccessPolicy.mayMakeBaseModels(principal) { throw Refusal.needsBase }
      return
    }
    func refuse(_ message: String) -> Refusal {
      .invalid([
        FieldProblem(
          ["body", "base_model_id"], type: "value_error", message: message,
          input: .string(base.text))
      ])
    }
    let registered = try ModelTable.find(base, connection)
    let mayUse =
      registered.map { AccessPolicy.decide(.readModel, on: ModelFacts($0), by: principal) == .allowed }
      ?? AccessPolicy.mayUseUnregisteredWeights(principal)
    if !mayUse {
      // The same text as for one that does not exist.
      throw refuse("There is no base model '\(base)' that you may use. Ask an administrator for read access.")
    }
    if let registered {
      guard registered.baseModelID == nil else {
        throw refuse("'\(base)' is itself a preset on '\(registered.weights)'. Choose a base model.")
      }
    } else if !isAvailable {
      throw refuse(
        "There is no base model '\(base)': it is not registered, and no runtime has weights of that name."
      )
    }
    if try connection.exists("SELECT 1 FROM model WHERE weights = \(model.id.text) AND base_model_id IS NOT NULL") {
      throw refuse("Presets are built on '\(model.id)', so it must stay a base model.")
    }
  }

  static func newID() -> String { UUID().uuidString.lowercased() }
}

extension Model {
  mutating func advance(at now: Timestamp) {
    revision += 1
    versionID = UUID().uuidString.lowercased()
    updatedAt = max(now, updatedAt)
  }
}

extension Refusal {
  static let taken = Refusal(
    .conflict, code: "model.taken",
    detail: "Uh-oh! This model id is already registered. Please choose another model id string.")

  static let needsBase = Refusal(
    .forbidden, code: "model.base_is_administrators",
    detail: "Only administrators can create base models. Choose a base model for your preset.")

  static func staleRevision(seen: Int?, current: Int?, snapshots: [String: JSON]) -> Refusal {
    let yours = seen.map { "revision \($0)" } ?? "an older revision"
    let now = current.map { "the model is at revision \($0)" } ?? "the model has changed meanwhile"
    return Refusal(
      .conflict, code: "model.stale_revision",
      detail: "You edited \(yours); \(now). Review what changed and apply your change again.",
      attachments: snapshots)
  }
}
