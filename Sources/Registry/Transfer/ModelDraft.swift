import Domain

/// One model of an import, as its line says it; what is `nil` keeps what is there.
package struct ModelDraft: Sendable, Equatable {
  package var id: ModelID
  package var name: String?
  package var baseModelID: ModelID??
  /// Replaces what is there.
  package var params: JSON.Object?
  /// Goes over what is there, member by member.
  package var meta: JSON.Object?
  package var grants: [GrantForm]?
  package var isActive: Bool?
  /// What was altered in reading the line.
  package var notes: [ImportReport.Note]

  package init(
    id: ModelID, name: String?, baseModelID: ModelID?? = nil, params: JSON.Object? = nil, meta: JSON.Object? = nil,
    grants: [GrantForm]? = nil, isActive: Bool? = nil, notes: [ImportReport.Note] = []
  ) {
    self.id = id
    self.name = name
    self.baseModelID = baseModelID
    self.params = params
    self.meta = meta
    self.grants = grants
    self.isActive = isActive
    self.notes = notes
  }

  /// Whether it says anything that only models have: an id and a name, other things have too.
  var isModel: Bool { baseModelID != nil || params != nil || meta != nil || grants != nil }

  func form(over old: Model?, reason: String?) -> ModelForm {
    var content = old?.content ?? ModelContent()
    if let params { content.params = params }
    for (key, value) in meta ?? [:] { content.meta[key] = value }
    return ModelForm(
      id: id, name: name ?? old?.name ?? id.text, content: content, baseModelID: baseModelID, grants: grants,
      isActive: isActive, reason: reason)
  }
}

/// One line of what is to be imported.
package struct ImportLine: Sendable {
  /// As it was written, for the report.
  package var id: String?
  package var draft: Result<ModelDraft, Refusal>

  package init(id: String?, draft: Result<ModelDraft, Refusal>) {
    self.id = id
    self.draft = draft
  }
}

/// What became of one line, or would.
package struct ImportOutcome: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    case created, changed
    /// It is as the line says already.
    case skipped
    case refused
    /// It was not among the lines; only by a sync.
    case deleted
  }

  /// From 0; `nil` for what was deleted.
  package var index: Int?
  package var id: String?
  package var kind: Kind
  /// Why it is refused.
  package var problem: String?
  /// What was left out or altered, and what it waits for.
  package var notes: [ImportReport.Note]
  /// In a rehearsal, of a model that would be changed, what would become of each field.
  package var changes: [FieldChange]

  package init(
    index: Int?, id: String?, kind: Kind, problem: String? = nil, notes: [ImportReport.Note] = [],
    changes: [FieldChange] = []
  ) {
    self.index = index
    self.id = id
    self.kind = kind
    self.problem = problem
    self.notes = notes
    self.changes = changes
  }

  package var detail: String? {
    problem ?? (notes.isEmpty ? nil : notes.map(\.words).joined(separator: "; "))
  }

  package var json: JSON {
    [
      "index": .optional(index), "id": .optional(id), "outcome": .string(kind.rawValue), "detail": .optional(detail),
      "notes": .array(notes.map(\.json)),
      "changes": .object(
        JSON.Object(
          changes.map { (key: $0.field, value: ["before": $0.before ?? .null, "after": $0.after ?? .null] as JSON) })),
    ]
  }
}
