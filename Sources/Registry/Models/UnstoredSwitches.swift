import Audit
import Domain
import Storage
import Synchronization

/// Models that were switched off while nothing could be stored. They are refused all the same, for as long as this
/// process lives; as soon as something can be stored, their switch is.
final class UnstoredSwitches: Sendable {
  struct Order: Sendable {
    var caller: Caller
    var reason: String?
    var since: Timestamp
  }

  private let orders = Mutex<[ModelID: Order]>([:])

  func holds(_ id: ModelID) -> Bool { orders.withLock { !$0.isEmpty && $0[id] != nil } }

  var all: [ModelID: Order] { orders.withLock(\.self) }

  func add(_ ids: [ModelID], _ order: Order) {
    orders.withLock { orders in
      for id in ids where orders[id] == nil { orders[id] = order }
    }
  }

  func remove(_ id: ModelID) { orders.withLock { $0[id] = nil } }
}

extension Registry {
  /// Whether the model is switched off, and that is not stored: after a restart it would be on.
  package func isSwitchedOffUnstored(_ id: ModelID) -> Bool { unstored.holds(id) }

  /// What whoever switched such a model off is told.
  package static let unstoredWarning =
    "The model is switched off, but this could not be stored: after a restart of Muster it would be on again. Muster "
    + "stores it as soon as the database can be written."

  /// As the switch stands now, stored or not.
  func asSwitched(_ model: Model) -> Model {
    guard unstored.holds(model.id) else { return model }
    var model = model
    model.isActive = false
    return model
  }

  /// Refuses the models and frees their memory without storing it.
  /// - Parameter target: reads the models, and checks that the caller may switch them.
  func switchOffUnstored(
    reason: String?, as caller: Caller, _ target: @escaping @Sendable (Connection) throws -> [Model]
  ) async throws -> [Model] {
    let models = try await database.read { try target($0).filter(\.isActive) }
    unstored.add(models.map(\.id), .init(caller: caller, reason: reason, since: AuditLog.wallClock()))
    let off = unstored.all.keys.map(\.text)
    let changes = try await database.read { connection in
      let asOf = try AuditLog.newest(connection)
      return try models.map { model in
        let facts = ModelFacts(model)
        return ModelChange(
          // As the next revision will be, which stores it: whoever has seen the present one looks again.
          id: model.id, revision: model.revision + 1, isActive: false, isDeleted: false,
          action: AuditAction.modelDeactivate.rawValue,
          demands: [try Demand.of(model.weights, asOf: asOf, besides: off, connection)], before: facts, after: facts,
          cause: "\(AuditAction.modelDeactivate.rawValue) of \(model.id)")
      }
    }
    await announceToTheEnd(changes)
    return models.map(asSwitched)
  }

  /// Stores the switches that could not be stored when they were made.
  /// - Throws: `StorageFailure`.
  func storeSwitches() async throws {
    for (id, order) in unstored.all {
      do {
        _ = try await changeOne(.modelDeactivate, id, reason: order.reason, as: order.caller) { connection, journal in
          guard let model = try ModelTable.find(id, connection) else { throw Refusal.modelNotFound }
          var written = try Self.turn(model, on: false, reason: order.reason, journal, connection)
          written.act?.details["in_effect_since"] = .int(order.since.seconds)
          return written
        }
      } catch is Refusal {
        // The model is gone.
      }
      unstored.remove(id)
    }
  }

  /// Tries every other second to store them, until the task is cancelled, and then a last time.
  /// - Parameter log: told once what is lost with the process.
  package func keepSwitches(log: @escaping @Sendable (String) -> Void) async {
    while (try? await Task.sleep(for: .seconds(2))) != nil {
      // Tried again; that nothing can be stored, /health says.
      try? await storeSwitches()
    }
    await Task {
      try? await storeSwitches()
      for id in unstored.all.keys.sorted() {
        log("\(id) was switched off, which could not be stored: it is on again after the next start")
      }
    }.value
  }
}
