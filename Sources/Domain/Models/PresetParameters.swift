/// Where each member of a model's `params` applies (names and meanings: Open WebUI 0.12, docs/api.md).
package enum PresetParameters {
  /// Of the interface or of Muster itself: never sent to a runtime.
  package static let interfaceOnly: Set<String> = [
    "system", "stream_response", "stream_delta_chunk_size", "function_calling", "reasoning_tags",
    "compact_token_threshold", "tool_approval_mode", "model_controls", "note_id", "custom_params",
  ]

  /// Say how weights are loaded, or are known to Ollama only: an OpenAI server does not know what to do with them.
  package static let notForOpenAI: Set<String> = [
    "keep_alive", "num_ctx", "num_batch", "num_thread", "num_gpu", "num_keep", "use_mmap",
    "use_mlock", "think",
    "format",
  ]

  /// Members of a chat request that are meant for a front end's server (Open WebUI 0.12) and not for a model.
  package static let clientOnly: Set<String> = [
    "params", "metadata", "chat_id", "session_id", "id", "background_tasks", "features",
    "variables", "model_item",
    "tool_servers", "tool_ids", "skill_ids", "filter_ids", "files", "parent_id", "parent_message",
    "user_message",
    "terminal_id", "folder_id",
  ]

  private static let numbers: Set<String> = [
    "temperature", "top_p", "top_k", "min_p", "seed", "max_tokens", "frequency_penalty",
    "presence_penalty", "mirostat",
    "mirostat_eta", "mirostat_tau", "repeat_last_n", "repeat_penalty", "tfs_z", "num_keep",
    "num_ctx", "num_batch",
    "num_thread", "num_gpu",
  ]
  private static let texts: Set<String> = ["system", "reasoning_effort"]
  private static let objects: Set<String> = ["custom_params", "model_controls"]

  /// What is wrong with `value` as the parameter `key`; `nil` when nothing is. `null` always means "not set".
  package static func problem(with value: JSON, for key: String) -> String? {
    if value.isNull { return nil }
    if numbers.contains(key), value.double == nil { return "must be a number" }
    if texts.contains(key), value.string == nil { return "must be a text" }
    if objects.contains(key), value.object == nil { return "must be an object" }
    if key == "stop", value.string == nil, value.array?.allSatisfy({ $0.string != nil }) != true {
      return "must be a list of texts"
    }
    return nil
  }

  /// The names in a list of texts; `nil` when it is anything else.
  package static func names(in value: JSON) -> [String]? {
    guard let entries = value.array else { return nil }
    let names = entries.compactMap(\.string)
    return names.count == entries.count ? names : nil
  }
}
