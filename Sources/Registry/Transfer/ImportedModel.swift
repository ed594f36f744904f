import Audit
import Domain
import Storage

/// Writes the lines of one import into the tables.
struct ImportedModel {
  let available: Set<ModelID>
  let launchChoices: [LaunchChoices]
  let reason: String?
  let isDryRun: Bool
  let connection: Connection
  let journal: Journal
  private(set) var written: [Registry.Written] = []
  /// Whether a line was refused because the caller is not allowed to, and not because it is invalid.
  private(set) var isDenied = false
  private var outcomes: [ImportOutcome] = []
  private var lineOf: [ModelID: Int] = [:]

  init(
    available: Set<ModelID>, launchChoices: [LaunchChoices], reason: String?, isDryRun: Bool, connection: Connection,
    journal: Journal
  ) {
    self.available = available
    self.launchChoices = launchChoices
    self.reason = reason
    self.isDryRun = isDryRun
    self.connection = connection
    self.journal = journal
  }

  /// In the order of the lines; deleted models last.
  var sorted: [ImportOutcome] { outcomes.sorted { ($0.index ?? .max) < ($1.index ?? .max) } }

  /// Base models first: a preset may be built on one in the same file.
  mutating func take(_ lines: [ImportLine]) throws {
    let standing = lines.compactMap { line -> (id: String, base: String)? in
      guard let draft = try? line.draft.get(), let base = draft.baseModelID.flatMap(\.self) else { return nil }
      return (draft.id.text, base.text)
    }
    let fileBases = BaseModelChains(standing)
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
              problem: "The ID is in the file twice, first as item \(first)."))
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

  private mutating func take(_ line: ModelDraft, _ index: Int, _ fileBases: BaseModelChains) throws {
    let principal = journal.caller.principal
    let old = try ModelTable.find(line.id, connection)
    // Callers who may not read the model get the same answer as on create: the id is taken.
    if let old, !AccessPolicy.mayRead(ModelFacts(old), principal) { throw Refusal.taken }
    if old == nil, !line.isModel { throw Refusal.noSignOfAModel }
    let draft = try adapted(line, over: old, fileBases)
    let form = draft.form(over: old, reason: reason)
    // Other users could get access to weights by a preset that waits for them.
    let isAvailable =
      AccessPolicy.mayUseUnregisteredWeights(principal)
      || draft.baseModelID.flatMap(\.self).map(available.contains) ?? true
    let one: Registry.Written
    if let old {
      try Registry.check(AccessPolicy.decide(.updateModel, on: ModelFacts(old), by: principal))
      one = try Registry.write(form, over: old, baseIsAvailable: isAvailable, journal, connection)
    } else {
      one = try Registry.write(new: form, baseIsAvailable: isAvailable, journal, connection)
    }
    try Registry.checkLaunch(of: one.new, over: old, among: launchChoices)
    if one.act != nil { written.append(one) }
    outcomes.append(
      ImportOutcome(
        index: index, id: draft.id.text, kind: one.act == nil ? .skipped : old == nil ? .created : .changed,
        notes: draft.notes, changes: isDryRun && one.act != nil ? old?.changes(to: one.new) ?? [] : []))
  }

  /// Adapts a line to this instance, with notes on what was adjusted.
  private func adapted(_ line: ModelDraft, over old: Model?, _ fileBases: BaseModelChains) throws -> ModelDraft {
    var draft = line
    let id = draft.id.text
    if let named = draft.baseModelID.flatMap(\.self) {
      if fileBases.isCycle(from: id) { throw Refusal.cyclicBase(id) }
      let principal = journal.caller.principal
      let base = try fileBases.weights(
        of: id, on: named.text, mayRead: { AccessPolicy.mayRead(ModelFacts($0), principal) }, connection)
      draft.baseModelID = .some(base)
      if let base, base != named {
        draft.notes.append(
          ImportReport.Note(.presetOnPreset, id, "was on '\(named)', now on '\(base)'", about: base.text))
      }
    }
    if let given = draft.name {
      let (name, notes) = ImportRules.name(given, of: id)
      draft.name = name
      if name != nil || old == nil { draft.notes += notes }
    }
    let base = draft.baseModelID ?? old?.baseModelID
    if let grants = draft.grants {
      let there = try known(grants, &draft.notes, id)
      let (forms, notes) = ImportRules.grants(there, of: id, isBaseModel: base == nil)
      draft.grants = forms
      draft.notes += notes
    }
    let (isActive, notes) = try ImportRules.activation(
      isActive: draft.isActive ?? old?.isActive ?? true, of: draft.id, on: base, over: old, available: available,
      arriving: [], connection)
    draft.isActive = isActive
    draft.notes += notes
    return draft
  }

  /// Without grants to unknown users and groups. Callers who may not know everyone do not learn which exist: their grants
  /// are checked like those they give directly.
  private func known(_ grants: [GrantForm], _ notes: inout [ImportReport.Note], _ id: String) throws -> [GrantForm] {
    guard AccessPolicy.mayKnowEveryone(journal.caller.principal) else { return grants }
    let (there, gone) = try GrantChecks.existing(grants, connection)
    notes += gone.map { ImportRules.lostGrant($0, on: id) }
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
