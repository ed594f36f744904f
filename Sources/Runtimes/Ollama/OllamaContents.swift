import Domain

/// What `/api/show` tells of a model.
struct OllamaContents: Sendable, Equatable {
  /// SHA-256 of its weights in hexadecimal; `nil`: it is not told.
  var blob: String?
  var facts: WeightsFacts?

  init(_ show: JSON) {
    blob = show["modelfile"]?.string.flatMap(Self.blob(ofModelfile:))
    facts = WeightsFacts(ollama: show)
  }

  /// The blob that a Modelfile names first: the weights; a projector comes after them.
  ///
  /// Ollama writes `FROM /var/lib/ollama/models/blobs/sha256-…`, with the server's own path.
  static func blob(ofModelfile text: String) -> String? {
    for line in text.split(whereSeparator: \.isNewline) where line.hasPrefix("FROM ") {
      if let match = line.firstMatch(of: /blobs[\/\\]sha256[-:]([0-9a-f]{64})"?\s*$/) { return String(match.output.1) }
    }
    return nil
  }
}

extension WeightsFacts {
  /// From the header of the weights, as Ollama repeats it (`model_info`), and from its own words where that is missing.
  /// - Returns: `nil`: it tells nothing.
  init?(ollama show: JSON) {
    let header = show["model_info"]
    let details = show["details"]
    func text(_ value: JSON?) -> String? { value?.string.flatMap { $0.isEmpty ? nil : $0 } }
    func number(_ value: JSON?) -> Int? { value?.int.flatMap { $0 > 0 ? $0 : nil } }
    guard let architecture = text(header?["general.architecture"]) ?? text(details?["family"]) else { return nil }
    self.init(
      architecture: architecture, name: text(header?["general.name"]) ?? text(header?["general.basename"]),
      parameterCount: number(header?["general.parameter_count"]),
      sizeLabel: text(header?["general.size_label"]) ?? text(details?["parameter_size"]),
      quantization: text(details?["quantization_level"]).flatMap { $0 == "unknown" ? nil : $0 },
      contextLength: number(header?["\(architecture).context_length"]),
      layerCount: number(header?["\(architecture).block_count"]),
      hasChatTemplate: show["template"]?.string.map { !$0.isEmpty },
      pooling: header?["\(architecture).pooling_type"]?.int.flatMap(Pooling.init(rawValue:)))
  }
}
