import Domain

/// Makes of a client's request what the runtime gets: the preset's parameters and system prompt added, whatever is not
/// for a runtime removed. All other bytes are copied as they came.
struct PresetApplication {
  typealias Changes = [(key: String, value: [UInt8]?)]

  let preset: Preset
  let kind: GatewayRequest.Kind

  /// Of the admission, what matters here.
  struct Preset: Equatable {
    var id: ModelID
    var params: JSON.Object
    var locked: Set<String>
    /// The system prompt with its placeholders filled in.
    var systemPrompt: String?
  }

  /// Say which model answers what, in which form: the request itself, and nothing that parameters may set.
  private static let notParameters: Set<String> = ["model", "messages", "prompt", "input", "stream"]

  /// - Throws: `Refusal` when the request lacks what its route needs, or goes against what the preset locks.
  func apply(to body: JSONEdit) throws -> [UInt8] {
    try checkForm(of: body)
    var changes: Changes = [("model", JSON.string(preset.id.text).bytes())]
    for member in body.members where Self.isNeverSent(member.key) { changes.append((member.key, nil)) }
    guard kind != .embeddings else { return body.applying(changes) }
    let locks = LockedParameters(preset.locked, of: preset.params)
    changes += try parameterChanges(body, locks)
    if kind == .chat {
      let messages = try MessageList(body)
      if let changed = try messages.with(systemPrompt: preset.systemPrompt, isLocked: locks.isSystemPromptLocked) {
        changes.append(("messages", changed))
      }
    }
    return body.applying(changes)
  }

  private func checkForm(of body: JSONEdit) throws {
    switch kind {
    case .chat: break  // `MessageList` looks at the messages.
    case .completions:
      if preset.locked.contains(LockedParameters.systemPrompt) { throw Refusal.systemPromptNeedsChat(preset.id) }
      if body.range(of: "prompt") == nil {
        throw Refusal(.malformed, code: "missing_prompt", detail: "'prompt' is missing: send the text to complete.")
      }
    case .embeddings:
      // `content` and `messages` are llama-server's and vLLM's names for the same.
      guard ["input", "content", "messages"].contains(where: { body.range(of: $0) != nil }) else {
        throw Refusal(
          .malformed, code: "missing_input", detail: "'input' is missing: send the text to embed, or a list of texts.")
      }
    }
  }

  private static func isNeverSent(_ key: String) -> Bool {
    PresetParameters.interfaceOnly.contains(key) || PresetParameters.notForOpenAI.contains(key)
      || PresetParameters.clientOnly.contains(key)
  }

  /// Whether the route makes no sense without it.
  private func isNeeded(_ key: String) -> Bool {
    switch kind {
    case .chat: ["model", "messages", "stream"].contains(key)
    case .completions: ["model", "prompt", "stream"].contains(key)
    case .embeddings: ["model", "input"].contains(key)
    }
  }

  // MARK: - Parameters

  /// The client's own value wins, then what it put into `params`, then the preset's. Of what is locked, the client's is
  /// dropped first, under every name.
  private func parameterChanges(_ body: JSONEdit, _ locks: LockedParameters) throws -> Changes {
    var changes: Changes = []
    var given: Set<String> = []
    for member in body.members where !Self.isNeverSent(member.key) {
      if locks.cover(member.key), !isNeeded(member.key) {
        changes.append((member.key, nil))
      } else {
        given.insert(member.key)
      }
    }
    let clientParams = try body.value(of: "params")?.object ?? [:]
    for (key, value) in clientParams where Self.isParameter(key) && !given.contains(key) && !value.isNull {
      if locks.cover(key) { continue }
      changes.append((key, value.bytes()))
      given.insert(key)
    }
    if locks.isSystemPromptLocked, given.contains(LockedParameters.templateArguments) {
      let key = LockedParameters.templateArguments
      let value = try body.value(of: key) ?? clientParams[key] ?? .null
      changes.removeAll { $0.key == key }
      changes.append((key, LockedParameters.harmless(templateArguments: value).bytes()))
    }
    if given.contains("max_completion_tokens") {
      let value = try body.value(of: "max_completion_tokens") ?? clientParams["max_completion_tokens"] ?? .null
      changes.removeAll { $0.key == "max_completion_tokens" }
      changes.append(("max_completion_tokens", nil))
      if !given.contains("max_tokens") { changes.append(("max_tokens", value.bytes())) }
      given.insert("max_tokens")
    }
    for (key, value) in presetParameters where LockedParameters.namesOfTheSame(as: key).isDisjoint(with: given) {
      // It may stand there already, to be dropped.
      changes.removeAll { $0.key == key }
      changes.append((key, value.bytes()))
    }
    return changes
  }

  private static func isParameter(_ key: String) -> Bool { !isNeverSent(key) && !notParameters.contains(key) }

  /// What the preset sends to a runtime; values of `custom_params` are JSON texts, or texts as they stand.
  private var presetParameters: JSON.Object {
    var parameters: JSON.Object = [:]
    for (key, value) in preset.params where Self.isParameter(key) && !value.isNull { parameters[key] = value }
    for (key, value) in preset.params["custom_params"]?.object ?? [:] where Self.isParameter(key) {
      parameters[key] = value.string.flatMap { try? JSON(parsing: $0) } ?? value
    }
    return parameters
  }
}

extension Refusal {
  fileprivate static func systemPromptNeedsChat(_ id: ModelID) -> Refusal {
    Refusal(
      .malformed, code: "system_prompt_locked",
      detail: "The system prompt of '\(id)' is locked, and a plain completion has none. Use /v1/chat/completions.")
  }
}
