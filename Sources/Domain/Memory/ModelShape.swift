/// The dimensions of a model on which its memory depends, as llama.cpp reads them from a header
/// (`llama_model::load_hparams`, llama.cpp b10068; names of the keys: gguf-py 0.19.0, `constants.py`).
package struct ModelShape: Equatable, Sendable {
  struct Layer: Hashable, Sendable {
    var heads = 0
    /// For keys and values; 0: no attention.
    var sharedHeads = 0
    /// Numbers of one head's key, and value.
    var keyLength = 0
    var valueLength = 0
    var feedForward = 0
    /// Keeps keys and values of its own.
    var hasCache = false
    /// Keeps a state for each sequence.
    var isRecurrent = false
    /// Sees only the last tokens.
    var isWindowed = false

    /// Numbers of one token's keys in all heads. At most 2^32: both factors are bounded.
    var keyWidth: Int { keyLength * sharedHeads }
    var valueWidth: Int { valueLength * sharedHeads }
    var queryWidth: Int { keyLength * heads }
  }

  struct Experts: Equatable, Sendable {
    var count: Int
    var used: Int
    /// Of one expert.
    var feedForward: Int
  }

  struct State: Equatable, Sendable {
    var convolution = 0
    var recurrent = 0
  }

  /// Without those that only predict further tokens (`nextn_predict_layers`).
  private(set) var layers: [Layer] = []
  /// `block_count`: with them.
  private(set) var blockCount: Int
  private(set) var embedding: Int
  private(set) var vocabulary: Int
  private(set) var experts: Experts?
  /// Tokens that the model was trained on.
  private(set) var contextLength: Int
  /// A token sees those before it only. llama.cpp gives any decoder a cache, causal or not.
  private(set) var isCausal: Bool
  /// Tokens that windowed layers see.
  private(set) var window = 0
  /// Keys and values are one compressed row (multi-head latent attention).
  private(set) var isLatent = false
  /// Width of the keys that an indexer keeps beside the cache.
  private(set) var indexerKeyLength = 0
  /// Numbers that a recurrent layer keeps for each sequence: of its convolution, and of its state.
  private(set) var state = State()

  /// - Parameter header: of the whole file, or of the first of several parts.
  /// - Throws: why the memory of this model cannot be computed.
  package init(_ header: GGUFHeader) throws(MemoryUnknown) {
    guard let architecture = header.architecture, let family = ModelFamily(architecture: architecture) else {
      throw .architecture(header.architecture)
    }
    guard header.isComplete else { throw .incompleteHeader }
    if header.hasOmittedLists { throw .unusable("attention.head_count_kv") }
    let keys = ShapeKeys(header)
    blockCount = try keys.required("block_count", upTo: ShapeKeys.mostLayers)
    embedding = try keys.required("embedding_length", upTo: ShapeKeys.widest)
    contextLength = try keys.required("context_length", upTo: ShapeKeys.longestContext)
    isCausal = header.number("attention.causal") != 0
    vocabulary = try keys.number("vocab_size", upTo: ShapeKeys.longestContext) ?? header.tokenCount ?? 0
    guard vocabulary <= ShapeKeys.longestContext else { throw .unusable("vocab_size") }
    let further = try keys.number("nextn_predict_layers", upTo: blockCount - 1) ?? 0
    experts = try keys.experts()
    let latentKey = try keys.number("attention.key_length_mla", upTo: ShapeKeys.widest) ?? 0
    let latentValue = try keys.number("attention.value_length_mla", upTo: ShapeKeys.widest) ?? 0
    isLatent = latentKey > 0 && latentValue > 0
    if architecture == "deepseek32" || architecture == "glm-dsa" {
      indexerKeyLength = try keys.number("attention.indexer.key_length", upTo: ShapeKeys.widest) ?? 0
    }
    layers = try keys.layers(blockCount, embedding: embedding)
    layers.removeLast(further)
    try mark(family, keys)
    try shareCaches(architecture, keys)
    if layers.contains(where: \.isRecurrent) {
      state = try keys.state(embedding: embedding, heads: layers.first?.heads ?? 0)
    }
  }

  /// Which layers keep what.
  private mutating func mark(_ family: ModelFamily, _ keys: ShapeKeys) throws(MemoryUnknown) {
    switch family {
    case .withoutCache: break
    case .recurrent:
      for index in layers.indices { layers[index].isRecurrent = true }
    case .attention(let windows):
      for index in layers.indices { layers[index].hasCache = true }
      if let windows { try mark(windows, keys) }
    case .hybrid(let mix):
      let recurrent = mix == .byInterval ? try keys.recurrentLayers(blockCount) : []
      for index in layers.indices {
        let isPlain = layers[index].feedForward == 0
        let hasHeads = layers[index].sharedHeads > 0
        switch mix {
        case .both: (layers[index].hasCache, layers[index].isRecurrent) = (true, true)
        case .byHeads: (layers[index].hasCache, layers[index].isRecurrent) = (hasHeads, !hasHeads)
        case .byHeadsAndFeedForward:
          (layers[index].hasCache, layers[index].isRecurrent) = (isPlain && hasHeads, isPlain && !hasHeads)
        case .byInterval:
          (layers[index].hasCache, layers[index].isRecurrent) = (!recurrent[index], recurrent[index])
        }
      }
    }
  }

  private mutating func mark(_ windows: ModelFamily.Windows, _ keys: ShapeKeys) throws(MemoryUnknown) {
    let said = try keys.number("attention.sliding_window", upTo: ShapeKeys.longestContext)
    window = said == 0 ? 0 : windows.fixed ?? said ?? windows.fallback ?? 0
    guard window > 0 else { return }
    let pattern = try keys.list("attention.sliding_window_pattern", blockCount, upTo: ShapeKeys.mostLayers)
    let period =
      try keys.number("attention.sliding_window_pattern", upTo: ShapeKeys.mostLayers) ?? windows.period
    let keyLength = try keys.number("attention.key_length_swa", upTo: ShapeKeys.widest)
    let valueLength = try keys.number("attention.value_length_swa", upTo: ShapeKeys.widest)
    for index in layers.indices {
      layers[index].isWindowed =
        if let pattern {
          pattern[index] != 0
        } else if period == 0 {
          true
        } else {
          windows.isFullFirst ? index % period != 0 : index % period < period - 1
        }
      guard layers[index].isWindowed else { continue }
      if let keyLength { layers[index].keyLength = keyLength }
      if let valueLength { layers[index].valueLength = valueLength }
    }
  }

  /// The last layers of some models use the keys and values of earlier ones.
  private mutating func shareCaches(_ architecture: String, _ keys: ShapeKeys) throws(MemoryUnknown) {
    var own = layers.count
    // A constant of llama.cpp: no key tells it.
    if architecture == "gemma3n" { own = 20 }
    if let shared = try keys.number("attention.shared_kv_layers", upTo: layers.count) { own = layers.count - shared }
    for index in layers.indices where index >= own { layers[index].hasCache = false }
  }
}
