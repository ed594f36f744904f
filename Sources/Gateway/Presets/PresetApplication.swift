import Domain

/// Turns the body of a client's request into the body for the runtime: adds the preset's parameters and system prompt,
/// removes fields that are not for a runtime, and copies all other bytes unchanged.
struct PresetApplication {
  typealias Changes = [(key: String, value: [UInt8]?)]

  let preset: Preset
  let kind: GatewayRequest.Kind

  /// The part of an admission that is needed here.
  struct Preset: Equatable {
    var id: ModelID
    var params: JSON.Object
    var locked: Set<String>
    /// The system prompt with its placeholders filled in.
    var systemPrompt: String?
  }

  /// The request itself; parameters must not set these.
  private static let notParameters: Set<String> = ["model", "messages", "prompt", "input", "stream"]

  /// - Throws: `Refusal` if the request lacks a required field, or conflicts with the preset's locks.
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
    case .chat: break  // `MessageList` checks the messages.
    case .completions:
      if preset.locked.contains(LockedParameters.systemPrompt) { throw Refusal.systemPromptNeedsChat(preset.id) }
      if body.range(of: "prompt") == nil {
        throw Refusal(.malformed, code: "missing_prompt", detail: "'prompt' is missing: send the text to complete.")
      }
    case .embeddings:
      // llama-server and vLLM also accept `content` and `messages`.
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

  /// Whether the route requires the field.
  private func isNeeded(_ key: String) -> Bool {
    switch kind {
    case .chat: ["model", "messages", "stream"].contains(key)
    case .completions: ["model", "prompt", "stream"].contains(key)
    case .embeddings: ["model", "input"].contains(key)
    }
  }

  // MARK: - Parameters

  /// The client's own value takes precedence, then its value in `params`, then the preset's. For a locked parameter the
  /// client's values are dropped first, under every name.
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
    for (key, value) in presetParameters where LockedParameters.synonyms(of: key).isDisjoint(with: given) {
      // It may already be listed to be dropped.
      changes.removeAll { $0.key == key }
      changes.append((key, value.bytes()))
    }
    return changes
  }

  private static func isParameter(_ key: String) -> Bool { !isNeverSent(key) && !notParameters.contains(key) }

  /// The preset's parameters for a runtime; values in `custom_params` are parsed as JSON if possible, else strings.
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
      detail:
        "The system prompt of '\(id)' is locked, and a text completion has no system prompt. Use /v1/chat/completions.")
  }
}
