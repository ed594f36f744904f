import Audit
import Domain
import Storage

/// The lines of one import, on their way into the tables.
struct ImportedModel {
  let offered: Set<ModelID>
  let reason: String?
  let isRehearsal: Bool
  let connection: Connection
  let journal: Journal
  private(set) var written: [Registry.Written] = []
  /// A line asked for what the caller may not do; else lines were only wrong.
  private(set) var isDenied = false
  private var outcomes: [ImportOutcome] = []
  private var lineOf: [ModelID: Int] = [:]

  init(
    offered: Set<ModelID>, reason: String?, isRehearsal: Bool, connection: Connection, journal: Journal
  ) {
    self.offered = offered
    self.reason = reason
    self.isRehearsal = isRehearsal
    self.connection = connection
    self.journal = journal
  }

  /// In the order of the lines; what was deleted last.
  var sorted: [ImportOutcome] { outcomes.sorted { ($0.index ?? .max) < ($1.index ?? .max) } }

  /// Base models first: a preset may stand on one that comes in the same file.
  mutating func take(_ lines: [ImportLine]) throws {
    let standing = lines.compactMap { line -> (id: String, base: String)? in
      guard let draft = try? line.draft.get(), let base = draft.baseModelID.flatMap(\.self) else { return nil }
      return (draft.id.text, base.text)
    }
    let fileBases = ForeignBases(standing)
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
              problem: "The id is in the file twice; the first time as item \(first)."))
          continue
        }
        lineOf[draft.id] = index
        if draft.baseModelID.flatMap(\.self) == nil {
          bases.append((index, draft))
        } else {
          presets.append((index, draft))
        }
      }
    }
    for (index, draft) in bases + presets {
      do { try take(draft, index, fileBases) } catch let refusal as Refusal { refuse(index, draft.id.text, refusal) }
    }
  }

  private mutating func take(_ line: ModelDraft, _ index: Int, _ fileBases: ForeignBases) throws {
    let principal = journal.caller.principal
    let old = try ModelTable.find(line.id, connection)
    // Who may not read it is told that the id is taken, as by whoever makes a model.
    if let old, !AccessPolicy.mayRead(ModelFacts(old), principal) { throw Refusal.taken }
    if old == nil, !line.isModel { throw Refusal.noSignOfAModel }
    let draft = try judged(line, over: old, fileBases)
    let form = draft.form(over: old, reason: reason)
    // Others than administrators could get at weights by a preset that waits for them.
    let isOffered = principal.role == .admin || draft.baseModelID.flatMap(\.self).map(offered.contains) ?? true
    let one: Registry.Written
    if let old {
      try Registry.check(AccessPolicy.decide(.updateModel, on: ModelFacts(old), by: principal))
      one = try Registry.write(form, over: old, baseIsOffered: isOffered, journal, connection)
    } else {
      one = try Registry.write(new: form, baseIsOffered: isOffered, journal, connection)
    }
    if one.act != nil { written.append(one) }
    outcomes.append(
      ImportOutcome(
        index: index, id: draft.id.text, kind: one.act == nil ? .skipped : old == nil ? .created : .changed,
        notes: draft.notes, changes: isRehearsal && one.act != nil ? old?.changes(to: one.new) ?? [] : []))
  }

  /// What is made of a line here, with notes on what that alters.
  private func judged(_ line: ModelDraft, over old: Model?, _ fileBases: ForeignBases) throws -> ModelDraft {
    var draft = line
    let id = draft.id.text
    if let named = draft.baseModelID.flatMap(\.self) {
      if fileBases.isCircle(from: id) { throw Refusal.standsOnItself(id) }
      let principal = journal.caller.principal
      let base = try fileBases.weights(
        of: id, on: named.text, mayRead: { AccessPolicy.mayRead(ModelFacts($0), principal) }, connection)
      draft.baseModelID = .some(base)
      if let base, base != named {
        let words = "on '\(named)', now on '\(base)'"
        draft.notes.append(ImportReport.Note(.presetOnPreset, id, words, about: base.text))
      }
    }
    if let given = draft.name {
      let (name, notes) = ImportJudgement.name(given, of: id)
      draft.name = name
      if name != nil || old == nil { draft.notes += notes }
    }
    let base = draft.baseModelID ?? old?.baseModelID
    if let grants = draft.grants {
      let there = try known(grants, &draft.notes, id)
      let (forms, notes) = ImportJudgement.fitting(there, of: id, isBaseModel: base == nil)
      draft.grants = forms
      draft.notes += notes
    }
    let (isActive, notes) = try ImportJudgement.settled(
      isActive: draft.isActive ?? old?.isActive ?? true, of: draft.id, on: base, over: old, offered: offered,
      arriving: [], connection)
    draft.isActive = isActive
    draft.notes += notes
    return draft
  }

  /// Without grants to those who are not here. Others than administrators are not told who is: theirs are looked at
  /// like those that they give by hand.
  private func known(_ grants: [GrantForm], _ notes: inout [ImportReport.Note], _ id: String) throws -> [GrantForm] {
    guard journal.caller.principal.role == .admin else { return grants }
    let (there, gone) = try GrantChecks.existing(grants, connection)
    notes += gone.map { ImportJudgement.lostGrant($0, on: id) }
    return there
  }

  private mutating func refuse(_ index: Int, _ id: String?, _ refusal: Refusal) {
    if refusal.kind == .forbidden { isDenied = true }
    let fields = refusal.fields.map { "\($0.location.dropFirst().joined(separator: ".")): \($0.message)" }
    outcomes.append(
      ImportOutcome(
        index: index, id: id, kind: .refused,
        problem: fields.isEmpty ? refusal.detail : fields.joined(separator: " ")))
  }

  mutating func deleteOthers() throws {
    let others = try connection.query("SELECT \(ModelTable.columns) FROM model ORDER BY id", row: ModelTable.model)
      .filter { lineOf[$0.id] == nil }
    written += try Registry.delete(others, .refuse, reason: reason, journal, connection)
    outcomes += others.map { ImportOutcome(index: nil, id: $0.id.text, kind: .deleted) }
  }
}

extension Refusal {
  static let noSignOfAModel = Refusal(
    .malformed, code: "import.not_a_model",
    detail: "This is not a model: it has none of base_model_id, params, meta and access_grants.")
}
