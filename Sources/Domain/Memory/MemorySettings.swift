/// What of the settings of a llama-server decides how much memory it takes.
package struct MemorySettings: Hashable, Sendable {
  /// Of a server whose command says nothing (llama-server b10068, `--help`).
  private static let usualSlots = 4
  private static let cellStep = 256

  /// Tokens that all requests share; `nil`: those that the model was trained on.
  package var context: Int?
  /// Requests that are answered at the same time; `nil`: the server decides.
  package var parallel: Int?
  /// All requests share the cells of one cache; `nil`: they do if `parallel` is not set.
  package var isUnified: Bool?
  /// Tokens of a prompt that are given to the model at once.
  package var batch = 2048
  /// Tokens of a batch that are computed together.
  package var microBatch = 512
  package var cacheTypeK = LaunchSettings.CacheType.f16
  package var cacheTypeV = LaunchSettings.CacheType.f16
  package var flashAttention = LaunchSettings.FlashAttention.auto
  /// Layers with a window keep all tokens all the same.
  package var hasFullWindowCache = false
  /// Answers with embeddings, or ranks: all that is computed together has a result.
  package var isEncoding = false
  /// Layers on devices, the output counting as the last one; `nil`: all of them.
  package var deviceLayers: Int?
  /// The first layers whose experts stay in the machine's memory.
  package var hostExpertLayers = 0
  /// The cache stays in the machine's memory.
  package var hasHostCache = false
  /// Room is reserved for the results of all tokens that are computed together, as older builds of llama.cpp do, and
  /// any that answers with embeddings. Otherwise b10068 reserves that of one token for each request: with 60,000 words
  /// in its vocabulary, a file took 9 MiB, not 118.
  package var reservesAllResults = true
  /// There is a device to place layers on.
  package var hasDevice = false

  package init() {}

  package init(_ launch: LaunchSettings) {
    read(launch)
  }

  /// Takes what `launch` says; the words of `arguments` win, as they do for the server.
  package mutating func read(_ launch: LaunchSettings) {
    if let context = launch.context { self.context = context }
    if let parallel = launch.parallel { self.parallel = parallel }
    if let batch = launch.batch { self.batch = batch }
    if let type = launch.cacheTypeK { cacheTypeK = type }
    if let type = launch.cacheTypeV { cacheTypeV = type }
    if let attention = launch.flashAttention { flashAttention = attention }
    if let layers = launch.gpuLayers { deviceLayers = layers }
    if let mode = launch.mode { isEncoding = mode != .chat }
    // Muster lets a text be encoded at once.
    if isEncoding, let batch = launch.batch { microBatch = batch }
    read(words: launch.arguments)
  }

  /// Flash attention is assumed where the server decides: it turns it off only on devices that lack it.
  var usesFlashAttention: Bool { flashAttention != .off }

  var slots: Int { min(max(parallel ?? Self.usualSlots, 1), 256) }

  var sharesCells: Bool { isUnified ?? (parallel == nil) }

  private func tokens(trained: Int) -> Int { context.flatMap { $0 > 0 ? $0 : nil } ?? trained }

  /// Tokens that are computed together.
  func computedTogether(_ shape: ModelShape) -> Int {
    let most = shape.isCausal ? tokens(trained: shape.contextLength) : .max
    return max(min(microBatch, batch, most), 1)
  }

  /// Cells of one stream of the cache, and how many streams there are (`llama_context`, llama.cpp b10068).
  func cells(trained: Int) throws(MemoryUnknown) -> (cells: Int, streams: Int) {
    let all = try CheckedBytes.padded(tokens(trained: trained), to: Self.cellStep)
    if sharesCells { return (all, 1) }
    return (try CheckedBytes.padded(max(all / slots, 1), to: Self.cellStep), slots)
  }

  /// Cells of one stream, of `cells`, for a layer with a window.
  func windowCells(_ shape: ModelShape, of cells: Int) throws(MemoryUnknown) -> Int {
    if hasFullWindowCache { return cells }
    let seen = try CheckedBytes.sum(
      CheckedBytes.product(shape.window, sharesCells ? slots : 1), computedTogether(shape))
    return min(cells, try CheckedBytes.padded(seen, to: Self.cellStep))
  }

  /// The first layer that is on a device; the output is layer `blockCount`.
  func firstDeviceLayer(blockCount: Int) -> Int {
    guard hasDevice else { return blockCount + 1 }
    let wanted = max(deviceLayers ?? blockCount + 1, 0)
    return max(blockCount + 1 - min(wanted, blockCount + 1), 0)
  }
}
