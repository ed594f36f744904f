import Domain

/// What Muster asks for where neither the settings nor the runtime's command say anything.
enum LaunchDefaults {
  /// Tokens: the memory of a context grows with it, and few requests need as much as models were trained for.
  static let context = 8192
  static let embeddingBatch = 2048

  /// - Parameters:
  ///   - projector: the one that lies beside the weights.
  ///   - template: the runtime's command.
  static func complete(
    _ settings: LaunchSettings, _ facts: WeightsFacts?, projector: String?, template: [String], program: ServerProgram
  ) -> LaunchSettings {
    guard program.profile == .llamaServer else { return settings }
    var all = settings
    let said = program.names(in: template).union(program.names(in: settings.arguments, after: -1))
    func isOpen(_ field: LaunchSettings.Field) -> Bool {
      settings[field] == nil && program.arguments.name(of: field).map { !said.contains($0) } ?? true
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
