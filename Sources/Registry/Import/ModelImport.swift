import Audit
import Domain
import Storage

/// Takes over models with grants, flags and history; what was changed or deleted here since stays so.
struct ModelImport {
  typealias Written = (model: Model, weightsBefore: ModelID?, sequence: Int)
  static let action = AuditAction.modelImport

  let source: ForeignDatabase
  let models: [ForeignModel]
  let arrivals: Arrivals
  /// Of the bases that are named over there, those that a runtime has.
  let offered: Set<ModelID>
  let connection: Connection
  let journal: Journal
  private(set) var written: [Written] = []

  init(
    source: ForeignDatabase, models: [ForeignModel], arrivals: Arrivals, offered: Set<ModelID>,
    connection: Connection, journal: Journal
  ) {
    self.source = source
    self.models = models
    self.arrivals = arrivals
    self.offered = offered
    self.connection = connection
    self.journal = journal
  }

  mutating func run(_ report: inout ImportReport) throws {
    let bases = ForeignBases(models)
    var here: [ModelID: Model] = [:]
    for foreign in models {
      if let model = try take(foreign, bases, &report) { here[model.id] = model }
    }
    for model in here.values.sorted(by: { $0.id < $1.id }) {
      guard let base = model.baseModelID, !offered.contains(base), try ModelTable.find(base, connection) == nil
      else { continue }
      report.note(.lostBase, model.id.text, "'\(base)' is neither registered nor offered by a runtime")
    }
    try AudienceComparison(models: models, bases: bases, here: here, arrivals: arrivals, connection).run(&report)
  }

  /// - Returns: the model as it is here; `nil` when it did not come over.
  private mutating func take(
    _ foreign: ForeignModel, _ bases: ForeignBases, _ report: inout ImportReport
  ) throws -> Model? {
    let id: ModelID
    do throws(Refusal) {
      id = try ModelID(foreign.id)
    } catch {
      report.count(.models, \.skipped)
      report.note(.notTaken, foreign.id, error.detail)
      return nil
    }
    var remarks = ImportReport()
    var model = try draft(of: foreign, id, bases, &remarks)
    if let old = try ModelTable.find(id, connection) {
      model.createdAt = old.createdAt
      // Whom it fell to, it stays with.
      if arrivals.people[foreign.ownerID] == nil { model.ownerID = old.ownerID }
      let changes = old.changes(to: model)
      if changes.isEmpty {
        report.count(.models, \.unchanged)
        report.count(.grants, \.unchanged, by: old.grants.count)
        report.count(.versions, \.unchanged, by: try ForeignVersion.all(of: foreign.id, in: source).count)
      } else if try wasImported(old) {
        model = try follow(old, to: model, foreign, bases, changes, &report)
      } else {
        report.count(.models, \.skipped)
        report.note(.keptAsHere, id.text, changes.map(\.field).joined(separator: ", "))
        return nil
      }
    } else if try connection.exists("SELECT 1 FROM model_revision WHERE model_id = \(id.text)") {
      report.count(.models, \.skipped)
      report.note(.deletedHere, id.text, "It can be restored from the bin.")
      return nil
    } else {
      model = try arrive(model, foreign, bases, &report)
    }
    for note in remarks.notes { report.note(note.topic, note.subject, note.detail) }
    report.count(.grants, \.skipped, by: remarks.counts[.grants]?.skipped ?? 0)
    return model
  }

  private mutating func arrive(
    _ draft: Model, _ foreign: ForeignModel, _ bases: ForeignBases, _ report: inout ImportReport
  ) throws -> Model {
    let first = try ModelTable.lastRevision(of: draft.id, connection) + 1
    var model = draft
    (model.revision, model.life) = (first, first)
    let past = try ImportedPast(of: foreign, as: model, from: first, bases, arrivals, source, connection)
    (model.revision, model.versionID) = (past.live.revision, past.live.versionID)
    try ModelTable.insert(model, connection)
    try past.insert(live: model, journal, connection)
    report.count(.models, \.new)
    report.count(.grants, \.new, by: model.grants.count)
    report.count(.versions, \.new, by: past.count)
    try record(model, before: nil, model.changesOfCreation, past.count)
    return model
  }

  /// It has changed over there, but not here, since it came over.
  private mutating func follow(
    _ old: Model, to draft: Model, _ foreign: ForeignModel, _ bases: ForeignBases, _ changes: [FieldChange],
    _ report: inout ImportReport
  ) throws -> Model {
    var model = draft
    model.life = old.life
    model.grants = GrantChecks.grants(
      draft.grants.map { GrantForm(grantee: $0.grantee, permission: $0.permission) }, keeping: old.grants,
      at: journal.now)
    let past = try ImportedPast(of: foreign, as: model, from: old.revision + 1, bases, arrivals, source, connection)
    (model.revision, model.versionID) = (past.live.revision, past.live.versionID)
    try ModelTable.update(from: old, to: model, connection)
    try past.insert(live: model, journal, connection)
    report.count(.models, \.changed)
    report.count(.versions, \.new, by: past.count)
    try record(model, before: old, changes, past.count)
    return model
  }

