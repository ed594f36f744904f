import Domain

/// The command of one model: the runtime's, with the launch settings in place of what it says of the same things.
struct LlamaServerCommand: Sendable, Equatable {
  /// Files of the settings, found in the models folder.
  struct Files: Sendable, Equatable {
    var projector: String?
    var draftModel: String?
    var lora: [String] = []
  }

  /// Program and arguments of the runtime, placeholders and all.
  let template: [String]
  /// Of the launch settings, taken as they are: they must not learn the key.
  let own: [String]

  var words: [String] { template + own }

  init(_ template: [String], _ settings: LaunchSettings, _ files: Files = Files()) {
    guard let program = template.firstIndex(where: Self.isLlamaServer) else {
      // What else there may be takes its arguments as they are.
      self.template = template
      own = settings.arguments
      return
    }
    let groups = Self.arguments(settings, files)
    var replaced = Set(groups.map { LaunchArguments.canonical($0[0]) })
    // Without the argument it is a chat model.
    if settings.mode == .chat { replaced.formUnion(LaunchArguments.name(of: .mode).map { [$0] } ?? []) }
    let kept = Self.groups(template[(program + 1)...]).filter { group in
      guard let first = group.first, LaunchArguments.isFlag(first) else { return true }
      return !replaced.contains(LaunchArguments.canonical(first))
    }
    self.template = template[...program] + kept.flatMap(\.self)
    own = groups.flatMap(\.self)
  }

  static func isLlamaServer(_ word: String) -> Bool {
    (word.split(separator: "/").last ?? "").hasPrefix("llama-server")
  }

  /// The canonical names of the arguments that a command has.
  static func names(in words: [String]) -> Set<String> {
    let program = words.firstIndex(where: isLlamaServer) ?? 0
    return Set(words.dropFirst(program + 1).filter(LaunchArguments.isFlag).map(LaunchArguments.canonical))
  }

  /// Each argument with its values.
  private static func groups(_ words: ArraySlice<String>) -> [[String]] {
    var groups: [[String]] = []
    for word in words {
      if LaunchArguments.isFlag(word) || groups.isEmpty {
        groups.append([word])
      } else {
        groups[groups.count - 1].append(word)
      }
    }
    return groups
  }

  private static func arguments(_ settings: LaunchSettings, _ files: Files) -> [[String]] {
    var all: [[String]] = []
    func add(_ field: LaunchSettings.Field, _ value: String?) {
      if let name = LaunchArguments.name(of: field), let value { all.append([name, value]) }
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
    let further = groups(settings.arguments[...])
    let names = Set(further.map { LaunchArguments.canonical($0[0]) })
    if settings.mode == .embeddings || settings.mode == .reranking, let batch = settings.batch,
      !names.contains("--ubatch-size")
    {
      // A text is embedded in one physical batch, so that 512 tokens would be the longest.
      all.append(["--ubatch-size", String(batch)])
    }
    // Says how many layers came to the GPU; quieter, the log does not.
    if settings.gpuLayers != nil, !names.contains("--verbosity") { all.append(["--verbosity", "4"]) }
    return all + further
  }
}

/// What Muster asks for where neither the settings nor the runtime's command say anything.
enum LaunchDefaults {
  /// Tokens: the memory of a context grows with it, and few requests need as much as models were trained for.
  static let context = 8192
  static let embeddingBatch = 2048

  /// - Parameters:
  ///   - projector: the one that lies beside the weights.
  ///   - template: the runtime's command.
  static func complete(
    _ settings: LaunchSettings, _ facts: WeightsFacts?, projector: String?, template: [String]
  ) -> LaunchSettings {
    guard template.contains(where: LlamaServerCommand.isLlamaServer) else { return settings }
    var all = settings
    let said = LlamaServerCommand.names(in: template).union(
      settings.arguments.filter(LaunchArguments.isFlag).map(LaunchArguments.canonical))
    func isOpen(_ field: LaunchSettings.Field) -> Bool {
      settings[field] == nil && LaunchArguments.name(of: field).map { !said.contains($0) } ?? true
    }
    if isOpen(.context), let trained = facts?.contextLength { all.context = min(trained, context) }
    if isOpen(.mode), !said.contains("--pooling") { all.mode = mode(facts) }
    if isOpen(.projector), let projector { all.projector = projector }
    if all.mode == .embeddings || all.mode == .reranking, isOpen(.batch), !said.contains("--ubatch-size") {
      all.batch = min(all.context ?? embeddingBatch, embeddingBatch)
    }
    return all
  }

  private static func mode(_ facts: WeightsFacts?) -> LaunchSettings.Mode? {
    switch facts?.purpose {
    case .embeddings: .embeddings
    case .reranking: .reranking
    case .text, .projector, nil: nil
    }
  }
}
