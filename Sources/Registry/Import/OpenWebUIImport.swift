import Audit
import Domain
import Storage

/// Everything that an Open WebUI database holds of what Muster keeps, taken over in one transaction.
extension Registry {
  /// Takes over the people of another house: `Accounts` does, which this module does not know.
  package typealias PeopleImport =
    @Sendable (ForeignDatabase, inout ImportReport, Connection, Journal) throws -> Arrivals

  /// The tables of an Open WebUI database that are read here.
  static let foreignTables: [ForeignExtract.Table] = [
    .init("model"), .init("model_history", index: "model_id"), .init("access_grant", only: ("resource_type", "model")),
  ]

  private struct Rehearsed: Error { var report: ImportReport }

  /// Copies what is read of an Open WebUI database, which may be in use, into a new file.
  /// - Throws: `Refusal` when it is none.
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
  ///   - path: what `extractOpenWebUI` has made.
  ///   - isRehearsal: everything is done, reported and taken back.
  /// - Throws: `Refusal`: not allowed.
  package func importOpenWebUI(
    at path: String, people: @escaping PeopleImport, isRehearsal: Bool, as caller: Caller
  ) async throws -> ImportReport {
    let source = try ForeignDatabase(path: path)
    let models = try ForeignModel.all(in: source)
    let offered = try await offered(
      among: Set(models.flatMap { [$0.id, $0.baseModelID] }.compactMap(\.self).map(ModelID.init(stored:))))
    let attempt = AuditLog.Attempt(.openWebUIImport, entityType: "openwebui", entityID: "openwebui")
    do {
      let (report, changes) = try await auditLog.change(as: caller, attempt) { connection, journal in
        try Self.check(AccessPolicy.decide(.importOpenWebUI, by: journal.caller.principal))
        var report = ImportReport()
        let arrivals = try people(source, &report, connection, journal)
        var arriving = ModelImport(
          source: source, models: models, arrivals: arrivals, offered: offered, connection: connection,
          journal: journal)
        try arriving.run(&report)
        if isRehearsal { throw Rehearsed(report: report) }
        return (report, try Self.changes(after: arriving.written, journal, connection))
      }
      try source.close()
      await announceToTheEnd(changes)
      return report
    } catch let rehearsed as Rehearsed {
      try source.close()
      return rehearsed.report
    }
  }

  /// What the imported models mean for those who use them.
  private static func changes(
    after written: [ModelImport.Written], _ journal: Journal, _ connection: Connection
  ) throws -> [ModelChange] {
    let sequence = written.last?.sequence ?? 0
    var demands: [ModelID: Demand] = [:]
    return try written.map { model, before, _ in
      var bases = [model.weights]
      if let before, before != model.weights { bases.append(before) }
      for base in bases where demands[base] == nil {
        demands[base] = try Demand.of(base, asOf: sequence, connection)
      }
      return ModelChange(
        id: model.id, revision: model.revision, isActive: model.isActive, isDeleted: false,
        action: ModelImport.action.rawValue, demands: bases.compactMap { demands[$0] },
        before: nil, after: ModelFacts(model), cause: "\(ModelImport.action.rawValue) of \(model.id)")
    }
  }
}

extension Refusal {
  static func notOpenWebUI(_ reason: String) -> Refusal {
    Refusal(
      .malformed, code: "import.not_openwebui",
      detail: "This is no database of Open WebUI (webui.db): \(reason). One on PostgreSQL cannot be taken over.")
  }
}
