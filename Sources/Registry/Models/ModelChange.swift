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
  package var desiredStates: [DesiredState]
  /// What decides who may know of it, before and after the change; `nil` when the model did not, or does not, exist.
  package var before: ModelFacts?
  package var after: ModelFacts?
  /// For display: the reason, e.g. `model.activate of alpha by olga`.
  package var cause: String
  /// False when nothing had to change and the current state is only announced again: the announcement of the change that
  /// led to it may still be in progress.
  package var shouldPublish = true
}

extension DesiredState {
  /// In one statement; more would not fit into its arguments.
  private static let mostAtOnce = 1000

  /// Base models should be loaded while a model on them, or themselves, is open for use.
  /// - Parameter off: models that count as inactive, whatever is stored.
  static func of(
    _ baseModels: Set<ModelID>, asOf: Int, besides off: [String] = [], _ connection: Connection
  ) throws -> [ModelID: Self] {
    var found: [ModelID: Self] = [:]
    var rest = baseModels.sorted()[...]
    while !rest.isEmpty {
      for state in try connection.query(
        rows(of: Array(rest.prefix(mostAtOnce)), besides: off), row: { try Self($0, asOf) })
      {
        found[state.baseModel] = state
      }
      rest = rest.dropFirst(mostAtOnce)
    }
    return found
  }

  /// - Parameter baseModels: at least one.
  static func rows(of baseModels: [ModelID], besides off: [String] = []) -> SQL {
    """
    WITH desired (weights) AS (VALUES \(SQL.joined(baseModels.map { "(\($0.text))" }, separator: ", ")))
    SELECT desired.weights, \(AccessSQL.hasOpenModel(on: "desired.weights", base: "base", besides: off)) AS is_desired,
      base.launch, base.residency_settings
    FROM desired LEFT JOIN model AS base ON base.id = desired.weights AND base.base_model_id IS NULL
    """
  }

  fileprivate init(_ row: Row, _ asOf: Int) throws {
    self.init(
      baseModel: ModelID(stored: try row.text("weights")), isDesired: try row.bool("is_desired"), asOf: asOf,
      launch: try LaunchSettings(column: try row.optionalText("launch")),
      settings: try ResidencySettings(column: try row.optionalText("residency_settings")))
  }
}

extension Registry {
  /// All base models, with whether they should be loaded now.
  package func desiredStates() async throws -> DesiredStates {
    let off = unsaved.ids
    return try await database.read { connection in
      let asOf = try AuditLog.newest(connection)
      let all = try connection.query(
        """
        SELECT desired.weights, desired.is_desired, base.launch, base.residency_settings
        FROM (SELECT weights, max(\(AccessSQL.isOpen(besides: off))) AS is_desired FROM model GROUP BY weights) AS desired
        LEFT JOIN model AS base ON base.id = desired.weights AND base.base_model_id IS NULL
        """
      ) { try DesiredState($0, asOf) }
      return DesiredStates(all, asOf: asOf)
    }
  }
}

extension ResidencySettings {
  /// What is stored and cannot be used is left out.
  init(column: String?) throws {
    self =
      try column.map { ResidencySettings.read(try JSON(parsing: $0).object ?? [:]).settings } ?? ResidencySettings()
  }
}

extension LaunchSettings {
  /// What is stored and cannot be used is left out.
  init(column: String?) throws {
    self = try column.map { LaunchSettings.read(try JSON(parsing: $0)).settings } ?? LaunchSettings()
  }
}
