import Domain

/// The messages of a chat request as ranges of its bytes: only messages that change are parsed.
struct MessageList {
  private let bytes: [UInt8]
  private let elements: [Range<Int>]

  /// - Throws: `Refusal` if there is no list of messages.
  init(_ body: JSONEdit) throws {
    guard let range = body.range(of: "messages"), body.bytes[range.lowerBound] == UInt8(ascii: "[") else {
      throw Refusal(
        .malformed, code: "missing_messages",
        detail: "'messages' is missing: send a list of messages, e.g. [{\"role\": \"user\", \"content\": \"Hello\"}].")
    }
    bytes = body.bytes
    var elements: [Range<Int>] = []
    var scanner = JSONScanner(body.bytes, at: range.lowerBound)
    try scanner.forEachElement { scanner throws(JSONScanner.Failure) in elements.append(try scanner.skipValue()) }
    if let wrong = elements.firstIndex(where: { body.bytes[$0.lowerBound] != UInt8(ascii: "{") }) {
      throw Refusal(
        .malformed, code: "invalid_messages",
        detail: "messages[\(wrong)] is not an object such as {\"role\": \"user\", \"content\": \"Hello\"}.")
    }
    self.elements = elements
  }

  /// The list with the preset's system prompt before the client's own, or instead of it if it is locked; `nil` if the
  /// list does not change.
  /// - Throws: `Refusal` if the prompt is locked and the role of a message could be read as the system's.
  func with(systemPrompt: String?, isLocked: Bool) throws -> [UInt8]? {
    let prompt = systemPrompt.flatMap { $0.isEmpty ? nil : $0 }
    if prompt == nil, !isLocked { return nil }
    var rest = elements[...]
    var first: [UInt8]?
    if isLocked {
      rest = try elements.enumerated().filter { try !actsAsSystem($0.element, number: $0.offset) }.map(\.element)[...]
      first = prompt.map(Self.systemMessage)
    } else if let prompt {
      if let own = rest.first, try isSystem(own) {
        first = try merged(prompt, into: own)
        rest = rest.dropFirst()
      } else {
        first = Self.systemMessage(prompt)
      }
    }
    var parts = rest.map { bytes[$0] }
    if let first { parts.insert(first[...], at: 0) }
    var out = [UInt8(ascii: "[")]
    out.append(contentsOf: parts.joined(separator: [UInt8(ascii: ",")]))
    out.append(UInt8(ascii: "]"))
    return out
  }

  /// All values that a runtime could take for the role of a message: of duplicate names some take the first, others the
  /// last, and some ignore the case of names.
  private func roles(_ message: Range<Int>) throws -> [JSON] {
    var scanner = JSONScanner(bytes, at: message.lowerBound)
    var roles: [JSON] = []
    try scanner.forEachMember { scanner, key throws(JSONScanner.Failure) in
      if key.lowercased() == "role" { roles.append(try scanner.value()) } else { try scanner.skipValue() }
    }
    return roles
  }

  private static let systemRoles: Set<String> = ["system", "developer"]
  private static let otherRoles: Set<String> = ["user", "assistant", "tool", "function"]

  private func isSystem(_ message: Range<Int>) throws -> Bool {
    try roles(message).last?.string.map(Self.systemRoles.contains) ?? false
  }

  /// Chat templates copy the role into the prompt: an unknown role could start a system message of its own.
  private func actsAsSystem(_ message: Range<Int>, number: Int) throws -> Bool {
    let roles = try roles(message)
    if roles.count == 1, let role = roles[0].string {
      if Self.systemRoles.contains(role) { return true }
      if Self.otherRoles.contains(role) { return false }
    }
    throw Refusal(
      .malformed, code: "system_prompt_locked",
      detail: "The system prompt of this model is locked: messages[\(number)] needs one role, which is user, assistant "
        + "or tool.")
  }

  private func merged(_ prompt: String, into element: Range<Int>) throws -> [UInt8] {
    var scanner = JSONScanner(bytes, at: element.lowerBound)
    guard var message = try scanner.value().object else { return Array(bytes[element]) }
    switch message["content"] {
    case .string(let text): message["content"] = .string(prompt + "\n" + text)
    case .array(let parts): message["content"] = .array([["type": "text", "text": .string(prompt + "\n")]] + parts)
    default: message["content"] = .string(prompt)
    }
    return JSON.object(message).bytes()
  }

  private static func systemMessage(_ prompt: String) -> [UInt8] {
    JSON.object(["role": "system", "content": .string(prompt)]).bytes()
  }
}
