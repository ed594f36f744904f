import Domain
import Storage

/// A model that a user may read, and why.
package struct AccessibleModel: Sendable, Equatable {
  package var id: ModelID
  package var name: String
  package var baseModelID: ModelID?
  package var isActive: Bool
  package var grounds: [AccessPolicy.Ground]

  package var mayWrite: Bool { grounds.contains { $0.permission == .write } }
}

extension Registry {
  /// A model whose grants the caller may see.
  /// - Throws: `Refusal`: unknown, or not allowed.
  package func modelForAccess(_ id: ModelID, as caller: Caller) async throws -> Model {
    try await database.read { try Self.find(id, for: .readModelAccess, as: caller, $0) }
  }

  /// The models that `person` may read, by id, 100 a page; for administrators and the user themselves.
  package func models(accessibleTo person: Principal, page: Int, as caller: Caller) async throws
    -> (models: [AccessibleModel], total: Int)
  {
    try Self.check(AccessPolicy.decide(.readPersonAccess, on: person.id, by: caller.principal))
    return try await database.read { connection in
      let total = try connection.first(Self.accessibleCount(to: person)) { try $0.int("total") }
      let models = try connection.query(Self.accessibleRows(to: person, page: page), row: ModelTable.model)
      let accessible = models.map { model in
        AccessibleModel(
          id: model.id, name: model.name, baseModelID: model.baseModelID, isActive: model.isActive,
          grounds: AccessPolicy.grounds(for: person, on: ModelFacts(model)))
      }
      return (accessible, total ?? 0)
    }
  }

  static func accessibleCount(to person: Principal) -> SQL {
    "SELECT count(*) AS total FROM model WHERE \(AccessSQL.allows(.read, to: person))"
  }

  static func accessibleRows(to person: Principal, page: Int) -> SQL {
    """
    SELECT \(ModelTable.columns) FROM model WHERE \(AccessSQL.allows(.read, to: person))
    ORDER BY model.id LIMIT \(accessPage) OFFSET \((max(page, 1) - 1) * accessPage)
    """
  }

  package static let accessPage = 100
}
