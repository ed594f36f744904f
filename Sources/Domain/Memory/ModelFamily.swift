/// What llama.cpp knows of an architecture and no file says.
///
/// From `llama_model::create_memory`, `llm_arch_is_recurrent`, `llm_arch_is_hybrid` and `load_arch_hparams` of
/// `src/models/` (llama.cpp b10068). Architectures are named as in gguf-py 0.19.0 (`MODEL_ARCH_NAMES`).
enum ModelFamily: Equatable, Sendable {
  /// Encodes a text as a whole, and keeps nothing of it.
  case withoutCache
  /// Keeps keys and values of each token.
  case attention(Windows?)
  /// Keeps a state of fixed size for each sequence, in every layer.
  case recurrent
  /// Keeps one or the other, or both, by layer.
  case hybrid(Mix)

  /// Which layers see only the last tokens.
  struct Windows: Equatable, Sendable {
    /// Layers in one round of the pattern, of which one sees all tokens.
    var period: Int
    /// The one that sees all tokens is the first, not the last.
    var isFullFirst = false
    /// Tokens, where the file has no `attention.sliding_window`; `nil`: no layer has a window then.
    var fallback: Int?
    /// Tokens whatever the file says, except none.
    var fixed: Int?
  }

  /// How the layers of a hybrid model are told apart.
  enum Mix: Equatable, Sendable {
    /// All layers have both.
    case both
    /// Layers without heads for keys and values are recurrent.
    case byHeads
    /// The same, but layers with a feed-forward part have neither.
    case byHeadsAndFeedForward
    /// Every Nth layer has attention (`full_attention_interval`).
    case byInterval
  }

  /// - Returns: `nil` for an architecture that is not known.
  init?(architecture: String) {
    if Self.encoders.contains(architecture) {
      self = .withoutCache
    } else if Self.stateOnly.contains(architecture) {
      self = .recurrent
    } else if let mix = Self.mixes[architecture] {
      self = .hybrid(mix)
    } else if let windows = Self.windowed[architecture] {
      self = .attention(windows)
    } else if Self.plain.contains(architecture) {
      self = .attention(nil)
    } else {
      return nil
    }
  }

  private static let encoders: Set<String> = [
    "bert", "modern-bert", "nomic-bert", "nomic-bert-moe", "neo-bert", "jina-bert-v2", "jina-bert-v3", "eurobert",
    "gemma-embedding", "dream", "llada", "llada-moe", "rnd1",
  ]

  private static let stateOnly: Set<String> = ["mamba", "mamba2", "rwkv6", "rwkv6qwen2", "rwkv7", "arwkv7"]

  private static let mixes: [String: Mix] = [
    "falcon-h1": .both, "jamba": .byHeads, "plamo2": .byHeads, "granitehybrid": .byHeads, "lfm2": .byHeads,
    "lfm2moe": .byHeads, "kimi-linear": .byHeads, "nemotron_h": .byHeadsAndFeedForward,
    "nemotron_h_moe": .byHeadsAndFeedForward, "qwen3next": .byInterval, "qwen35": .byInterval,
    "qwen35moe": .byInterval,
  ]

  private static let windowed: [String: Windows] = [
    "gemma2": Windows(period: 2, fallback: 4096), "gemma3": Windows(period: 6), "gemma3n": Windows(period: 5),
    "gemma4": Windows(period: 6), "cohere2": Windows(period: 4), "gpt-oss": Windows(period: 2),
    "llama4": Windows(period: 4, fallback: 8192, fixed: 8192), "exaone4": Windows(period: 4),
    "exaone-moe": Windows(period: 4), "olmo2": Windows(period: 4),
    "smallthinker": Windows(period: 4, isFullFirst: true), "plamo3": Windows(period: 8),
    "afmoe": Windows(period: 4), "mimo2": Windows(period: 1), "step35": Windows(period: 1),
  ]

  private static let plain: Set<String> = [
    "llama", "deci", "falcon", "baichuan", "grok", "gpt2", "gptj", "gptneox", "mpt", "starcoder", "starcoder2",
    "refact", "bloom", "stablelm", "qwen", "qwen2", "qwen2moe", "qwen2vl", "qwen3", "qwen3moe", "qwen3vl",
    "qwen3vlmoe", "phi2", "phi3", "phimoe", "plamo", "codeshell", "orion", "internlm2", "minicpm", "minicpm3",
    "gemma", "xverse", "command-r", "dbrx", "olmo", "olmoe", "openelm", "arctic", "deepseek", "deepseek2",
    "deepseek2-ocr", "deepseek32", "glm-dsa", "chatglm", "glm4", "glm4moe", "bitnet", "jais", "jais2", "nemotron",
    "exaone", "granite", "granitemoe", "chameleon", "plm", "bailingmoe", "bailingmoe2", "dots1", "arcee",
    "ernie4_5", "ernie4_5-moe", "hunyuan-moe", "hunyuan-dense", "hunyuan_vl", "smollm3", "seed_oss", "grovemoe",
    "apertus", "minimax-m2", "cogvlm", "pangu-embedded", "mistral3", "mistral4", "paddleocr", "maincoder",
    "llama-embed",
  ]
}
