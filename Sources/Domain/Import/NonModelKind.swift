/// The kinds of things besides models that Open WebUI and others export, in similar files.
package enum NonModelKind: String, Sendable, CaseIterable {
  case function, tool, skill, prompt, knowledge, note, chat, person, group

  /// Recognized by fields that models never have.
  /// - Returns: `nil` for what may be a model.
  package init?(_ item: JSON.Object) {
    guard item["base_model_id"] == nil, item["params"] == nil, item["info"]?.object == nil else { return nil }
    if item["chat"]?.object != nil || item["messages"]?.array != nil || item["mapping"]?.object != nil {
      self = .chat
    } else if item["command"]?.string != nil {
      self = .prompt
    } else if item["specs"] != nil {
      self = .tool
    } else if let content = item["content"]?.string {
      self = Self.byContent(content, item)
    } else if item["files"]?.array != nil || item["data"]?["file_ids"]?.array != nil {
      self = .knowledge
    } else if item["data"]?["content"] != nil {
      self = .note
    } else if item["email"]?.string != nil, item["role"]?.string != nil {
      self = .person
    } else if item["user_ids"]?.array != nil, item["permissions"] != nil {
      self = .group
    } else {
      return nil
    }
  }

  private static func byContent(_ content: String, _ item: JSON.Object) -> NonModelKind {
    if content.contains("class Tools") { return .tool }
    let isFunction =
      item["type"]?.string != nil || item["meta"]?["type"]?.string != nil || item["meta"]?["manifest"] != nil
      || ["class Pipe", "class Filter", "class Action"].contains { content.contains($0) }
    return isFunction ? .function : .skill
  }

  package var plural: String {
    switch self {
    case .knowledge: "knowledge"
    case .person: "people"
    default: rawValue + "s"
    }
  }

  private var withArticle: String {
    switch self {
    case .knowledge: "knowledge"
    default: "a \(rawValue)"
    }
  }

  package var refusal: Refusal {
    Refusal(
      .malformed, code: "import.not_a_model",
      detail: "This is \(withArticle), not a model. Remove it from the file: only models can be imported.")
  }

  /// When there is nothing else in a file.
  package static func refusal(of things: [NonModelKind]) -> Refusal {
    let kinds = allCases.filter(things.contains).map(\.plural).joined(separator: ", ")
    return Refusal(
      .malformed, code: "import.not_models",
      detail: "This is an export of \(kinds), not of models. Nothing was imported. In Open WebUI, models are exported "
        + "under Workspace, Models.")
  }
}
