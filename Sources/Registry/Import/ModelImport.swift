import Audit
import Domain
import Storage

/// Imports models with grants, flags and history; models that were changed or deleted here since are skipped.
struct ModelImport {
  typealias Written = (model: Model, weightsBefore: ModelID?, sequence: Int)
  static let action = AuditAction.modelImport

  let source: ForeignDatabase
  let models: [ForeignModel]
  let mapping: UserMapping
  /// Of the named base models, those that a runtime has.
  let available: Set<ModelID>
  /// The ids of all models in the source.
  private let arriving: Set<ModelID>
  let connection: Connection
  let journal: Journal
  private(set) var written: [Written] = []

  init(
    source: ForeignDatabase, models: [ForeignModel], mapping: UserMapping, available: Set<ModelID>,
    connection: Connection, journal: Journal
  ) {
    self.source = source
    self.models = models
    self.mapping = mapping
    self.available = available
    arriving = Set(models.map { ModelID(stored: $0.id) })
    self.connection = connection
    self.journal = journal
  }

  mutating func run(_ report: inout ImportReport) throws {
    let bases = BaseModelChains(models)
    var here: [ModelID: Model] = [:]
    for foreign in models {
      if let model = try take(foreign, bases, &report) { here[model.id] = model }
    }
    try AudienceComparison(models: models, bases: bases, here: here, mapping: mapping, connection).run(&report)
  }

  /// - Returns: the imported model; `nil` when it was skipped.
  private mutating func take(
    _ foreign: ForeignModel, _ bases: BaseModelChains, _ report: inout ImportReport
  ) throws -> Model? {
    let id: ModelID
    do throws(Refusal) {
      id = try ModelID(foreign.id)
      if bases.isCycle(from: foreign.id) { throw Refusal.cyclicBase(foreign.id) }
    } catch {
      report.count(.models, \.skipped)
      report.note(.notImported, foreign.id, error.detail)
      return nil
    }
    var remarks = ImportReport()
    let old = try ModelTable.find(id, connection)
    var model = try draft(of: foreign, id, bases, &remarks)
    let activation = try ImportRules.activation(
      isActive: model.isActive, of: id, on: model.baseModelID, over: old, available: available,
      arriving: arriving, connection)
    model.isActive = activation.isActive
    remarks.note(activation.notes)
    if let old {
      model.createdAt = old.createdAt
      // An owner assigned by an earlier import stays.
      if mapping.people[foreign.ownerID] == nil { model.ownerID = old.ownerID }
      let changes = old.changes(to: model)
      if changes.isEmpty {
        report.count(.models, \.unchanged)
        report.count(.grants, \.unchanged, by: old.grants.count)
        report.count(.revisions, \.unchanged, by: try ForeignVersion.all(of: foreign.id, in: source).count)
      } else if try wasImported(old) {
        model = try follow(old, to: model, foreign, bases, changes, &report)
      } else {
        report.count(.models, \.skipped)
        report.note(.notOverwritten, id.text, changes.map(\.field).joined(separator: ", "))
        return nil
      }
    } else if try connection.exists("SELECT 1 FROM model_revision WHERE model_id = \(id.text)") {
      report.count(.models, \.skipped)
      report.note(.deletedHere, id.text, "It can be restored from the bin.")
      return nil
    } else {
      model = try arrive(model, foreign, bases, &report)
    }
    report.note(remarks.notes)
    report.count(.grants, \.skipped, by: remarks.counts[.grants]?.skipped ?? 0)
    return model
  }

  private mutating func arrive(
    _ draft: Model, _ foreign: ForeignModel, _ bases: BaseModelChains, _ report: inout ImportReport
  ) throws -> Model {
    let first = try ModelTable.lastRevision(of: draft.id, connection) + 1
    var model = draft
    (model.revision, model.life) = (first, first)
    let past = try ImportedHistory(of: foreign, as: model, from: first, bases, mapping, source, connection)
    (model.revision, model.versionID) = (past.live.revision, past.live.versionID)
    try ModelTable.insert(model, connection)
    try past.insert(live: model, journal, connection)
    report.count(.models, \.new)
    report.count(.grants, \.new, by: model.grants.count)
    report.count(.revisions, \.new, by: past.count)
    try record(model, before: nil, model.changesOfCreation, past.count)
    return model
  }

