/// What Muster knows of llama-server's arguments (b10434).
package enum LaunchArguments {
  /// The names of one argument; the last one is what Muster writes.
  private static let settings: [(field: LaunchSettings.Field, names: [String])] = [
    (.context, ["-c", "--ctx-size"]), (.gpuLayers, ["-ngl", "--gpu-layers", "--n-gpu-layers"]),
    (.parallel, ["-np", "--parallel"]), (.threads, ["-t", "--threads"]), (.batch, ["-b", "--batch-size"]),
    (.cacheTypeK, ["-ctk", "--cache-type-k"]), (.cacheTypeV, ["-ctv", "--cache-type-v"]),
    (.flashAttention, ["-fa", "--flash-attn"]), (.projector, ["-mm", "--mmproj-auto", "--no-mmproj-auto", "--mmproj"]),
    (.draftModel, ["-md", "--spec-draft-model", "--model-draft"]), (.lora, ["--lora-scaled", "--lora"]),
    (.chatTemplate, ["--chat-template-file", "--chat-template"]),
    (.mode, ["--embedding", "--rerank", "--reranking", "--embeddings"]),
  ]

  /// Other arguments with several names.
  private static let others: [[String]] = [
    ["-tb", "--threads-batch"], ["-ub", "--ubatch-size"], ["-n", "--predict", "--n-predict"], ["-e", "--escape"],
    ["-kvo", "-nkvo", "--kv-offload"], ["-nr", "--repack"], ["-dio", "-ndio", "--direct-io"], ["-dev", "--device"],
    ["-ot", "--override-tensor"], ["-cmoe", "--cpu-moe"], ["-ncmoe", "--n-cpu-moe"], ["-sm", "--split-mode"],
    ["-ts", "--tensor-split"], ["-mg", "--main-gpu"], ["-fit", "--fit"], ["-fitt", "--fit-target"],
    ["-fitc", "--fit-ctx"], ["-s", "--seed"], ["--temperature", "--temp"], ["-kvu", "-no-kvu", "--kv-unified"],
    ["-cb", "-nocb", "--cont-batching"], ["-a", "--alias"], ["-cram", "--cache-ram"], ["-to", "--timeout"],
    ["-rea", "--reasoning"], ["-sps", "--slot-prompt-similarity"], ["--webui", "--ui"], ["-v", "--verbose"],
    ["-lv", "--log-verbosity", "--verbosity"], ["-ngld", "--gpu-layers-draft", "--n-gpu-layers-draft"],
    ["-ctxcp", "--swa-checkpoints", "--ctx-checkpoints"],
  ]

  /// Would take what is Muster's own: where the process listens, its key, its weights, its memory.
  private static let refused: Set<String> = [
    "--host", "--port", "--reuse-port", "--api-key", "--api-key-file", "--api-prefix", "--ssl-key-file",
    "--ssl-cert-file", "-m", "--model", "-mu", "--model-url", "-dr", "--docker-repo", "-hf", "-hfr", "--hf-repo",
    "-hff",
    "--hf-file", "-hfv", "-hfrv", "--hf-repo-v", "-hffv", "--hf-file-v", "-hft", "--hf-token", "-hfd", "-hfrd",
    "--hf-repo-draft", "--spec-draft-hf", "-mmu", "--mmproj-url", "-mv", "--model-vocoder", "--models-dir",
    "--models-preset", "--models-max", "--models-autoload", "--no-models-autoload", "--sleep-idle-seconds",
    // Would not start at all, or hide from Muster what happens.
    "-h", "--help", "--usage", "--version", "-cl", "--cache-list", "--completion-bash", "--list-devices",
    "--log-disable", "--log-file", "--log-colors",
    // Would give files or programs of the machine to whoever may use the model.
    "--path", "--media-path", "--slot-save-path", "--log-prompts-dir", "--tools", "-ag", "--agent", "--rpc", "--props",
    "--ui-mcp-proxy", "--webui-mcp-proxy", "--ui-config-file", "--webui-config-file",
  ]

  /// Name files; as settings of their own they stay within the models folder.
  private static let fileFields: Set<LaunchSettings.Field> = [.projector, .draftModel, .lora]

  /// Whether a word begins an argument. A negative number is a value.
  package static func isFlag(_ word: String) -> Bool {
    guard word.hasPrefix("-"), let second = word.dropFirst().first else { return false }
    return !second.isNumber && second != "."
  }

  /// What is wrong with a word of the launch settings; `nil`: nothing.
  package static func problem(with word: String) -> String? {
    guard isFlag(word) else { return nil }
    let name = name(of: word)
    if refused.contains(name) || downloadsWeights(name) {
      return "\(name) is set by Muster itself and cannot be set here."
    }
    if word.contains("=") { return "An argument and its value are two words." }
    if let field = field(of: name), fileFields.contains(field), name != "--no-mmproj" {
      return "Use the setting `\(field.rawValue)` in place of \(name)."
    }
    return nil
  }

  /// `--fim-qwen-7b-default` and the like.
  private static func downloadsWeights(_ name: String) -> Bool {
    name.hasPrefix("--fim-") || name.hasSuffix("-default") && name != "--spec-default"
  }

  /// Without a value behind `=`, and with dashes: llama-server takes `--ctx_size` for `--ctx-size`.
  static func name(of word: String) -> String {
    let name = word.split(separator: "=", maxSplits: 1).first.map(String.init) ?? word
    return name.hasPrefix("--") ? name.replacing("_", with: "-") : name
  }

  /// The setting that a word of a command sets; `nil`: none has it.
  package static func field(of word: String) -> LaunchSettings.Field? {
    let name = canonical(word)
    return settings.first { $0.names.last == name }?.field
  }

  /// What Muster calls an argument.
  package static func name(of field: LaunchSettings.Field) -> String? {
    settings.first { $0.field == field }?.names.last
  }

  /// One name for all names of an argument, and for its opposite.
  package static func canonical(_ word: String) -> String {
    var name = name(of: word)
    if name.hasPrefix("--no-"), name != "--no-host" { name = "--" + name.dropFirst("--no-".count) }
    let names = settings.first { $0.names.contains(name) }?.names ?? others.first { $0.contains(name) }
    return names?.last ?? name
  }
}

