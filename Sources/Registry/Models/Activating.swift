import Audit
import Domain
import Storage
import Synchronization

/// Activating and deactivating models.
extension Registry {
  /// The state that a model's switch is set to.
  package enum SwitchPosition: Sendable, Equatable {
    case on, off
    /// The opposite of what it is: not safe to repeat. Open WebUI's clients use it.
    case flipped
  }

  /// Activates or deactivates a model. After a deactivation has returned, no request is admitted, even when it could not
  /// be stored (`hasUnsavedDeactivation`).
  /// - Throws: `Refusal`: unknown or not allowed; `StorageFailure` when anything but a deactivation cannot be stored.
  package func setActive(
    _ id: ModelID, to position: SwitchPosition, reason: String?, as caller: Caller
  ) async throws -> Model {
    let attempted: AuditAction =
      switch position {
      case .on: .modelActivate
      case .off: .modelDeactivate
      case .flipped: .modelToggle
      }
    do {
      return try await change(attempted, id, reason: reason, as: caller) { connection, journal in
        let old = try Self.find(id, for: .switchModel, as: caller, connection)
        let isActive = position == .flipped ? !old.isActive : position == .on
        return try Self.setActive(old, isActive, reason: reason, journal, connection)
      }
    } catch is StorageFailure where position == .off {
      let off = try await deactivateUnsaved(reason: reason, as: caller) { connection in
        [try Self.find(id, for: .switchModel, as: caller, connection)]
      }
      if let model = off.first { return model }
      // It was inactive already.
      return try await database.read { try Self.find(id, for: .switchModel, as: caller, $0) }
    }
  }

  static func setActive(
    _ old: Model, _ isActive: Bool, reason: String?, _ journal: Journal, _ connection: Connection
  ) throws -> Written {
    var new = old
    new.isActive = isActive
    guard new != old else { return Written(act: nil, old: old, new: old) }
    new.advance(at: journal.now)
    try ModelTable.setActive(new, connection)
    let act = Act(
      isActive ? .modelActivate : .modelDeactivate, entityType: "model", entityID: old.id.text,
      description: "\(isActive ? "Activated" : "Deactivated") \(old.id)", changes: old.changes(to: new), reason: reason)
    return Written(act: act, old: old, new: new)
  }
}

/// Models that were deactivated while nothing could be stored. Their requests are refused all the same, for as long as
/// this process lives; the deactivations are stored as soon as the database can be written.
final class UnsavedDeactivations: Sendable {
  struct Deactivation: Sendable {
    var caller: Caller
    var reason: String?
    var since: Timestamp
  }

  private let deactivations = Mutex<[ModelID: Deactivation]>([:])

  func contains(_ id: ModelID) -> Bool { deactivations.withLock { !$0.isEmpty && $0[id] != nil } }

  var all: [ModelID: Deactivation] { deactivations.withLock(\.self) }

  /// For SQL: the models that count as inactive, whatever is stored.
  var ids: [String] { all.keys.map(\.text) }

  func add(_ ids: [ModelID], _ deactivation: Deactivation) {
    deactivations.withLock { deactivations in
      for id in ids where deactivations[id] == nil { deactivations[id] = deactivation }
    }
  }

  func remove(_ id: ModelID) { deactivations.withLock { $0[id] = nil } }
}

extension Registry {
  /// Whether the model is inactive, and that is not stored: after a restart it would be active.
  package func hasUnsavedDeactivation(_ id: ModelID) -> Bool { unsaved.contains(id) }

  /// Goes with the answer to a deactivation that could not be stored.
  package static let unsavedDeactivationWarning =
    "The model is switched off, but this could not be stored: after a restart of Muster it would be on again. Muster "
    + "stores it as soon as the database can be written."

  func withUnsavedDeactivation(_ model: Model) -> Model {
    guard unsaved.contains(model.id) else { return model }
    var model = model
    model.isActive = false
    return model
  }

  /// Refuses requests for the models and frees their memory without storing it.
  /// - Parameter target: reads the models, and checks that the caller may deactivate them.
  func deactivateUnsaved(
    reason: String?, as caller: Caller, _ target: @escaping @Sendable (Connection) throws -> [Model]
  ) async throws -> [Model] {
    let models = try await database.read { try target($0).filter(\.isActive) }
    unsaved.add(models.map(\.id), .init(caller: caller, reason: reason, since: AuditLog.wallClock()))
    let off = unsaved.ids
    let changes = try await database.read { connection in
      let states = try DesiredState.of(
        Set(models.map(\.weights)), asOf: try AuditLog.newest(connection), besides: off, connection)
      return models.map { model in
        let facts = ModelFacts(model)
        return ModelChange(
          // The number of the next revision, which will store it: requests admitted on the current one are decided again.
          id: model.id, revision: model.revision + 1, isActive: false, isDeleted: false,
          action: AuditAction.modelDeactivate.rawValue,
          desiredStates: [states[model.weights]].compactMap(\.self), before: facts,
          after: facts,
          cause: "\(AuditAction.modelDeactivate.rawValue) of \(model.id)")
      }
    }
    await announceToTheEnd(changes)
    return models.map(withUnsavedDeactivation)
  }

  /// Stores the deactivations that could not be stored when they were made.
  /// - Throws: `StorageFailure`.
  func saveDeactivations() async throws {
    for (id, deactivation) in unsaved.all {
      do {
        _ = try await changeOne(.modelDeactivate, id, reason: deactivation.reason, as: deactivation.caller) {
          connection, journal in
          guard let model = try ModelTable.find(id, connection) else { throw Refusal.modelNotFound }
          var written = try Self.setActive(model, false, reason: deactivation.reason, journal, connection)
          written.act?.details["in_effect_since"] = .int(deactivation.since.seconds)
          return written
        }
      } catch is Refusal {
        // The model is gone.
      }
      unsaved.remove(id)
    }
  }

  /// Tries every two seconds to store them, until the task is cancelled, and then a last time.
  /// - Parameter log: called for each deactivation that is lost with the process.
  package func saveDeactivationsPeriodically(log: @escaping @Sendable (String) -> Void) async {
    while (try? await Task.sleep(for: .seconds(2))) != nil {
      // A failure is tried again; /health reports that nothing can be stored.
      try? await saveDeactivations()
    }
    await Task {
      try? await saveDeactivations()
      for id in unsaved.all.keys.sorted() {
        log("the deactivation of \(id) could not be stored: it is active again after the next start")
      }
    }.value
  }
}
