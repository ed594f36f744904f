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
  let refusedUses = RepeatedRefusals()
  private let announce: @Sendable (ModelChange) async -> Void
  private let isOffered: @Sendable (ModelID) async -> Bool

  /// - Parameters:
  ///   - isOffered: whether some runtime has weights of that name, registered or not.
  ///   - announce: told each committed change before its answer goes out.
  package init(
    database: Database, auditLog: AuditLog, isOffered: @escaping @Sendable (ModelID) async -> Bool,
    announce: @escaping @Sendable (ModelChange) async -> Void
  ) {
    self.database = database
    self.auditLog = auditLog
    self.isOffered = isOffered
    self.announce = announce
  }

  /// Writes a model that was not there.
  /// - Throws: `Refusal`: not allowed, a bad form, the id taken, the base model unknown or not the caller's to use,
  ///   grants that the caller may not give.
  package func create(_ form: ModelForm, as caller: Caller) async throws -> Model {
    let base = form.baseModelID ?? nil
    let baseIsOffered = if let base { await isOffered(base) } else { true }
    return try await change("model.create", form.id, reason: form.reason, as: caller) {
      connection, journal in
      try Self.check(AccessPolicy.decide(creating: form.id, by: caller.principal))
      try Self.check(form)
      let model = Model(
        id: form.id, ownerID: caller.principal.id, baseModelID: base == form.id ? nil : base,
        name: form.name,
        content: form.content, grants: GrantChecks.grants(form.grants ?? [], keeping: [], at: journal.now),
        isActive: form.isActive ?? true,
        revision: try ModelTable.lastRevision(of: form.id, connection) + 1,
        versionID: Self.newID(), createdAt: journal.now, updatedAt: journal.now)
      try Self.checkBase(of: model, isOffered: baseIsOffered, by: caller.principal, connection)
      guard try ModelTable.find(form.id, connection) == nil else { throw Refusal.taken }
      try GrantChecks.check(model.grants, of: model, over: nil, by: caller.principal, connection)
      try ModelTable.insert(model, connection)
      let act = Act(
        "model.create", entityType: "model", entityID: model.id.text,
        description: "Created \(model.id)",
        changes: model.changesOfCreation, reason: form.reason)
      return Written(act: act, old: nil, new: model)
    }
  }

  /// Makes a model what `form` says.
  /// - Throws: `Refusal`: unknown, not allowed, a bad form, a revision that is no longer the current one, a base model
  ///   that is unknown or not the caller's to use, grants that the caller may not give.
  package func update(_ form: ModelForm, as caller: Caller) async throws -> Model {
    let newBase = form.baseModelID ?? nil
    let baseIsOffered = if let newBase { await isOffered(newBase) } else { true }
    return try await change("model.update", form.id, reason: form.reason, as: caller) {
      connection, journal in
      let old = try Self.find(form.id, for: .updateModel, as: caller, connection)
      try Self.check(form)
      try Self.check(form.seen, of: old, connection)
      var new = old
      new.name = form.name
      new.content = form.content
      if let base = form.baseModelID { new.baseModelID = base == form.id ? nil : base }
      if let grants = form.grants {
        new.grants = GrantChecks.grants(grants, keeping: old.grants, at: journal.now)
      }
      if let isActive = form.isActive { new.isActive = isActive }
      let changes = old.changes(to: new)
      if changes.isEmpty { return Written(act: nil, old: old, new: old) }
      if new.baseModelID != old.baseModelID {
        try Self.checkBase(of: new, isOffered: baseIsOffered, by: caller.principal, connection)
      }
      if new.grants != old.grants || new.baseModelID != old.baseModelID {
        try GrantChecks.check(new.grants, of: new, over: old, by: caller.principal, connection)
      }
      new.advance(at: journal.now)
      try ModelTable.update(from: old, to: new, connection)
      let act = Act(
        "model.update", entityType: "model", entityID: new.id.text,
        description: "Changed \(new.id)", changes: changes, reason: form.reason)
      return Written(act: act, old: old, new: new)
    }
  }

  /// Makes `grants` all there are on a model.
  ///
  /// A base model that is not registered yet, but offered by a runtime, is registered for it, switched off; this is
  /// how Open WebUI's clients share one.
  /// - Throws: `Refusal`: unknown, not allowed, a revision that is no longer the current one, grants that the caller
  ///   may not give.
  package func share(
    _ id: ModelID, _ grants: [GrantForm], name: String?, seen: SeenRevision?, reason: String?, as caller: Caller
  ) async throws -> Model {
    let offered = await isOffered(id)
    let isNew = try await database.read { try ModelTable.find(id, $0) == nil }
    if isNew, offered, caller.principal.role == .admin {
      let form = ModelForm(
        id: id, name: name ?? id.text, content: ModelContent(), baseModelID: .some(nil), grants: grants,
        isActive: false, reason: reason)
      return try await create(form, as: caller)
    }
    return try await change("model.share", id, reason: reason, as: caller) { connection, journal in
      let old = try Self.find(id, for: .shareModel, as: caller, connection)
      try Self.check(seen, of: old, connection)
      var new = old
      new.grants = GrantChecks.grants(grants, keeping: old.grants, at: journal.now)
      if new.grants == old.grants { return Written(act: nil, old: old, new: old) }
      try GrantChecks.check(new.grants, of: new, over: old, by: caller.principal, connection)
      new.advance(at: journal.now)
      try ModelTable.update(from: old, to: new, connection)
      let act = Act(
        "model.share", entityType: "model", entityID: id.text, description: "Changed who may use \(id)",
        changes: old.changes(to: new), reason: reason)
      return Written(act: act, old: old, new: new)
    }
  }

  /// How the switch is to stand afterwards.
  package enum SwitchPosition: Sendable, Equatable {
    case on, off
    /// The other way round: unsafe to repeat, kept for Open WebUI's clients.
    case flipped
  }

  /// Switches a model on or off. When this returns after a switch-off, nobody is admitted any more.
  /// - Throws: `Refusal`: unknown or not allowed.
  package func setSwitch(
    of id: ModelID, to position: SwitchPosition, reason: String?, as caller: Caller
  ) async throws -> Model {
    let attempted =
      switch position {
      case .on: "model.activate"
      case .off: "model.deactivate"
      case .flipped: "model.toggle"
      }
    return try await change(attempted, id, reason: reason, as: caller) { connection, journal in
      let old = try Self.find(id, for: .switchModel, as: caller, connection)
      var new = old
      new.isActive = position == .flipped ? !old.isActive : position == .on
      guard new != old else { return Written(act: nil, old: old, new: old) }
      new.advance(at: journal.now)
      try ModelTable.setActive(new, connection)
      let act = Act(
        new.isActive ? "model.activate" : "model.deactivate", entityType: "model",
        entityID: id.text,
        description: "Switched \(id) \(new.isActive ? "on" : "off")", changes: old.changes(to: new),
        reason: reason)
      return Written(act: act, old: old, new: new)
    }
  }

  /// Removes a model; its revisions and audit entries stay.
  /// - Throws: `Refusal`: unknown or not allowed.
  package func delete(_ id: ModelID, reason: String?, as caller: Caller) async throws {
    _ = try await change("model.delete", id, reason: reason, as: caller) { connection, journal in
      let old = try Self.find(id, for: .deleteModel, as: caller, connection)
      return try Self.delete(old, reason: reason, journal, connection)
    }
  }

  /// Removes all models, in one transaction, with an audit entry for each.
  /// - Returns: how many there were.
  package func deleteAll(reason: String?, as caller: Caller) async throws -> Int {
    let attempt = AuditLog.Attempt(
      "model.delete_all", entityType: "model", entityID: "*", reason: reason)
    let changes = try await auditLog.change(as: caller, attempt) { connection, journal in
      try Self.check(AccessPolicy.decide(.deleteAllModels, by: caller.principal))
      let models = try connection.query(
        "SELECT \(ModelTable.columns) FROM model ORDER BY id", row: ModelTable.model)
      return try models.map { model in
        let written = try Self.delete(model, reason: reason, journal, connection)
        return try Self.commit(written, reason: reason, journal, connection)
      }
    }
    for case let change? in changes { await announceToTheEnd(change) }
    return changes.count
  }

  // MARK: - One change

  /// The outcome of a use case inside its transaction; no `act`: nothing had to change.
  struct Written {
    var act: Act?
    var old: Model?
    var new: Model
    var isDeleted = false
  }

  private func change(
    _ action: String, _ id: ModelID, reason: String?, as caller: Caller,
    _ block: @escaping @Sendable (Connection, Journal) throws -> Written
  ) async throws -> Model {
    let attempt = AuditLog.Attempt(action, entityType: "model", entityID: id.text, reason: reason)
    let (model, change) = try await auditLog.change(as: caller, attempt) { connection, journal in
      let written = try block(connection, journal)
      return (written.new, try Self.commit(written, reason: reason, journal, connection))
    }
    if let change { await announceToTheEnd(change) }
    return model
  }

  /// Like the change itself, its announcement must not be lost because a client went away.
  func announceToTheEnd(_ change: ModelChange) async {
    await Task { await announce(change) }.value
  }

  /// Writes what every change leaves behind: a revision and an audit entry.
  static func commit(
    _ written: Written, reason: String?, _ journal: Journal, _ connection: Connection
  ) throws -> ModelChange? {
    guard let act = written.act else { return nil }
    let new = written.new
    try ModelTable.insertRevision(
      new, action: act.action, journal: journal, reason: reason, connection)
    var entry = act
    entry.details["revision_before"] = written.old.map { .int($0.revision) }
    entry.details["revision_after"] = .int(new.revision)
    let sequence = try journal.record(entry)
    var bases = [new.weights]
    if let before = written.old?.weights, before != new.weights { bases.append(before) }
    return ModelChange(
      id: new.id, revision: new.revision, isActive: new.isActive && !written.isDeleted,
      isDeleted: written.isDeleted,
      action: act.action, demands: try bases.map { try .of($0, asOf: sequence, connection) },
      cause: "\(act.action) of \(new.id) by \(journal.caller.principal.name)")
  }

  private static func delete(
    _ old: Model, reason: String?, _ journal: Journal, _ connection: Connection
  ) throws -> Written {
    var tombstone = old
    tombstone.advance(at: journal.now)
    try ModelTable.delete(old.id, connection)
    let act = Act(
      "model.delete", entityType: "model", entityID: old.id.text, description: "Deleted \(old.id)",
      changes: old.changesOfDeletion, reason: reason)
    return Written(act: act, old: old, new: tombstone, isDeleted: true)
  }

  // MARK: - Checks

  static func check(_ decision: AccessPolicy.Decision) throws {
    if case .refused(let refusal) = decision { throw refusal }
  }

  private static func check(_ form: ModelForm) throws {
    let problems = form.problems()
    if !problems.isEmpty { throw Refusal.invalid(problems) }
  }

  private static func check(_ seen: SeenRevision?, of model: Model, _ connection: Connection) throws {
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
      "seen": try ModelTable.snapshot(of: model.id, seen, connection) ?? .null,
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
  private static func checkBase(
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

  private static func newID() -> String { UUID().uuidString.lowercased() }
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
