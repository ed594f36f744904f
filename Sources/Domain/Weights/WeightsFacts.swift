/// What is known of the contents of weights; `nil` is what their header, or their runtime, does not tell.
package struct WeightsFacts: Hashable, Sendable {
  /// How a model makes one answer of what it computes for each token (`llama_pooling_type`).
  package enum Pooling: Int, Hashable, Sendable, CaseIterable {
    case none, mean, firstToken, lastToken, rank

    /// For programs.
    package var code: String {
      switch self {
      case .none: "none"
      case .mean: "mean"
      case .firstToken: "cls"
      case .lastToken: "last"
      case .rank: "rank"
      }
    }
  }

  /// What a model answers with.
  package enum Purpose: String, Hashable, Sendable, CaseIterable {
    case text
    case embeddings
    case reranking
    /// Encodes images or sound for a model.
    case projector
  }

  /// As llama.cpp calls it: `llama`, `qwen3moe`.
  package var architecture: String?
  /// What its makers call the model.
  package var name: String?
  package var parameterCount: Int?
  /// The number of parameters as its makers write it: `8B`, `8x7B`.
  package var sizeLabel: String?
  /// As llama.cpp calls it: `Q4_K_M`.
  package var quantization: String?
  /// Tokens that the model was trained on.
  package var contextLength: Int?
  package var layerCount: Int?
  package var hasChatTemplate: Bool?
  package var pooling: Pooling?
  package var isProjector: Bool
  /// Number of files.
  package var partCount: Int

  package init(
    architecture: String? = nil, name: String? = nil, parameterCount: Int? = nil, sizeLabel: String? = nil,
    quantization: String? = nil, contextLength: Int? = nil, layerCount: Int? = nil, hasChatTemplate: Bool? = nil,
    pooling: Pooling? = nil, isProjector: Bool = false, partCount: Int = 1
  ) {
    self.architecture = architecture
    self.name = name
    self.parameterCount = parameterCount
    self.sizeLabel = sizeLabel
    self.quantization = quantization
    self.contextLength = contextLength
    self.layerCount = layerCount
    self.hasChatTemplate = hasChatTemplate
    self.pooling = pooling
    self.isProjector = isProjector
    self.partCount = partCount
  }

  /// - Parameter headers: of all parts, in their order.
  package init?(_ headers: [GGUFHeader]) {
    guard let first = headers.first, !first.isOtherByteOrder else { return nil }
    let isComplete = headers.allSatisfy(\.isComplete)
    var elements: [Int: Int] = [:]
    for header in headers {
      for (kind, count) in header.elements {
        elements[kind] = elements[kind, default: 0].addingReportingOverflow(count).partialValue
      }
    }
    let counted = elements.values.reduce(0) { $0.addingReportingOverflow($1).partialValue }
    self.init(
      architecture: first.architecture, name: first.name,
      parameterCount: isComplete && counted > 0 ? counted : first.declaredParameters, sizeLabel: first.sizeLabel,
      quantization: Quantization.name(fileType: first.fileType, elements: elements),
      contextLength: first.contextLength, layerCount: first.layerCount,
      // The template comes late, so that a header that breaks off may have had one.
      hasChatTemplate: first.hasChatTemplate ? true : first.isComplete ? false : nil,
      pooling: first.poolingType.flatMap(Pooling.init(rawValue:)),
      isProjector: first.reasonToSkip(isWhole: false) == .projector, partCount: headers.count)
  }

  /// Encoders of texts, which cannot write any: what their headers do not always say.
  private static let encoders: Set<String> = [
    "bert", "modern-bert", "neo-bert", "nomic-bert", "nomic-bert-moe", "jina-bert-v2", "jina-bert-v3", "eurobert",
    "gemma-embedding", "t5encoder",
  ]

  /// `nil`: nothing tells.
  package var purpose: Purpose? {
    if isProjector { return .projector }
    switch pooling {
    case .rank: return .reranking
    case .mean, .firstToken, .lastToken: return .embeddings
    case .none?, nil: break
    }
    guard let architecture else { return nil }
    return Self.encoders.contains(architecture) ? .embeddings : .text
  }
}
