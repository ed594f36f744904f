import Domain

extension ServerProgram {
  static let llamaServer = ServerProgram(
    profile: .llamaServer, words: LlamaServer.words, environment: LlamaServer.environment, healthPath: "/health",
    outcome: LlamaServer.outcome)
}

/// llama.cpp's llama-server (b10434).
private enum LlamaServer {
  @Sendable static func words(_ settings: LaunchSettings, _ files: ServerCommand.Files) -> [[String]] {
    let arguments = LaunchArguments.llamaServer
    var all: [[String]] = []
    func add(_ field: LaunchSettings.Field, _ value: String?) {
      if let name = arguments.name(of: field), let value { all.append([name, value]) }
    }
    add(.context, settings.context.map(String.init))
    add(.gpuLayers, settings.gpuLayers.map(String.init))
    add(.parallel, settings.parallel.map(String.init))
    add(.threads, settings.threads.map(String.init))
    add(.batch, settings.batch.map(String.init))
    add(.cacheTypeK, settings.cacheTypeK?.rawValue)
    add(.cacheTypeV, settings.cacheTypeV?.rawValue)
    add(.flashAttention, settings.flashAttention?.rawValue)
    if settings.projector == LaunchSettings.noProjector { all.append(["--no-mmproj"]) }
    add(.projector, files.projector)
    add(.draftModel, files.draftModel)
    for file in files.lora { add(.lora, file) }
    add(.chatTemplate, settings.chatTemplate)
    switch settings.mode {
    case .embeddings: all.append(["--embeddings"])
    case .reranking: all.append(["--reranking"])
    case .chat, nil: break
    }
    let names = ServerProgram.llamaServer.names(in: settings.arguments, after: -1)
    if settings.mode == .embeddings || settings.mode == .reranking, let batch = settings.batch,
      !names.contains("--ubatch-size")
    {
      // A text is embedded in one physical batch, so that 512 tokens would be the longest.
      all.append(["--ubatch-size", String(batch)])
    }
    // Says how many layers came to the GPU; quieter, the log does not.
    if settings.gpuLayers != nil, !names.contains("--verbosity") { all.append(["--verbosity", "4"]) }
    return all
  }

  /// Its cache of prompts may grow to 8 GiB by itself (b10068), which no budget expects. An argument wins.
  @Sendable static func environment(_ start: ServerStart) -> [String: String] {
    start.promptCacheBytes.map { ["LLAMA_ARG_CACHE_RAM": String($0 >> 20)] } ?? [:]
  }

  @Sendable static func outcome(_ question: LaunchOutcomeQuestion) async -> LaunchOutcome {
    var outcome = LaunchOutcome(asked: question.asked)
    if let properties = try? await question.api.get("/props", within: question.timeout).body {
      outcome.parallel = properties["total_slots"]?.int
      outcome.context = properties["default_generation_settings"]?["n_ctx"]?.int
    }
    let names = ServerProgram.llamaServer.names(in: question.command.words)
    if let context = outcome.context, let parallel = outcome.parallel,
      // Unless a number is set, they share one; otherwise each has a part of its own.
      !(question.log.sharesContext ?? !names.contains("--parallel"))
    {
      outcome.context = context * parallel
    }
    (outcome.gpuLayers, outcome.layers) = (question.log.gpuLayers, question.log.layers)
    return outcome
  }
}
