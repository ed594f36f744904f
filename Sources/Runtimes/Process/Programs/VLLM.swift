import Domain

extension ServerProgram {
  /// vLLM (`vllm serve`, measured with 0.32). One model for each tree of processes; docs/runtimes.md says what it does
  /// that others do not.
  static let vllm = ServerProgram(
    profile: .vllm, weights: .huggingFace, ownBytes: VLLM.ownBytes, reasonNotToStart: HuggingFaceFolder.reasonNotToLoad,
    // Without a host it listens on all addresses of the machine, and its key guards only a part of its routes.
    additions: [["--served-model-name", "{model}"], ["--host", "127.0.0.1"], ["--port", "{port}"]],
    words: VLLM.words, nameArgument: "--served-model-name", environment: VLLM.environment,
    // `VLLM_PORT=tcp://…` is what Kubernetes sets beside a service of that name, and VLLM_SERVER_DEV_MODE opens routes.
    hiddenVariables: ["VLLM_"], leavesFiles: true, startsAlone: true, healthPath: "/health", listsItsWeights: true,
    outcome: VLLM.outcome, tokens: VLLM.tokens, isKilledWhileLoading: true, log: .python)
}

private enum VLLM {
  /// Its own deadline for a start must not come before Muster's.
  private static let leastReadySeconds = 600
  private static let marginSeconds = 60

  /// Three processes with their libraries, measured without a graphics card.
  private static let libraryBytes = 1400 << 20

  /// On a processor, the KV cache is in the same memory, and all of it is taken at the start.
  @Sendable static func ownBytes(_ environment: [String: String]) -> Int? {
    let gibibytes = environment["VLLM_CPU_KVCACHE_SPACE"].flatMap { Int($0) } ?? 0
    return libraryBytes + min(max(gibibytes, 0), 1 << 20) << 30
  }

  @Sendable static func words(_ settings: LaunchSettings, _ files: ServerCommand.Files) -> [[String]] {
    let arguments = LaunchArguments.vllm
    var all: [[String]] = []
    func add(_ field: LaunchSettings.Field, _ value: String?) {
      if let name = arguments.name(of: field), let value { all.append([name, value]) }
    }
    add(.context, settings.context.map(String.init))
    add(.parallel, settings.parallel.map(String.init))
    add(.batch, settings.batch.map(String.init))
    add(.chatTemplate, settings.chatTemplate)
    switch settings.mode {
    case .embeddings: all += [["--runner", "pooling"], ["--convert", "embed"]]
    case .reranking: all.append(["--runner", "pooling"])
    case .chat, nil: break
    }
    return all
  }

  @Sendable static func environment(_ start: ServerStart) -> [String: String] {
    var variables = [
      "VLLM_API_KEY": "{key}",
      "VLLM_ENGINE_READY_TIMEOUT_S": String(
        max(leastReadySeconds, start.loadTimeout.wholeSeconds + marginSeconds)),
      // The weights are there, or the start fails: nothing is downloaded.
      "HF_HUB_OFFLINE": "1", "VLLM_NO_USAGE_STATS": "1", "DO_NOT_TRACK": "1",
    ]
    if let folder = start.folder {
      variables["TMPDIR"] = folder
      variables["VLLM_RPC_BASE_PATH"] = folder
    }
    return variables
  }

  @Sendable static func outcome(_ question: LaunchOutcomeQuestion) async -> LaunchOutcome {
    var outcome = LaunchOutcome(asked: question.asked)
    let models = try? await question.api.get("/v1/models", within: question.timeout).body
    outcome.context = models?["data"]?.array?.first?["max_model_len"]?.int
    return outcome
  }

  /// Its health route answers 200 whatever the engine behind it does, even one that was stopped: only these counters
  /// show that it works.
  @Sendable static func tokens(_ api: ServerAPI) async -> Int? {
    guard let answer = try? await api.get("/metrics", within: .seconds(2)), answer.isSuccess else { return nil }
    var sum: Double?
    for line in answer.whole.split(separator: "\n")
    where line.hasPrefix("vllm:prompt_tokens_total") || line.hasPrefix("vllm:generation_tokens_total") {
      if let value = line.split(separator: " ").last.flatMap({ Double($0) }) { sum = (sum ?? 0) + value }
    }
    return sum.flatMap { Int(exactly: $0.rounded()) }
  }
}
