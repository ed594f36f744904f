import Domain

/// The parameters that a preset locks (`meta.muster.locked`), and every other name by which a client could set them.
///
/// A locked parameter has the preset's value, or the runtime's default if the preset sets none. The client's value is
/// dropped, whichever of these names it uses.
struct LockedParameters {
  static let systemPrompt = "system"
  static let templateArguments = "chat_template_kwargs"

  let isSystemPromptLocked: Bool
  /// In lower case: some runtimes ignore the case of names.
  private let names: Set<String>

  init(_ locked: Set<String>, of params: JSON.Object) {
    var names = locked
    if locked.contains("custom_params") { names.formUnion(params["custom_params"]?.object?.keys ?? []) }
    names = names.reduce(into: []) { $0.formUnion(Self.synonyms(of: $1)) }
    if !names.isDisjoint(with: Self.sampling) { names.formUnion(Self.replaceSampling) }
    isSystemPromptLocked = locked.contains(Self.systemPrompt)
    if isSystemPromptLocked { names.formUnion(Self.replaceSystemPrompt) }
    self.names = Set(names.map { $0.lowercased() })
  }

  /// Whether the client's value under this name is dropped.
  func cover(_ name: String) -> Bool { !names.isEmpty && names.contains(name.lowercased()) }

  /// All names that runtimes use for the parameter `name`, including itself.
  static func synonyms(of name: String) -> Set<String> { synonymSets.first { $0.contains(name) } ?? [name] }

  /// Names that llama-server, vLLM, Ollama and OpenAI use for one parameter.
  private static let synonymSets: [Set<String>] = [
    ["max_tokens", "max_completion_tokens", "max_output_tokens", "max_new_tokens", "n_predict", "num_predict"],
    [
      "response_format", "grammar", "json_schema", "guided_json", "guided_regex", "guided_choice", "guided_grammar",
      "structured_outputs",
    ],
    ["tools", "functions"],
    ["tool_choice", "function_call"],
    ["repeat_penalty", "repetition_penalty"],
  ]

  private static let sampling: Set<String> = [
    "temperature", "top_k", "top_p", "min_p", "typical_p", "top_n_sigma", "xtc_probability", "xtc_threshold",
    "repeat_penalty", "repetition_penalty", "repeat_last_n", "frequency_penalty", "presence_penalty", "dry_multiplier",
    "mirostat", "mirostat_tau", "mirostat_eta",
  ]

  /// Disable other samplers, or change their values.
  private static let replaceSampling: Set<String> = [
    "samplers", "dynatemp_range", "dynatemp_exponent", "mirostat", "mirostat_tau", "mirostat_eta",
  ]

  /// Replace the messages, or the template that assembles the prompt.
  private static let replaceSystemPrompt: Set<String> = [
    "prompt", "system_prompt", "instructions", "template", "chat_template",
  ]

  /// The arguments for a chat template, without those that could put the client's text into the system prompt: some
  /// templates take it from there (`model_identity` of gpt-oss).
  static func harmless(templateArguments: JSON) -> JSON {
    guard let arguments = templateArguments.object else { return [:] }
    let efforts: Set<String> = ["none", "minimal", "low", "medium", "high"]
    return .object(
      JSON.Object(
        arguments.members.filter { name, value in
          switch value {
          case .bool, .number, .null: true
          case .string(let text): name == "reasoning_effort" && efforts.contains(text)
          case .array, .object: false
          }
        }))
  }
}
