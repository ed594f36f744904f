import Audit
import Domain
import Storage

/// What a committed change means for those who use models: told to the residency controller before the change is
/// answered, so that the answer can be relied on.
package struct ModelChange: Sendable, Equatable {
  package var id: ModelID
  /// Who still holds an older revision must look again before being admitted.
  package var revision: Int
  package var isActive: Bool
  package var isDeleted: Bool
  package var action: String
  package var demands: [Demand]
  /// What decides who may know of it: as it was, and as it is; `nil`: it was, or is, not there.
  package var before: ModelFacts?
  package var after: ModelFacts?
  /// For people: what led to it, e.g. `model.activate of alpha by olga`.
  package var cause: String
  /// False when nothing had to change, and what is so already is only said once more: the announcement of the change
  /// that made it so may still be on its way.
  package var shouldPublish = true
}

extension Demand {
  /// A base model is wanted while an active entry stands on it, and its own entry, if it has one, is active.
  /// - Parameter off: entries that count as switched off, whatever is stored.
  static func of(
    _ baseModel: ModelID, asOf: Int, besides off: [String] = [], _ connection: Connection
  ) throws -> Self {
    let isWanted = try connection.exists(wanted(baseModel, besides: off))
    return Self(baseModel: baseModel, isWanted: isWanted, asOf: asOf)
  }

  static func wanted(_ baseModel: ModelID, besides off: [String] = []) -> SQL {
    """
    SELECT 1 WHERE EXISTS (
        SELECT 1 FROM model WHERE weights = \(baseModel.text) AND is_active = 1 AND id NOT IN \(in: off))
      AND NOT EXISTS (
        SELECT 1 FROM model
        WHERE id = \(baseModel.text) AND base_model_id IS NULL AND (is_active = 0 OR id IN \(in: off)))
    """
  }
}

extension Registry {
  /// All base models that are wanted now.
  package func demands() async throws -> Demands {
    let off = unstored.all.keys.map(\.text)
    return try await database.read { connection in
      let asOf = try AuditLog.newest(connection)
      let all = try connection.query(
        """
        SELECT weights, max(is_active AND id NOT IN \(in: off)) AND NOT EXISTS (
          SELECT 1 FROM model AS own
          WHERE own.id = model.weights AND own.base_model_id IS NULL
            AND (own.is_active = 0 OR own.id IN \(in: off))) AS wanted
        FROM model GROUP BY weights
        """
      ) { row in
        Demand(
          baseModel: ModelID(stored: try row.text("weights")), isWanted: try row.bool("wanted"),
          asOf: asOf)
      }
      return Demands(all, asOf: asOf)
    }
  }
}
