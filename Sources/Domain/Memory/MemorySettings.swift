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
  /// Answers with embeddings, or ranks: a batch is computed at once.
  package var isEncoding = false
  /// Layers on devices, the output counting as the last one; `nil`: all of them.
  package var deviceLayers: Int?
  /// The first layers whose experts stay in the machine's memory.
  package var hostExpertLayers = 0
  /// The cache stays in the machine's memory.
  package var hasHostCache = false
  /// Room is reserved for the results of all tokens that are computed together, as builds of llama.cpp do. b10068
  /// reserves that of one token for each request: with 60,000 words in its vocabulary, a file took 9 MiB, not 118.
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
    read(words: launch.arguments)
  }

  /// Flash attention is assumed where the server decides: it turns it off only on devices that lack it.
  var usesFlashAttention: Bool { flashAttention != .off }

  var slots: Int { min(max(parallel ?? Self.usualSlots, 1), 256) }

  var sharesCells: Bool { isUnified ?? (parallel == nil) }

  /// Tokens that are computed together, of a model that was trained on `trained` tokens.
  func computedTogether(trained: Int) -> Int {
    let together = max(min(microBatch, isEncoding ? microBatch : batch), 1)
    return min(together, max(tokens(trained: trained), 1))
  }

  private func tokens(trained: Int) -> Int { context.flatMap { $0 > 0 ? $0 : nil } ?? trained }

  /// Cells of one stream of the cache, and how many streams there are (`llama_context`, llama.cpp b10068).
  func cells(trained: Int) throws(MemoryUnknown) -> (cells: Int, streams: Int) {
    let all = try CheckedBytes.padded(tokens(trained: trained), to: Self.cellStep)
    if sharesCells { return (all, 1) }
    return (try CheckedBytes.padded(max(all / slots, 1), to: Self.cellStep), slots)
  }

  /// Cells of one stream for a layer that sees `window` tokens.
  func windowCells(_ window: Int, of cells: Int, trained: Int) throws(MemoryUnknown) -> Int {
    if hasFullWindowCache { return cells }
    let seen = try CheckedBytes.sum(
      CheckedBytes.product(window, sharesCells ? slots : 1), computedTogether(trained: trained))
    return min(cells, try CheckedBytes.padded(seen, to: Self.cellStep))
  }

  /// The first layer that is on a device; the output is layer `blockCount`.
  func firstDeviceLayer(blockCount: Int) -> Int {
    guard hasDevice else { return blockCount + 1 }
    let wanted = max(deviceLayers ?? blockCount + 1, 0)
    return max(blockCount + 1 - min(wanted, blockCount + 1), 0)
  }
}
