extension MemorySettings {
  /// Takes what the words of a command say, the later ones winning. Others are ignored.
  package mutating func read(words: [String]) {
    var index = words.startIndex
    while index < words.endIndex {
      let word = words[index]
      index += 1
      guard LaunchArguments.isFlag(word) else { continue }
      let value = index < words.endIndex && !LaunchArguments.isFlag(words[index]) ? words[index] : nil
      set(LaunchArguments.llamaServer.canonical(word), value, isNegated: Self.isNegated(word))
    }
  }

  /// Takes what the variables `LLAMA_ARG_…` say. To be read before the words of the command, which win.
  package mutating func read(environment: [String: String]) {
    for (variable, name) in Self.variables {
      guard let value = environment[variable] else { continue }
      let isOff = ["off", "disabled", "false", "0"].contains(value)
      set(name, value, isNegated: isOff)
    }
    if environment["LLAMA_ARG_NO_KV_OFFLOAD"] != nil { hasHostCache = true }
  }

  /// As `llama-server --help` (b10068) lists them, with the names that `LaunchArguments` gives the arguments.
  private static let variables = [
    ("LLAMA_ARG_CTX_SIZE", "--ctx-size"), ("LLAMA_ARG_N_PARALLEL", "--parallel"), ("LLAMA_ARG_BATCH", "--batch-size"),
    ("LLAMA_ARG_UBATCH", "--ubatch-size"), ("LLAMA_ARG_CACHE_TYPE_K", "--cache-type-k"),
    ("LLAMA_ARG_CACHE_TYPE_V", "--cache-type-v"), ("LLAMA_ARG_FLASH_ATTN", "--flash-attn"),
    ("LLAMA_ARG_SWA_FULL", "--swa-full"), ("LLAMA_ARG_KV_UNIFIED", "--kv-unified"),
    ("LLAMA_ARG_N_GPU_LAYERS", "--n-gpu-layers"), ("LLAMA_ARG_CPU_MOE", "--cpu-moe"),
    ("LLAMA_ARG_N_CPU_MOE", "--n-cpu-moe"), ("LLAMA_ARG_KV_OFFLOAD", "--kv-offload"),
    ("LLAMA_ARG_EMBEDDINGS", "--embeddings"), ("LLAMA_ARG_RERANKING", "--embeddings"),
  ]

  private static func isNegated(_ word: String) -> Bool {
    word.hasPrefix("--no-") || word == "-nkvo" || word == "-no-kvu"
  }

  private mutating func set(_ name: String, _ value: String?, isNegated: Bool) {
    let number = value.flatMap { Int($0) }
    switch name {
    case "--ctx-size": if let number { context = number }
    case "--parallel": if let number { parallel = number > 0 ? number : nil }
    case "--batch-size": if let number, number > 0 { batch = number }
    case "--ubatch-size": if let number, number > 0 { microBatch = number }
    case "--cache-type-k": if let type = value.flatMap(LaunchSettings.CacheType.init) { cacheTypeK = type }
    case "--cache-type-v": if let type = value.flatMap(LaunchSettings.CacheType.init) { cacheTypeV = type }
    case "--flash-attn": flashAttention = Self.flashAttention(value)
    case "--swa-full": hasFullWindowCache = !isNegated
    case "--kv-unified": isUnified = !isNegated
    case "--n-gpu-layers":
      // "auto" and "all" mean as many as fit, and a negative number all.
      if value != nil { deviceLayers = number.flatMap { $0 >= 0 ? $0 : nil } }
    case "--cpu-moe": hostExpertLayers = isNegated ? 0 : .max
    case "--n-cpu-moe": if let number, number >= 0 { hostExpertLayers = number }
    case "--kv-offload": hasHostCache = isNegated
    case "--embeddings": isEncoding = !isNegated
    default: break
    }
  }

  private static func flashAttention(_ value: String?) -> LaunchSettings.FlashAttention {
    switch value {
    case "off", "disabled", "false", "0": .off
    case "auto", "-1": .auto
    // Older servers take the argument without a value.
    default: .on
    }
  }
}