/// Variables of the environment that launch settings may not have.
package enum LaunchEnvironment {
  private static let refused: Set<String> = [
    "PATH", "HOME", "SHELL", "IFS", "ENV", "BASH_ENV", "GCONV_PATH", "LOCPATH", "PYTHONPATH", "PYTHONSTARTUP",
    "PYTHONHOME", "PERL5LIB", "PERL5OPT", "NODE_OPTIONS", "GGML_BACKEND_PATH", "GGML_BACKEND_DL_PATH", "MODEL_ENDPOINT",
  ]
  /// `LLAMA_API_KEY`, `LLAMA_ARG_HOST` and all that the arguments say.
  private static let prefixes = ["LLAMA_", "MUSTER_", "LD_", "DYLD_", "GLIBC_TUNABLES", "MALLOC_", "HF_"]
  private static let secrets = ["KEY", "TOKEN", "SECRET", "PASSWORD", "CREDENTIAL"]

  package static func problem(with name: String) -> String? {
    guard name.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil, name.utf8.count <= 128 else {
      return "must be a name of letters, digits and underscores"
    }
    let upper = name.uppercased()
    if refused.contains(upper) || prefixes.contains(where: upper.hasPrefix) {
      return "\(name) is set by Muster itself or by the system and cannot be set here."
    }
    if secrets.contains(where: upper.contains) {
      return "Secrets do not belong here: settings stay in revisions and in the audit trail. "
        + "Put \(name) into the `environment` of the runtime."
    }
    return nil
  }
}
