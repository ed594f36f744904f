import Audit
import Domain
import Runtimes
import Storage

/// Commands on runtimes that users give: add, change, drain, resume and remove. Each is checked against `AccessPolicy`,
/// stored with its audit entry, and then applied to the pool.
///
/// Runtimes of the configuration can be drained; everything else about them is changed in the configuration.
package struct RuntimeCommands: Sendable {
  /// Settings that were checked, and the runtime that they describe.
  package struct Checked: Sendable {
    /// As given, without defaults.
    package var given: JSON.Object
    /// All settings of the kind; secrets by the place where they are.
    package var effective: JSON.Object
    /// The server's address; `nil`: it is no server of somebody else.
    package var url: String?
    package var member: RuntimePool.Member

    package var id: RuntimeID { member.runtime.id }

    package init(given: JSON.Object, effective: JSON.Object, url: String?, member: RuntimePool.Member) {
      self.given = given
      self.effective = effective
      self.url = url
      self.member = member
    }

    /// These can change while models stay loaded.
    private static let changeableKeys: Set<String> = [
      "memory", "load_timeout", "drain_timeout", "stall_timeout", "idle_unload", "names",
    ]

    fileprivate func differsOnlyInLimits(from other: Checked) -> Bool {
      func rest(_ settings: JSON.Object) -> JSON.Object {
        JSON.Object(settings.filter { !Self.changeableKeys.contains($0.key) }.map { (key: $0.key, value: $0.value) })
      }
      return rest(effective) == rest(other.effective)
    }
  }

  /// A runtime as it is listed.
  package struct View: Sendable, Equatable {
    package var id: RuntimeID
    package var isConfigured: Bool
    package var status: RuntimePool.Status
    /// All settings of the kind; of one that cannot be used, those that were given.
    package var settings: JSON.Object
    /// As given; empty for runtimes of the configuration.
    package var given: JSON.Object
    package var revision: Int?
    package var updatedAt: Timestamp?
    /// It can fetch models by itself.
    package var canPull = false
    package var pulls: [RuntimePulls.Pull] = []
  }

  private let pool: RuntimePool
  private let database: Database
  private let auditLog: AuditLog
  private let pulls: RuntimePulls
  private let configured: [RuntimeID: Checked]
  private let read: @Sendable (JSON.Object) throws -> Checked

  package static var migrations: [Migration] { RuntimeRecord.migrations }

  /// - Parameters:
  ///   - configured: the runtimes of the configuration.
  ///   - read: checks the settings of a runtime; throws `Refusal` with a problem for each field.
  package init(
    pool: RuntimePool, database: Database, auditLog: AuditLog, pulls: RuntimePulls, configured: [Checked],
    read: @escaping @Sendable (JSON.Object) throws -> Checked
  ) {
    self.pool = pool
    self.database = database
    self.auditLog = auditLog
    self.pulls = pulls
    self.configured = Dictionary(configured.map { ($0.id, $0) }) { first, _ in first }
    self.read = read
  }

  /// Adds the stored runtimes to the pool, and drains those that are drained. One whose settings cannot be used, because
  /// its key is missing for instance, is there with that problem.
  package func begin() async throws {
    for record in try await database.read(RuntimeRecord.all) {
      if configured[record.id] == nil, let settings = record.settings?.object {
        pool.put(member(settings, record.id), asOf: 0)
      }
      if record.isDrained { pool.setDrained(record.id, true, asOf: 0) }
    }
  }

  private func member(_ settings: JSON.Object, _ id: RuntimeID) -> RuntimePool.Member {
    do {
      return try read(settings).member
    } catch {
      let problem = (error as? Refusal)?.detail ?? "its settings cannot be read"
      return RuntimePool.Member(
        runtime: UnusableRuntime(id: id, kind: settings["kind"]?.string ?? "unknown", problem: problem),
        settings: .init(
          budgetBytes: nil, loadTimeout: .zero, drainTimeout: .zero, unloadGrace: .zero, stallTimeout: .seconds(1),
          mostWaiting: 0, hasModelsFolder: false))
    }
  }

  // MARK: - Reading

  /// All runtimes, those of the configuration first.
  package func list(as caller: Caller) async throws -> [View] {
    try Self.check(.readRuntimes, caller)
    let records = try await database.read(RuntimeRecord.all)
    return views(records)
  }

  package func show(_ id: RuntimeID, as caller: Caller) async throws -> View {
    try Self.check(.readRuntimes, caller)
    let records = try await database.read(RuntimeRecord.all)
    guard let view = views(records).first(where: { $0.id == id }) else { throw Refusal.noRuntime(id) }
    return view
  }

  private func views(_ records: [RuntimeRecord]) -> [View] {
    let stored = Dictionary(records.map { ($0.id, $0) }) { first, _ in first }
    return pool.members.map { status in
      var view = view(status, stored[status.id])
      view.canPull = pool.runtime(status.id) is any PullingRuntime
      view.pulls = pulls.pulls(of: status.id)
      return view
    }
  }

  private func view(_ status: RuntimePool.Status, _ record: RuntimeRecord?) -> View {
    let given = record?.settings?.object ?? [:]
    guard let configured = configured[status.id] else {
      return View(
        id: status.id, isConfigured: false, status: status, settings: (try? read(given).effective) ?? given,
        given: given, revision: record?.revision, updatedAt: record?.updatedAt)
    }
    return View(
      id: status.id, isConfigured: true, status: status, settings: configured.effective, given: [:], revision: nil,
      updatedAt: nil)
  }

  /// Asks a runtime that need not exist yet what it has. Nothing is stored.
  package func probe(_ settings: JSON.Object, as caller: Caller) async throws -> WeightsScan {
    try Self.check(.changeRuntimes, caller)
    return try await read(settings).member.runtime.scan()
  }

  // MARK: - Changing

  /// - Throws: `Refusal`: not allowed, a field that is wrong, an ID or a server that is taken.
  package func add(_ settings: JSON.Object, as caller: Caller) async throws -> View {
    let id = RuntimeID(settings["id"]?.string ?? "")
    _ = try await change(.runtimeAdd, id, caller) { connection, journal in
      let checked = try read(settings)
      if configured[id] != nil || pool.member(id) != nil { throw Refusal.idTaken(id) }
      if let record = try RuntimeRecord.find(id, connection), record.settings != nil { throw Refusal.idTaken(id) }
      try checkServer(of: checked, connection)
      var record = RuntimeRecord(id: id, settings: .object(checked.given))
      record.updatedAt = journal.now
      try record.store(connection)
      let changes = Self.changes(from: [:], to: checked.given)
      let entry = try journal.record(Self.act(.runtimeAdd, id, "Added runtime \(id)", changes))
      return (checked, entry)
    } apply: { checked, entry in
      pool.put(checked.member, asOf: entry)
    }
    return try await show(id, as: caller)
  }

  /// Changes the settings that are given; one given as null gets its default.
  ///
  /// Budget, deadlines and the meaning of names change at once. After a change of anything else (address, keys, models) the
  /// runtime's models are unloaded, after the answers that are running, and loaded again.
  /// - Parameter revision: what the caller has seen; a later one is a conflict.
  package func update(
    _ id: RuntimeID, _ settings: JSON.Object, revision: Int?, as caller: Caller
  ) async throws -> View {
    _ = try await change(.runtimeUpdate, id, caller) { connection, journal -> (Checked, isSmall: Bool, Int?) in
      var record = try changeable(id, connection)
      if let revision, revision != record.revision { throw Refusal.changedMeanwhile(id) }
      let old = record.settings?.object ?? [:]
      var new = old
      for (key, value) in settings where key != "id" { new[key] = value.isNull ? nil : value }
      let checked = try read(new)
      try checkServer(of: checked, connection)
      let isSmall = pool.isUsable(id) && ((try? read(old)).map { checked.differsOnlyInLimits(from: $0) } ?? false)
      if checked.given == old { return (checked, isSmall, nil) }
      record.settings = .object(checked.given)
      record.revision += 1
      record.updatedAt = journal.now
      try record.store(connection)
      let changes = Self.changes(from: old, to: checked.given)
      return (checked, isSmall, try journal.record(Self.act(.runtimeUpdate, id, "Changed runtime \(id)", changes)))
    } apply: { changed in
      let member = changed.0.member
      guard let entry = changed.2 else {
        // What made it unusable, such as a missing file, may be put right.
        if !pool.isUsable(id) { pool.put(member, asOf: nil) }
        return
      }
      if changed.isSmall {
        pool.change(id, settings: member.settings, sharesNames: member.sharesNames, asOf: entry)
      } else {
        pool.put(member, asOf: entry)
      }
    }
    return try await show(id, as: caller)
  }

  /// Removes a runtime. It is gone when its running answers are complete and its models are unloaded.
  package func remove(_ id: RuntimeID, as caller: Caller) async throws {
    _ = try await change(.runtimeRemove, id, caller) { connection, journal in
      let record = try changeable(id, connection)
      try RuntimeRecord.delete(id, connection)
      let changes = Self.changes(from: record.settings?.object ?? [:], to: [:])
      return try journal.record(Self.act(.runtimeRemove, id, "Removed runtime \(id)", changes))
    } apply: { entry in
      pool.remove(id, asOf: entry)
    }
  }

  /// Has a runtime take no more requests and unload its models, or take part again. Lasts over restarts.
  package func setDrained(_ id: RuntimeID, _ isDrained: Bool, as caller: Caller) async throws -> View {
    let action = isDrained ? AuditAction.runtimeDrain : .runtimeResume
    _ = try await change(action, id, caller) { connection, journal -> Int? in
      guard configured[id] != nil || pool.member(id) != nil else { throw Refusal.noRuntime(id) }
      var record = try RuntimeRecord.find(id, connection) ?? RuntimeRecord(id: id, settings: nil)
      if configured[id] == nil, record.settings == nil { throw Refusal.noRuntime(id) }
      if record.isDrained == isDrained { return nil }
      record.isDrained = isDrained
      if record.settings == nil, !isDrained {
        try RuntimeRecord.delete(id, connection)
      } else {
        try record.store(connection)
      }
      let changes = [FieldChange("drained", before: .bool(!isDrained), after: .bool(isDrained))]
      let text = isDrained ? "Drained runtime \(id)" : "Resumed runtime \(id)"
      return try journal.record(Self.act(action, id, text, changes))
    } apply: { entry in
      if let entry { pool.setDrained(id, isDrained, asOf: entry) }
    }
    return try await show(id, as: caller)
  }

  // MARK: - Pulls

  /// Has a runtime fetch a model from its registry. How far it is is part of `show`; an entry of the audit trail tells
  /// what came of it.
  package func pull(_ model: String, on id: RuntimeID, as caller: Caller) async throws -> View {
    try Self.check(.changeRuntimes, caller)
    guard let runtime = pool.runtime(id) else { throw Refusal.noRuntime(id) }
    guard let runtime = runtime as? any PullingRuntime else { throw Refusal.cannotPull(id) }
    try Self.checkName(model)
    try pulls.start(model, on: runtime, as: caller)
    return try await show(id, as: caller)
  }

  package func cancelPull(_ model: String, on id: RuntimeID, as caller: Caller) async throws -> View {
    try Self.check(.changeRuntimes, caller)
    try pulls.cancel(model, on: id)
    return try await show(id, as: caller)
  }

  private static func checkName(_ model: String) throws {
    let isClean = model.unicodeScalars.allSatisfy { $0.isASCII && $0.value > 0x20 && $0.value != 0x7F }
    guard !model.isEmpty, model.utf8.count <= 300, isClean else {
      throw Refusal.invalid([
        FieldProblem(
          ["body", "model"], type: "value_error", message: "must be the name of a model, such as llama3.2:3b",
          input: .string(model))
      ])
    }
  }

  /// One transaction, which is then applied to the pool whether or not the client is still there.
  private func change<Value: Sendable>(
    _ action: AuditAction, _ id: RuntimeID, _ caller: Caller,
    _ body: @escaping @Sendable (Connection, Journal) throws -> Value,
    apply: @escaping @Sendable (Value) -> Void
  ) async throws -> Value {
    let attempt = AuditLog.Attempt(action, entityType: "runtime", entityID: String(id.text.prefix(64)))
    return try await Task { [auditLog] in
      let value = try await auditLog.change(as: caller, attempt) { connection, journal in
        try Self.check(.changeRuntimes, caller)
        return try body(connection, journal)
      }
      apply(value)
      return value
    }.value
  }

  // MARK: - Checks

  private static func check(_ action: Action, _ caller: Caller) throws {
    if case .refused(let refusal) = AccessPolicy.decide(action, by: caller.principal) { throw refusal }
  }

  /// The stored runtime, if it can be changed here.
  private func changeable(_ id: RuntimeID, _ connection: Connection) throws -> RuntimeRecord {
    if configured[id] != nil { throw Refusal.isConfigured(id) }
    guard let record = try RuntimeRecord.find(id, connection), record.settings != nil else {
      throw Refusal.noRuntime(id)
    }
    return record
  }

  /// Two runtimes would unload each other's models on one server that Muster loads models into.
  private func checkServer(of new: Checked, _ connection: Connection) throws {
    guard let url = new.url else { return }
    let stored = try RuntimeRecord.all(connection).compactMap { record in
      try? record.settings?.object.map { try read($0) }
    }
    for other in Array(configured.values) + stored where other.id != new.id && other.url == url {
      if other.member.runtime.isAlwaysLoaded, new.member.runtime.isAlwaysLoaded { continue }
      throw Refusal.serverTaken(by: other.id)
    }
  }

  private static func act(_ action: AuditAction, _ id: RuntimeID, _ text: String, _ changes: [FieldChange]) -> Act {
    Act(action, entityType: "runtime", entityID: id.text, description: text, changes: changes)
  }

  private static func changes(from old: JSON.Object, to new: JSON.Object) -> [FieldChange] {
    Set(old.map(\.key)).union(new.map(\.key)).sorted()
      .map { FieldChange($0, before: old[$0], after: new[$0]) }.filter { $0.before != $0.after }
  }
}

extension Refusal {
  fileprivate static func noRuntime(_ id: RuntimeID) -> Refusal {
    Refusal(.notFound, code: "runtime.not_found", detail: "There is no runtime '\(id)'.")
  }

  fileprivate static func idTaken(_ id: RuntimeID) -> Refusal {
    Refusal(.conflict, code: "runtime.exists", detail: "There is a runtime '\(id)' already. Choose another ID.")
  }

  fileprivate static func isConfigured(_ id: RuntimeID) -> Refusal {
    Refusal(
      .conflict, code: "runtime.configured",
      detail: "Runtime '\(id)' is in the configuration file. Change it there, and restart Muster.")
  }

  fileprivate static func changedMeanwhile(_ id: RuntimeID) -> Refusal {
    Refusal(
      .conflict, code: "runtime.stale",
      detail: "Runtime '\(id)' was changed meanwhile. Read it again, and repeat your change.")
  }

  fileprivate static func serverTaken(by id: RuntimeID) -> Refusal {
    Refusal(
      .conflict, code: "runtime.same_server",
      detail: "Runtime '\(id)' has this address already. Two runtimes would unload each other's models.")
  }
}
