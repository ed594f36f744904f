import Audit
import Domain
import Storage

/// What a committed change means for requests and memory. The residency controller gets it before the change is
/// answered, so that the change is in effect by then.
package struct ModelChange: Sendable, Equatable {
  package var id: ModelID
  /// Requests admitted on an older revision are decided again.
  package var revision: Int
  package var isActive: Bool
  package var isDeleted: Bool
  package var action: String
  package var demands: [Demand]
  /// What decides who may know of it, before and after the change; `nil` when the model did not, or does not, exist.
  package var before: ModelFacts?
  package var after: ModelFacts?
  /// For display: the reason, e.g. `model.activate of alpha by olga`.
  package var cause: String
  /// False when nothing had to change and the current state is only announced again: the announcement of the change that
  /// led to it may still be in progress.
  package var shouldPublish = true
}

extension Demand {
  /// A base model should be loaded while a model on it, or itself, is open for use.
  /// - Parameter off: models that count as inactive, whatever is stored.
  static func of(
    _ baseModel: ModelID, asOf: Int, besides off: [String] = [], _ connection: Connection
  ) throws -> Self {
    let isWanted = try connection.exists(wanted(baseModel, besides: off))
    return Self(baseModel: baseModel, isWanted: isWanted, asOf: asOf)
  }

  static func wanted(_ baseModel: ModelID, besides off: [String] = []) -> SQL {
    // The base model's entry is looked up once, and not for each model on it.
    """
    SELECT 1 FROM model WHERE model.weights = \(baseModel.text)
      AND \(AccessSQL.isOpen(on: "\(baseModel.text)", besides: off))
    """
  }
}

extension Registry {
  /// All base models, with whether they should be loaded now.
  package func demands() async throws -> Demands {
    let off = unsaved.ids
    return try await database.read { connection in
      let asOf = try AuditLog.newest(connection)
      let all = try connection.query(
        "SELECT weights, max(\(AccessSQL.isOpen(besides: off))) AS wanted FROM model GROUP BY weights"
      ) { row in
        Demand(
          baseModel: ModelID(stored: try row.text("weights")), isWanted: try row.bool("wanted"),
          asOf: asOf)
      }
      return Demands(all, asOf: asOf)
    }
  }
}
