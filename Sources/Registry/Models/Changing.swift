import Audit
import Domain
import Storage

/// Making a model, and changing one.
extension Registry {
  /// - Throws: `Refusal`: not allowed, an invalid form, the id is taken, the base model is unknown or not readable for
  ///   the caller, grants that the caller may not give.
  package func create(_ form: ModelForm, as caller: Caller) async throws -> Model {
    let base = form.baseModelID ?? nil
    let baseIsAvailable = if let base { await isAvailable(base) } else { true }
    return try await change(.modelCreate, form.id, reason: form.reason, as: caller) { connection, journal in
      let written = try Self.write(new: form, baseIsAvailable: baseIsAvailable, journal, connection)
      try Self.checkLaunch(of: written.new, over: nil, among: launchChoices())
      return written
    }
  }

  static func write(
    new form: ModelForm, baseIsAvailable: Bool, _ journal: Journal, _ connection: Connection
  ) throws -> Written {
    let principal = journal.caller.principal
    try check(AccessPolicy.decide(creating: form.id, by: principal))
    try check(form)
    let base = form.baseModelID ?? nil
    let first = try ModelTable.lastRevision(of: form.id, connection) + 1
    let model = Model(
      id: form.id, ownerID: principal.id, baseModelID: base == form.id ? nil : base, name: form.name,
      content: form.content, grants: GrantChecks.grants(form.grants ?? [], keeping: [], at: journal.now),
      isActive: form.isActive ?? true, revision: first, life: first, versionID: newID(), createdAt: journal.now,
      updatedAt: journal.now)
    try checkSettings(of: model)
    try checkBase(of: model, isAvailable: baseIsAvailable, by: principal, connection)
    guard try ModelTable.find(form.id, connection) == nil else { throw Refusal.taken }
    try GrantChecks.check(model.grants, of: model, over: nil, by: principal, connection)
    try ModelTable.insert(model, connection)
    let act = Act(
      .modelCreate, entityType: "model", entityID: model.id.text, description: "Created \(model.id)",
      changes: model.changesOfCreation, reason: form.reason)
    return Written(act: act, old: nil, new: model)
  }

  /// - Throws: `Refusal`: unknown, not allowed, an invalid form, a stale revision, a base model that is unknown or not
  ///   readable for the caller, grants that the caller may not give.
  package func update(_ form: ModelForm, as caller: Caller) async throws -> Model {
    let newBase = form.baseModelID ?? nil
    let baseIsAvailable = if let newBase { await isAvailable(newBase) } else { true }
    return try await change(.modelUpdate, form.id, reason: form.reason, as: caller) { connection, journal in
      let old = try Self.find(form.id, for: .updateModel, as: caller, connection)
      let written = try Self.write(form, over: old, baseIsAvailable: baseIsAvailable, journal, connection)
      try Self.checkLaunch(of: written.new, over: old, among: launchChoices())
      return written
    }
  }

  static func write(
    _ form: ModelForm, over old: Model, baseIsAvailable: Bool, _ journal: Journal, _ connection: Connection
  ) throws -> Written {
    let principal = journal.caller.principal
    try check(form, over: old.content)
    try check(form.seen, of: old, connection)
    var new = old
    new.name = form.name
    new.content = form.content
    if let base = form.baseModelID { new.baseModelID = base == form.id ? nil : base }
    if let grants = form.grants { new.grants = GrantChecks.grants(grants, keeping: old.grants, at: journal.now) }
    if let isActive = form.isActive { new.isActive = isActive }
    if new.content.launch != old.content.launch || new.content.residencySettings != old.content.residencySettings
      || new.baseModelID != old.baseModelID
    {
      try checkSettings(of: new)
    }
    let changes = old.changes(to: new)
    if changes.isEmpty { return Written(act: nil, old: old, new: old) }
    if new.baseModelID != old.baseModelID {
      try checkBase(of: new, isAvailable: baseIsAvailable, by: principal, connection)
    }
    if new.grants != old.grants || new.baseModelID != old.baseModelID {
      try GrantChecks.check(new.grants, of: new, over: old, by: principal, connection)
    }
    new.advance(at: journal.now)
    try ModelTable.update(from: old, to: new, connection)
    let act = Act(
      .modelUpdate, entityType: "model", entityID: new.id.text, description: "Updated \(new.id)", changes: changes,
      reason: form.reason)
    return Written(act: act, old: old, new: new)
  }

  /// Replaces all grants of a model.
  ///
  /// A base model that is not registered yet, but available on a runtime, is registered as inactive; this is how
  /// Open WebUI's clients share one.
  /// - Throws: `Refusal`: unknown, not allowed, a stale revision, grants that the caller may not give.
  package func share(
    _ id: ModelID, _ grants: [GrantForm], name: String?, seen: SeenRevision?, reason: String?, as caller: Caller
  ) async throws -> Model {
    let available = await isAvailable(id)
    let isNew = try await database.read { try ModelTable.find(id, $0) == nil }
    if isNew, available, AccessPolicy.mayMakeBaseModels(caller.principal) {
      let form = ModelForm(
        id: id, name: name ?? id.text, content: ModelContent(), baseModelID: .some(nil), grants: grants,
        isActive: false, reason: reason)
      return try await create(form, as: caller)
    }
    return try await change(.modelShare, id, reason: reason, as: caller) { connection, journal in
      let old = try Self.find(id, for: .shareModel, as: caller, connection)
      try Self.check(seen, of: old, connection)
      var new = old
      new.grants = GrantChecks.grants(grants, keeping: old.grants, at: journal.now)
      if new.grants == old.grants { return Written(act: nil, old: old, new: old) }
      try GrantChecks.check(new.grants, of: new, over: old, by: caller.principal, connection)
      new.advance(at: journal.now)
      try ModelTable.update(from: old, to: new, connection)
      let act = Act(
        .modelShare, entityType: "model", entityID: id.text, description: "Changed access to \(id)",
        changes: old.changes(to: new), reason: reason)
      return Written(act: act, old: old, new: new)
    }
  }
}
