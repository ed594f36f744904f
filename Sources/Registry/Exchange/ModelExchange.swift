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
    let offered = await offeredBases(in: lines)
    do {
      let (outcomes, token) = try await actUndoably(
        isWhole ? .modelSync : .modelImport, "*", reason: reason, as: caller
      ) { connection, journal in
        try Self.check(AccessPolicy.decide(isWhole ? .syncModels : .importModels, by: caller.principal))
        if isWhole, lines.isEmpty { throw Refusal.emptySync }
        var arrival = Arrival(offered: offered, reason: reason, connection: connection, journal: journal)
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

  private func offeredBases(in lines: [ImportLine]) async -> Set<ModelID> {
    let bases = Set(lines.compactMap { line in (try? line.draft.get())?.baseModelID ?? nil })
    var offered: Set<ModelID> = []
    for base in bases where await isOffered(base) { offered.insert(base) }
    return offered
  }
}

/// The lines of one import, on their way into the tables.
private struct Arrival {
  let offered: Set<ModelID>
  let reason: String?
  let connection: Connection
  let journal: Journal
  private(set) var written: [Registry.Written] = []
  /// A line asked for what the caller may not do; else lines were only wrong.
  private(set) var isDenied = false
  private var outcomes: [ImportOutcome] = []
  private var lineOf: [ModelID: Int] = [:]

  init(offered: Set<ModelID>, reason: String?, connection: Connection, journal: Journal) {
    self.offered = offered
    self.reason = reason
    self.connection = connection
    self.journal = journal
  }

  /// In the order of the lines; what was deleted last.
  var sorted: [ImportOutcome] { outcomes.sorted { ($0.index ?? .max) < ($1.index ?? .max) } }

  /// Base models first: a preset may stand on one that comes in the same file.
  mutating func take(_ lines: [ImportLine]) throws {
    var bases: [(Int, ModelDraft)] = []
    var presets: [(Int, ModelDraft)] = []
    for (index, line) in lines.enumerated() {
      switch line.draft {
      case .failure(let refusal): refuse(index, line.id, refusal)
      case .success(let draft):
        if let first = lineOf[draft.id] {
          outcomes.append(
            ImportOutcome(
              index: index, id: draft.id.text, kind: .refused,
              detail: "The id is in the file twice; the first time as item \(first)."))
          continue
        }
        lineOf[draft.id] = index
        if draft.baseModelID.flatMap({ $0 }) == nil {
          bases.append((index, draft))
        } else {
          presets.append((index, draft))
        }
      }
    }
    for (index, draft) in bases + presets {
      do { try take(draft, index) } catch let refusal as Refusal { refuse(index, draft.id.text, refusal) }
    }
  }

  private mutating func take(_ draft: ModelDraft, _ index: Int) throws {
    let principal = journal.caller.principal
    let old = try ModelTable.find(draft.id, connection)
    let (grants, remark) = try known(draft.grants, over: old)
    let form = draft.form(over: old, grants: grants, reason: reason)
    let isOffered = draft.baseModelID.flatMap { $0 }.map(offered.contains) ?? true
    let one: Registry.Written
    if let old {
      // Who may not read it is told that the id is taken, as by whoever makes a model.
      guard AccessPolicy.mayRead(ModelFacts(old), principal) else { throw Refusal.taken }
      try Registry.check(AccessPolicy.decide(.updateModel, on: ModelFacts(old), by: principal))
      one = try Registry.write(form, over: old, baseIsOffered: isOffered, journal, connection)
    } else {
      one = try Registry.write(new: form, baseIsOffered: isOffered, journal, connection)
    }
    if one.act != nil { written.append(one) }
    outcomes.append(
      ImportOutcome(
        index: index, id: draft.id.text, kind: one.act == nil ? .skipped : old == nil ? .created : .changed,
        detail: remark))
  }

  /// Without grants to those who are not here. Others than administrators are not told who is: theirs are looked at
  /// like those that they give by hand.
  private func known(_ grants: [GrantForm]?, over old: Model?) throws -> (grants: [GrantForm]?, remark: String?) {
    guard let grants, journal.caller.principal.role == .admin else { return (grants, nil) }
    let (there, gone) = try GrantChecks.existing(grants, connection)
    guard !gone.isEmpty else { return (there, nil) }
    let names = gone.prefix(5).map { "\($0.grantee.type) '\($0.grantee.principalID)'" }.joined(separator: ", ")
    let more = gone.count > 5 ? " and \(gone.count - 5) more" : ""
    return (there, "Left out: grants to those who are not here, \(names)\(more).")
  }

  private mutating func refuse(_ index: Int, _ id: String?, _ refusal: Refusal) {
    if refusal.kind == .forbidden { isDenied = true }
    let fields = refusal.fields.map { "\($0.location.dropFirst().joined(separator: ".")): \($0.message)" }
    outcomes.append(
      ImportOutcome(
        index: index, id: id, kind: .refused,
        detail: fields.isEmpty ? refusal.detail : fields.joined(separator: " ")))
  }

  mutating func deleteOthers() throws {
    let others = try connection.query("SELECT \(ModelTable.columns) FROM model ORDER BY id", row: ModelTable.model)
      .filter { lineOf[$0.id] == nil }
    written += try Registry.delete(others, .refuse, reason: reason, journal, connection)
    outcomes += others.map { ImportOutcome(index: nil, id: $0.id.text, kind: .deleted) }
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
