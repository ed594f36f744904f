import Audit
import Domain
import Storage

/// Imports an Open WebUI database in one transaction.
extension Registry {
  /// Imports users and groups; from `Accounts`, which this module does not know.
  package typealias PeopleImport =
    @Sendable (ForeignDatabase, inout ImportReport, Connection, Journal) throws -> UserMapping

  /// The tables of an Open WebUI database that are read here.
  static let foreignTables: [ForeignExtract.Table] = [
    .init("model"), .init("model_history", index: "model_id"), .init("access_grant", only: ("resource_type", "model")),
  ]

  private struct DryRun: Error { var report: ImportReport }

  /// Copies the needed tables of an Open WebUI database, which may be in use, into a new file.
  /// - Throws: `Refusal` when it is not an Open WebUI database.
  package static func extractOpenWebUI(
    from path: String, to target: String, people: [ForeignExtract.Table]
  ) async throws {
    do {
      let source = try ForeignDatabase(path: path)
      let isOne = source.has("user", "role") && source.has("model", "base_model_id")
      try source.close()
      guard isOne else { throw Refusal.notOpenWebUI("it lacks the tables 'user' and 'model'") }
      try await ForeignExtract.make(of: path, at: target, people + foreignTables)
    } catch let error as ForeignDatabase.Unreadable {
      throw Refusal.notOpenWebUI(error.reason)
    }
  }

  /// - Parameters:
  ///   - path: the file that `extractOpenWebUI` has written.
  ///   - isDryRun: everything is done, reported and rolled back.
  /// - Throws: `Refusal`: not allowed.
  package func importOpenWebUI(
    at path: String, people: @escaping PeopleImport, isDryRun: Bool, as caller: Caller
  ) async throws -> ImportReport {
    let source = try ForeignDatabase(path: path)
    let models = try ForeignModel.all(in: source)
    let available = try await available(
      among: Set(models.flatMap { [$0.id, $0.baseModelID] }.compactMap(\.self).map(ModelID.init(stored:))))
    let attempt = AuditLog.Attempt(.openWebUIImport, entityType: "openwebui", entityID: "openwebui")
    do {
      let (report, changes) = try await auditLog.change(as: caller, attempt) { connection, journal in
        try Self.check(AccessPolicy.decide(.importOpenWebUI, by: journal.caller.principal))
        var report = ImportReport()
        let mapping = try people(source, &report, connection, journal)
        var arriving = ModelImport(
          source: source, models: models, mapping: mapping, available: available, connection: connection,
          journal: journal)
        try arriving.run(&report)
        if isDryRun { throw DryRun(report: report) }
        return (report, try Self.changes(after: arriving.written, journal, connection))
      }
      try source.close()
      await announceToTheEnd(changes)
      return report
    } catch let dryRun as DryRun {
      try source.close()
      return dryRun.report
    }
  }

  /// The changes to announce.
  private static func changes(
    after written: [ModelImport.Written], _ journal: Journal, _ connection: Connection
  ) throws -> [ModelChange] {
    let sequence = written.last?.sequence ?? 0
    let bases = written.map { model, before, _ in Set([model.weights, before ?? model.weights]) }
    let desiredStates = try DesiredState.of(Set(bases.joined()), asOf: sequence, connection)
    return zip(written, bases).map { written, bases in
      let model = written.model
      return ModelChange(
        id: model.id, revision: model.revision, isActive: model.isActive, isDeleted: false,
        action: ModelImport.action.rawValue, desiredStates: bases.sorted().compactMap { desiredStates[$0] },
        before: nil, after: ModelFacts(model), cause: "\(ModelImport.action.rawValue) of \(model.id)")
    }
  }
}

extension Refusal {
  static func notOpenWebUI(_ reason: String) -> Refusal {
    Refusal(
      .malformed, code: "import.not_openwebui",
      detail: "This is not an Open WebUI database (webui.db): \(reason). PostgreSQL databases cannot be imported.")
  }
}
