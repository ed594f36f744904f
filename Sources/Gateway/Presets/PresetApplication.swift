import Domain

/// Makes of a client's request what the runtime gets: the preset's parameters and system prompt added, whatever is not
/// for a runtime removed. All other bytes are copied as they came.
struct PresetApplication {
  let admission: Admitted
  let kind: GatewayRequest.Kind

  /// Of the admission, what matters here.
  struct Admitted: Equatable {
    var id: ModelID
    var params: JSON.Object
    var locked: Set<String>
    /// The system prompt with its placeholders filled in.
    var systemPrompt: String?
  }

  /// Other names under which a client could say the same thing, and so get round a locked parameter.
  private static let synonyms: [String: [String]] = ["max_tokens": ["max_completion_tokens", "n_predict"]]

  func apply(to body: JSONEdit) throws -> [UInt8] {
    var changes: [(key: String, value: [UInt8]?)] = [("model", JSON.string(admission.id.text).bytes())]
    for member in body.members where Self.isNeverSent(member.key) { changes.append((member.key, nil)) }
    guard kind != .embeddings else { return body.applying(changes) }
    changes += try parameterChanges(body)
    if kind == .chat, let messages = try messages(of: body) { changes.append(("messages", messages)) }
    return body.applying(changes)
  }

  private static func isNeverSent(_ key: String) -> Bool {
    PresetParameters.interfaceOnly.contains(key) || PresetParameters.notForOpenAI.contains(key)
      || PresetParameters.clientOnly.contains(key)
  }

  // MARK: - Parameters

  /// The client's own value wins, then what it put into `params`, then the preset's; but a locked one always wins.
  private func parameterChanges(_ body: JSONEdit) throws -> [(key: String, value: [UInt8]?)] {
    var changes: [(key: String, value: [UInt8]?)] = []
    var given = Set(body.members.map(\.key).filter { !Self.isNeverSent($0) })
    let clientParams = try body.value(of: "params")?.object ?? [:]
    for (key, value) in clientParams where !Self.isNeverSent(key) && !given.contains(key) && !value.isNull {
      changes.append((key, value.bytes()))
      given.insert(key)
    }
    if given.contains("max_completion_tokens") {
      let value = try body.value(of: "max_completion_tokens") ?? clientParams["max_completion_tokens"] ?? .null
      changes.removeAll { $0.key == "max_completion_tokens" }
      changes.append(("max_completion_tokens", nil))
      if !given.contains("max_tokens") { changes.append(("max_tokens", value.bytes())) }
      given.insert("max_tokens")
    }
    for (key, value) in presetParameters where admission.locked.contains(key) || !isGiven(key, given) {
      for name in [key] + (Self.synonyms[key] ?? []) {
        changes.removeAll { $0.key == name }
        if given.contains(name), name != key { changes.append((name, nil)) }
      }
      changes.append((key, value.bytes()))
    }
    return changes
  }

  private func isGiven(_ key: String, _ given: Set<String>) -> Bool {
    given.contains(key) || (Self.synonyms[key] ?? []).contains { given.contains($0) }
  }

  /// What the preset sends to a runtime; values of `custom_params` are JSON texts, or texts as they stand.
  private var presetParameters: JSON.Object {
    var parameters: JSON.Object = [:]
    for (key, value) in admission.params where !Self.isNeverSent(key) && !value.isNull { parameters[key] = value }
    for (key, value) in admission.params["custom_params"]?.object ?? [:] where !Self.isNeverSent(key) {
      parameters[key] = value.string.flatMap { try? JSON(parsing: $0) } ?? value
    }
    return parameters
  }

  // MARK: - Messages

  /// The messages with the preset's system prompt before the client's own; `nil` when they stay as they are.
  private func messages(of body: JSONEdit) throws -> [UInt8]? {
    guard let range = body.range(of: "messages"), body.bytes[range.lowerBound] == UInt8(ascii: "[") else {
      throw Refusal(
        .malformed, code: "missing_messages",
        detail: "'messages' is missing: send a list of messages, e.g. [{\"role\": \"user\", \"content\": \"Hello\"}].")
    }
    guard let prompt = admission.systemPrompt, !prompt.isEmpty else { return nil }
    var elements: [Range<Int>] = []
    var scanner = JSONScanner(body.bytes, at: range.lowerBound)
    try scanner.forEachElement { scanner throws(JSONScanner.Failure) in elements.append(try scanner.skipValue()) }
    var out: [UInt8] = [UInt8(ascii: "[")]
    func append(_ element: some Collection<UInt8>) {
      if out.count > 1 { out.append(UInt8(ascii: ",")) }
      out.append(contentsOf: element)
    }
    var rest = elements[...]
    if admission.locked.contains("system") {
      rest = try rest.filter { try !isSystem(body.bytes, $0) }[...]
      append(Self.systemMessage(.string(prompt)).bytes())
    } else if let first = rest.first, try isSystem(body.bytes, first) {
      append(try merged(prompt, into: body.bytes, first))
      rest = rest.dropFirst()
    } else {
      append(Self.systemMessage(.string(prompt)).bytes())
    }
    for element in rest { append(body.bytes[element]) }
    out.append(UInt8(ascii: "]"))
    return out
  }

  private func isSystem(_ bytes: [UInt8], _ element: Range<Int>) throws -> Bool {
    var scanner = JSONScanner(bytes, at: element.lowerBound)
    let role = try scanner.value()["role"]?.string
    return role == "system" || role == "developer"
  }

  private func merged(_ prompt: String, into bytes: [UInt8], _ element: Range<Int>) throws -> [UInt8] {
    var scanner = JSONScanner(bytes, at: element.lowerBound)
    guard var message = try scanner.value().object else { return Array(bytes[element]) }
    switch message["content"] {
    case .string(let text): message["content"] = .string(prompt + "\n" + text)
    case .array(let parts): message["content"] = .array([["type": "text", "text": .string(prompt + "\n")]] + parts)
    default: message["content"] = .string(prompt)
    }
    return JSON.object(message).bytes()
  }

  private static func systemMessage(_ content: JSON) -> JSON { ["role": "system", "content": content] }
}
