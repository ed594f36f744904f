import Audit
import Domain
import Foundation
import Storage

/// The models that exist, and every change of them.
///
/// Each change is one transaction: the row (if it still is the revision that was read), an immutable revision, an
/// audit entry. Then `announce` is awaited, and only then does the caller get an answer.
package struct Registry: Sendable {
  let database: Database
  let auditLog: AuditLog
  let unstored = UnstoredSwitches()
  let usage = UsageMeter()
  let announce: @Sendable (ModelChange) async -> Void
  let isOffered: @Sendable (ModelID) async -> Bool
  let bringBack: BringBack

  /// Brings back the person or group whose removal is the act of this id, within the transaction of its undo.
  package typealias BringBack = @Sendable (_ actID: String, Connection, Journal) throws -> BroughtBack

  /// - Parameters:
  ///   - isOffered: whether some runtime has weights of that name, registered or not.
  ///   - bringBack: people and groups are `Accounts`'.
  ///   - announce: told each committed change before its answer goes out.
  package init(
    database: Database, auditLog: AuditLog, isOffered: @escaping @Sendable (ModelID) async -> Bool,
    bringBack: @escaping BringBack, announce: @escaping @Sendable (ModelChange) async -> Void
  ) {
    self.database = database
    self.auditLog = auditLog
    self.isOffered = isOffered
    self.bringBack = bringBack
    self.announce = announce
  }

  // MARK: - One change

  /// The outcome of a use case inside its transaction, for one model; no `act`: nothing had to change.
  struct Written {
    var act: Act?
    var old: Model?
    var new: Model
    var isDeleted = false
  }

  /// The one way to change a model: a transaction, then the announcement, and only then the answer.
  func change(
    _ action: AuditAction, _ id: ModelID, reason: String?, as caller: Caller,
    _ block: @escaping @Sendable (Connection, Journal) throws -> Written
  ) async throws -> Model {
    // What was switched off before this, and is not stored yet, comes before it.
    try await storeSwitches()
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

  /// Like the change itself, its announcement must not be lost because a client went away.
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
    var demands: [ModelID: Demand] = [:]
    // Who repeats a change is answered no sooner than the change itself: what is so already is announced too, because
    // the announcement of whoever made it so may still be on its way.
    if sequence == 0 { sequence = try AuditLog.newest(connection) }
    return try all.map { written in
      let new = written.new
      var bases = [new.weights]
      if let before = written.old?.weights, before != new.weights { bases.append(before) }
      for base in bases where demands[base] == nil {
        demands[base] = try Demand.of(base, asOf: sequence, connection)
      }
      let action = (written.act?.action ?? .modelUpdate).rawValue
      return ModelChange(
        id: new.id, revision: new.revision, isActive: new.isActive && !written.isDeleted,
        isDeleted: written.isDeleted, action: action, demands: bases.compactMap { demands[$0] },
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

  /// The model, when the caller may do `action` to it; else the refusal that does not tell more than it may.
  static func find(
    _ id: ModelID, for action: Action, as caller: Caller, _ connection: Connection
  ) throws -> Model {
    let model = try ModelTable.find(id, connection)
    try check(AccessPolicy.decide(action, on: model.map(ModelFacts.init), by: caller.principal))
    guard let model else { throw Refusal.modelNotFound }
    return model
  }

  /// A preset stands on a base model that is registered or offered by a runtime, never on another preset; and whoever
  /// puts it there may use that base model.
  static func checkBase(
    of model: Model, isOffered: Bool, by principal: Principal, _ connection: Connection
  ) throws {
    guard let base = model.baseModelID else {
      if principal.role != .admin { throw Refusal.needsBase }
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
    if AccessPolicy.decide(.readModel, on: registered.map(ModelFacts.init), by: principal) != .allowed,
      principal.role != .admin || registered != nil
    {
      // In the same words as for one that does not exist.
      throw refuse("There is no base model '\(base)' that you may use. Ask an administrator to let you read it.")
    }
    if let registered {
      guard registered.baseModelID == nil else {
        throw refuse("'\(base)' is itself a preset on '\(registered.weights)'. Name a base model.")
      }
    } else if !isOffered {
      throw refuse(
        "There is no base model '\(base)': it is not registered, and no runtime has weights of that name."
      )
    }
    if try connection.exists("SELECT 1 FROM model WHERE weights = \(model.id.text) AND base_model_id IS NOT NULL") {
      throw refuse("Presets stand on '\(model.id)', so it must stay a base model.")
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
    detail: "Base models are made by administrators only. Name the base model that your preset stands on.")

  static func staleRevision(seen: Int?, current: Int?, snapshots: [String: JSON]) -> Refusal {
    let yours = seen.map { "revision \($0)" } ?? "an older revision"
    let now = current.map { "the model is at revision \($0)" } ?? "the model has changed meanwhile"
    return Refusal(
      .conflict, code: "model.stale_revision",
      detail: "You edited \(yours); \(now). Look at what changed and apply your change again.",
      attachments: snapshots)
  }
}
