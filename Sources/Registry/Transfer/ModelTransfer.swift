import Audit
import Domain
import Storage

/// Import and export of models in files.
extension Registry {
  /// All models that the caller may change, by id, or those of `ids`.
  /// - Throws: `Refusal`: not allowed, or one of `ids` is unknown or not the caller's.
  package func export(_ ids: [ModelID]?, as caller: Caller) async throws -> [Model] {
    try Self.check(AccessPolicy.decide(.exportModels, by: caller.principal))
    return try await database.read { connection in
      guard let ids else {
        return try connection.query(
          ModelListQuery(kind: .all).allRows(writableBy: caller.principal), row: ModelTable.model)
      }
      return try Set(ids).sorted().map { try Self.find($0, for: .exportModels, as: caller, connection) }
    }
  }

  package struct ImportResult: Sendable {
    package var outcomes: [ImportOutcome]
    package var undo: UndoToken?
  }

  private struct DryRun: Error { var outcomes: [ImportOutcome] }

  /// Creates and updates the models of the lines, all of them or none.
  /// - Parameters:
  ///   - isWhole: a sync, which deletes models that no line names. For administrators.
  ///   - isDryRun: everything is done, reported and rolled back.
  /// - Throws: `Refusal`: not allowed, or a line is refused (`items` has the outcome of each).
  package func take(
    _ lines: [ImportLine], isWhole: Bool, isDryRun: Bool, reason: String?, as caller: Caller
  ) async throws -> ImportResult {
    let drafts = lines.compactMap { try? $0.draft.get() }
    let available = try await available(
      among: Set(drafts.flatMap { [$0.id, $0.baseModelID.flatMap(\.self)] }.compactMap(\.self)))
    do {
      let (outcomes, token) = try await actUndoably(
        isWhole ? .modelSync : .modelImport, "*", reason: reason, as: caller
      ) { connection, journal in
        try Self.check(AccessPolicy.decide(isWhole ? .syncModels : .importModels, by: caller.principal))
        if isWhole, lines.isEmpty { throw Refusal.emptySync }
        var arrival = ImportedModel(
          available: available, launchChoices: launchChoices(), reason: reason, isDryRun: isDryRun,
          connection: connection, journal: journal)
        try arrival.take(lines)
        if isWhole { try arrival.deleteOthers() }
        let outcomes = arrival.sorted
        if isDryRun { throw DryRun(outcomes: outcomes) }
        if outcomes.contains(where: { $0.kind == .refused }) {
          throw Refusal.linesRefused(outcomes, isDenied: arrival.isDenied)
        }
        return (arrival.written, outcomes)
      }
      return ImportResult(outcomes: outcomes, undo: token)
    } catch let dryRun as DryRun {
      return ImportResult(outcomes: dryRun.outcomes, undo: nil)
    }
  }
}

extension Refusal {
  static let emptySync = Refusal.invalid([
    FieldProblem(
      ["body", "models"], type: "too_short",
      message:
        "The list is empty: a sync would delete every model. If you want that, use DELETE /api/v1/models/delete/all.")
  ])

  static func linesRefused(_ outcomes: [ImportOutcome], isDenied: Bool) -> Refusal {
    let refused = outcomes.filter { $0.kind == .refused }
    let shown = refused.prefix(5).map { one in
      "Item \(one.index ?? 0)\(one.id.map { " ('\($0)')" } ?? ""): \(one.detail ?? "refused")"
    }.joined(separator: " ")
    let more = refused.count > 5 ? " And \(refused.count - 5) more." : ""
    return Refusal(
      isDenied ? .forbidden : .malformed, code: "model.import_refused", detail: "Nothing was imported. \(shown)\(more)",
      attachments: ["items": .array(outcomes.map(\.json))])
  }
}
