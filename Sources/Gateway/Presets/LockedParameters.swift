import Domain

/// The parameters that a preset locks (`meta.muster.locked`), and every other name by which a client could undo them.
///
/// A locked parameter has the preset's value, or the runtime's own where the preset has none; what the client sends
/// under any of these names is dropped.
struct LockedParameters {
  static let systemPrompt = "system"
  static let templateArguments = "chat_template_kwargs"

  let isSystemPromptLocked: Bool
  /// In lower case: some runtimes take names in any case.
  private let names: Set<String>

  init(_ locked: Set<String>, of params: JSON.Object) {
    var names = locked
    if locked.contains("custom_params") { names.formUnion(params["custom_params"]?.object?.keys ?? []) }
    names = names.reduce(into: []) { $0.formUnion(Self.namesOfTheSame(as: $1)) }
    if !names.isDisjoint(with: Self.sampling) { names.formUnion(Self.replaceSampling) }
    isSystemPromptLocked = locked.contains(Self.systemPrompt)
    if isSystemPromptLocked { names.formUnion(Self.replaceSystemPrompt) }
    self.names = Set(names.map { $0.lowercased() })
  }

  /// Whether the client's value under this name is dropped.
  func cover(_ name: String) -> Bool { !names.isEmpty && names.contains(name.lowercased()) }

  /// All names by which runtimes know the parameter `name`, itself among them.
  static func namesOfTheSame(as name: String) -> Set<String> { synonyms.first { $0.contains(name) } ?? [name] }

  /// Names of llama-server, vLLM, Ollama and OpenAI for one thing.
  private static let synonyms: [Set<String>] = [
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

  /// Leave other samplers out, or change their values.
  private static let replaceSampling: Set<String> = [
    "samplers", "dynatemp_range", "dynatemp_exponent", "mirostat", "mirostat_tau", "mirostat_eta",
  ]

  /// Stand in the place of the messages, or say how they are put together.
  private static let replaceSystemPrompt: Set<String> = [
    "prompt", "system_prompt", "instructions", "template", "chat_template",
  ]

  /// Of the arguments for a chat template, those that put no text of the client's into the system prompt: some
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
