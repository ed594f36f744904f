import Domain

/// One model of an import; `nil` keeps the current value.
package struct ModelDraft: Sendable, Equatable {
  package var id: ModelID
  package var name: String?
  package var baseModelID: ModelID??
  /// Replaces all parameters.
  package var params: JSON.Object?
  /// Merged into the current one, member by member.
  package var meta: JSON.Object?
  package var grants: [GrantForm]?
  package var isActive: Bool?
  /// What was adjusted when the line was read.
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

  /// Whether it has a field that only models have; other exports have an id and a name, too.
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

/// One line of an import.
package struct ImportLine: Sendable {
  /// As in the file, for the report.
  package var id: String?
  package var draft: Result<ModelDraft, Refusal>

  package init(id: String?, draft: Result<ModelDraft, Refusal>) {
    self.id = id
    self.draft = draft
  }
}

/// The outcome of one line.
package struct ImportOutcome: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    case created, changed
    /// Nothing to change.
    case skipped
    case refused
    /// A sync deletes models that are not among the lines.
    case deleted
  }

  /// From 0; `nil` for what was deleted.
  package var index: Int?
  package var id: String?
  package var kind: Kind
  /// Why it was refused.
  package var problem: String?
  /// What was skipped or adjusted, and what the model still needs.
  package var notes: [ImportReport.Note]
  /// In a dry run: the fields that would change.
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
    problem ?? (notes.isEmpty ? nil : notes.map(\.text).joined(separator: "; "))
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