  private mutating func record(_ model: Model, before: Model?, _ changes: [FieldChange], _ versions: Int) throws {
    var details: JSON.Object = ["versions": .int(versions), "revision_after": .int(model.revision)]
    details["revision_before"] = before.map { .int($0.revision) }
    let sequence = try journal.record(
      Act(
        Self.action, entityType: "model", entityID: model.id.text,
        description: "Took over \(model.id) from Open WebUI", changes: changes, details: details))
    written.append((model, before?.weights, sequence))
  }

  private func wasImported(_ model: Model) throws -> Bool {
    try connection.exists(
      """
      SELECT 1 FROM model_revision
      WHERE model_id = \(model.id.text) AND revision = \(model.revision) AND action = \(Self.action.rawValue)
      """)
  }

  // MARK: - What it would be here

  private func draft(
    of foreign: ForeignModel, _ id: ModelID, _ bases: ForeignBases, _ remarks: inout ImportReport
  ) throws -> Model {
    let base = try bases.weights(below: foreign, connection)
    if let base, let named = foreign.baseModelID, !base.text.hasSameBytes(as: named) {
      remarks.note(.presetOnPreset, foreign.id, "on '\(named)', now on '\(base)'")
    }
    let created = Timestamp(seconds: foreign.createdAt ?? journal.now.seconds)
    let model = Model(
      id: id, ownerID: owner(of: foreign, &remarks), baseModelID: base,
      name: foreign.name.allSatisfy(\.isWhitespace) ? foreign.id : foreign.name, content: foreign.content,
      grants: try grants(of: foreign, isBaseModel: base == nil, at: created, &remarks), isActive: foreign.isActive,
      revision: 1, versionID: "", createdAt: created,
      updatedAt: Timestamp(seconds: foreign.updatedAt ?? created.seconds))
    let form = ModelForm(id: id, name: model.name, content: model.content)
    var problems = form.problems().map { "\($0.location.dropFirst().joined(separator: ".")): \($0.message)" }
    if !foreign.isContentSound { problems.append("params or meta was no JSON object, and is empty now") }
    if foreign.name.allSatisfy(\.isWhitespace) { problems.append("had no name, and is called like its id now") }
    if !problems.isEmpty { remarks.note(.doubtfulContent, foreign.id, problems.joined(separator: "; ")) }
    return model
  }

  private func owner(of foreign: ForeignModel, _ remarks: inout ImportReport) -> UserID {
    if let owner = arrivals.people[foreign.ownerID] { return owner }
    remarks.note(.lostOwner, foreign.id, "'\(foreign.ownerID)'; an administrator owns it now")
    return arrivals.administrator ?? foreign.ownerID
  }

  private func grants(
    of foreign: ForeignModel, isBaseModel: Bool, at moment: Timestamp, _ remarks: inout ImportReport
  ) throws -> [Grant] {
    let mapped = foreign.grants.map { form in
      guard case .user(let id) = form.grantee, let ours = arrivals.people[id] else { return form }
      return GrantForm(grantee: .user(ours), permission: form.permission)
    }
    var (forms, gone) = try GrantChecks.existing(mapped, connection)
    for form in gone {
      remarks.count(.grants, \.skipped)
      remarks.note(
        .lostGrant, foreign.id, "\(form.permission.rawValue) for \(form.grantee.type) '\(form.grantee.principalID)'")
    }
    if isBaseModel, forms.contains(where: { $0.permission == .write }) {
      for index in forms.indices { forms[index].permission = .read }
      remarks.note(.writeOnBase, foreign.id)
    }
    return GrantChecks.grants(forms, keeping: [], at: moment)
  }
}

/// Which weights answer for which model over there.
struct ForeignBases {
  private let baseByModel: [String: String]

  init(_ models: [ForeignModel]) {
    baseByModel = Dictionary(
      models.compactMap { model in model.baseModelID.map { (model.id, $0) } }, uniquingKeysWith: { first, _ in first })
  }

  /// All that it stands on, the next one first; ends where it would go round in a circle.
  func chain(below id: String, from base: String?) -> [String] {
    var chain: [String] = []
    var next = base
    while let step = next, !chain.contains(step), step != id {
      chain.append(step)
      next = baseByModel[step]
    }
    return chain
  }

  /// The lowest of them, by what is there and what is here; in a circle, the one that is named.
  func weights(below foreign: ForeignModel, _ connection: Connection) throws -> ModelID? {
    try weights(of: foreign.id, on: foreign.baseModelID, connection)
  }

  func weights(of id: String, on named: String?, _ connection: Connection) throws -> ModelID? {
    guard let named, !named.isEmpty, named != id else { return nil }
    let chain = chain(below: id, from: named)
    guard let last = chain.last, baseByModel[last] == nil else { return ModelID(stored: named) }
    let ours = try ModelTable.find(ModelID(stored: last), connection)
    if let base = ours?.baseModelID, base.text != id { return base }
    return ModelID(stored: last)
  }
}
