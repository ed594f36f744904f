import Audit
import Domain
import Storage

/// Many models from a file, and into one.
extension Registry {
  /// All that the caller may change, by id, or just those that are named.
  /// - Throws: `Refusal`: not allowed, or one of those named is unknown or not the caller's.
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

  private struct Rehearsed: Error { var outcomes: [ImportOutcome] }

  /// Makes and changes models as the lines say, all of them or none.
  /// - Parameters:
  ///   - isWhole: models that no line names are deleted: a sync. For administrators.
  ///   - isRehearsal: everything is done, reported and taken back.
  /// - Throws: `Refusal`: not allowed, or a line is refused (`items` tells what becomes of each).
  package func take(
    _ lines: [ImportLine], isWhole: Bool, isRehearsal: Bool, reason: String?, as caller: Caller
  ) async throws -> ImportResult {
    let drafts = lines.compactMap { try? $0.draft.get() }
    let offered = try await offered(
      among: Set(drafts.flatMap { [$0.id, $0.baseModelID.flatMap(\.self)] }.compactMap(\.self)))
    do {
      let (outcomes, token) = try await actUndoably(
        isWhole ? .modelSync : .modelImport, "*", reason: reason, as: caller
      ) { connection, journal in
        try Self.check(AccessPolicy.decide(isWhole ? .syncModels : .importModels, by: caller.principal))
        if isWhole, lines.isEmpty { throw Refusal.emptySync }
        var arrival = ImportedModel(
          offered: offered, reason: reason, isRehearsal: isRehearsal, connection: connection, journal: journal)
        try arrival.take(lines)
        if isWhole { try arrival.deleteOthers() }
        let outcomes = arrival.sorted
        if isRehearsal { throw Rehearsed(outcomes: outcomes) }
        if outcomes.contains(where: { $0.kind == .refused }) {
          throw Refusal.linesRefused(outcomes, isDenied: arrival.isDenied)
        }
        return (arrival.written, outcomes)
      }
      return ImportResult(outcomes: outcomes, undo: token)
    } catch let rehearsed as Rehearsed {
      return ImportResult(outcomes: rehearsed.outcomes, undo: nil)
    }
  }
}

extension Refusal {
  static let emptySync = Refusal.invalid([
    FieldProblem(
      ["body", "models"], type: "too_short",
      message:
        "The list is empty: a sync would delete every model. To do that, ask for DELETE /api/v1/models/delete/all.")
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