  /// The model has changed in the source, but not here, since the last import.
  private mutating func follow(
    _ old: Model, to draft: Model, _ foreign: ForeignModel, _ bases: BaseModelChains, _ changes: [FieldChange],
    _ report: inout ImportReport
  ) throws -> Model {
    var model = draft
    model.life = old.life
    model.grants = GrantChecks.grants(
      draft.grants.map { GrantForm(grantee: $0.grantee, permission: $0.permission) }, keeping: old.grants,
      at: journal.now)
    let past = try ImportedHistory(of: foreign, as: model, from: old.revision + 1, bases, mapping, source, connection)
    (model.revision, model.versionID) = (past.live.revision, past.live.versionID)
    try ModelTable.update(from: old, to: model, connection)
    try past.insert(live: model, journal, connection)
    report.count(.models, \.changed)
    report.count(.revisions, \.new, by: past.count)
    try record(model, before: old, changes, past.count)
    return model
  }

  private mutating func record(_ model: Model, before: Model?, _ changes: [FieldChange], _ revisions: Int) throws {
    var details: JSON.Object = ["revisions": .int(revisions), "revision_after": .int(model.revision)]
    details["revision_before"] = before.map { .int($0.revision) }
    let sequence = try journal.record(
      Act(
        Self.action, entityType: "model", entityID: model.id.text,
        description: "Imported \(model.id) from Open WebUI", changes: changes, details: details))
    written.append((model, before?.weights, sequence))
  }

  private func wasImported(_ model: Model) throws -> Bool {
    try connection.exists(
      """
      SELECT 1 FROM model_revision
      WHERE model_id = \(model.id.text) AND revision = \(model.revision) AND action = \(Self.action.rawValue)
      """)
  }

  // MARK: - Conversion

  private func draft(
    of foreign: ForeignModel, _ id: ModelID, _ bases: BaseModelChains, _ remarks: inout ImportReport
  ) throws -> Model {
    let base = try bases.weights(below: foreign, connection)
    if let base, let named = foreign.baseModelID, !base.text.hasSameBytes(as: named) {
      remarks.note(.presetOnPreset, foreign.id, "was on '\(named)', now on '\(base)'")
    }
    let (name, nameNotes) = ImportRules.name(foreign.name, of: foreign.id)
    remarks.note(nameNotes)
    let created = Timestamp(seconds: foreign.createdAt ?? journal.now.seconds)
    let model = Model(
      id: id, ownerID: owner(of: foreign, &remarks), baseModelID: base, name: name ?? foreign.id,
      content: foreign.content, grants: try grants(of: foreign, isBaseModel: base == nil, at: created, &remarks),
      isActive: foreign.isActive, revision: 1, versionID: "", createdAt: created,
      updatedAt: Timestamp(seconds: foreign.updatedAt ?? created.seconds))
    let form = ModelForm(id: id, name: model.name, content: model.content)
    var problems = form.problems().map { "\($0.location.dropFirst().joined(separator: ".")): \($0.message)" }
    if !foreign.isContentValid { problems.append("params or meta was not a JSON object and is empty now") }
    if !problems.isEmpty { remarks.note(.doubtfulContent, foreign.id, problems.joined(separator: "; ")) }
    return model
  }

  private func owner(of foreign: ForeignModel, _ remarks: inout ImportReport) -> UserID {
    if let owner = mapping.people[foreign.ownerID] { return owner }
    remarks.note(.lostOwner, foreign.id, "'\(foreign.ownerID)'; owned by an administrator now")
    return mapping.administrator ?? foreign.ownerID
  }

  private func grants(
    of foreign: ForeignModel, isBaseModel: Bool, at moment: Timestamp, _ remarks: inout ImportReport
  ) throws -> [Grant] {
    let mapped = foreign.grants.map { form in
      guard case .user(let id) = form.grantee, let ours = mapping.people[id] else { return form }
      return GrantForm(grantee: .user(ours), permission: form.permission)
    }
    let (there, gone) = try GrantChecks.existing(mapped, connection)
    remarks.note(gone.map { ImportRules.lostGrant($0, on: foreign.id) })
    remarks.note(foreign.unknownGrants.map { ImportReport.Note(.lostGrant, foreign.id, $0) })
    remarks.count(.grants, \.skipped, by: gone.count + foreign.unknownGrants.count)
    if !foreign.isAccessValid { remarks.note(.unreadableAccess, foreign.id) }
    let (forms, notes) = ImportRules.grants(there, of: foreign.id, isBaseModel: isBaseModel)
    remarks.note(notes)
    return GrantChecks.grants(forms, keeping: [], at: moment)
  }
}
