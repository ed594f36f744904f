/// What the largest step of a computation takes: an upper estimate, because llama.cpp has no formula for it.
///
/// llama.cpp reserves the buffers of its largest graph (`compute buffer size`). The terms below were fitted to b10068
/// on a processor, where they are up to a fifth too much, and more only for large vocabularies; a device, or another
/// version, may need more.
package struct ComputeMemory: Equatable, Sendable {
  package private(set) var split = MemorySplit()
  package private(set) var lines: [MemoryEstimate.Line] = []

  package init(_ shape: ModelShape, _ settings: MemorySettings) throws(MemoryUnknown) {
    let together = settings.computedTogether(shape)
    let (cells, _) = try settings.cells(trained: shape.contextLength)
    let caching = shape.layers.filter(\.hasCache)
    let isEncoder = caching.isEmpty && !shape.layers.contains(where: \.isRecurrent)
    // An encoder compares the tokens of a batch with each other.
    let few = try settings.windowCells(shape, of: cells)
    let seen = isEncoder ? together : caching.contains { !$0.isWindowed } ? cells : 0
    let seenByWindows = caching.contains(where: \.isWindowed) ? few : 0

    let width = try Self.activations(shape, settings)
    try add("\(together) tokens × \(width) f32", [together, width, 4], settings)
    let numberBytes = settings.usesFlashAttention ? 2 : 4
    for cells in [seen, seenByWindows] where cells > 0 {
      try add("mask: \(together) × \(cells) tokens × \(numberBytes) bytes", [together, cells, numberBytes], settings)
    }
    if !settings.usesFlashAttention, let heads = shape.layers.map(\.heads).max(), heads > 0 {
      let most = max(seen, seenByWindows)
      try add(
        "without flash attention: \(heads) heads × \(together) × \(most) tokens × f32", [heads, together, most, 4],
        settings)
    }
    if shape.layers.contains(where: \.isRecurrent) {
      let numbers = try CheckedBytes.sum(shape.state.convolution, shape.state.recurrent)
      try add("states: 2 × \(settings.slots) requests × \(numbers) f32", [2, settings.slots, numbers, 4], settings)
    }
    try add("results: \(settings.slots) × \(shape.vocabulary) f32", [settings.slots, shape.vocabulary, 4], settings)
    // Positions, small tensors and gaps.
    try add("an eighth more, for the rest", [split.total / 8], settings)
    try add("a fixed part", [1 << 20], settings)
    if split.device > 0 {
      try addHostPart(
        shape, settings, masks: CheckedBytes.product(together, CheckedBytes.sum(seen, seenByWindows), numberBytes))
    }
  }

  /// Beside a device, the processor prepares what goes in; it computes as well where it has layers.
  private mutating func addHostPart(
    _ shape: ModelShape, _ settings: MemorySettings, masks: Int
  ) throws(MemoryUnknown) {
    let hasLayers = settings.firstDeviceLayer(blockCount: shape.blockCount) > 0
    let inputs = try CheckedBytes.sum(
      CheckedBytes.product(settings.computedTogether(shape), shape.embedding, 4), masks)
    let bytes = hasLayers ? split.device : inputs
    try split.add(bytes, onDevice: false)
    lines.append(
      MemoryEstimate.Line(
        part: .compute, formula: hasLayers ? "the same for layers on the processor" : "inputs on the processor",
        bytes: bytes))
  }

  /// Numbers that a token has at the widest place of the graph.
  private static func activations(_ shape: ModelShape, _ settings: MemorySettings) throws(MemoryUnknown) -> Int {
    var widest = 0
    for layer in shape.layers {
      // Input, normed input, queries twice, keys and values.
      let attention = try CheckedBytes.sum(
        CheckedBytes.product(2, shape.embedding), CheckedBytes.product(2, layer.queryWidth), layer.keyWidth,
        layer.valueWidth)
      let forward = try CheckedBytes.sum(
        CheckedBytes.product(3, shape.embedding), CheckedBytes.product(3, layer.feedForward))
      var routed = 0
      if let experts = shape.experts {
        let one = try CheckedBytes.sum(CheckedBytes.product(3, experts.feedForward), shape.embedding)
        routed = try CheckedBytes.sum(
          CheckedBytes.product(3, shape.embedding), CheckedBytes.product(experts.used, one),
          CheckedBytes.product(2, experts.count))
      }
      var recurrent = 0
      if layer.isRecurrent {
        // The convolution's row is its state for one token; the scan keeps several of its width.
        recurrent = try CheckedBytes.sum(
          CheckedBytes.product(4, shape.embedding), CheckedBytes.product(4, shape.state.convolution))
      }
      widest = max(widest, attention, forward, routed, recurrent)
    }
    guard settings.reservesAllResults || settings.isEncoding else { return widest }
    return max(widest, try CheckedBytes.sum(shape.embedding, shape.vocabulary))
  }

  private mutating func add(
    _ formula: String, _ factors: [Int], _ settings: MemorySettings
  ) throws(MemoryUnknown) {
    var bytes = 1
    for factor in factors { bytes = try CheckedBytes.product(bytes, factor) }
    guard bytes > 0 else { return }
    try split.add(bytes, onDevice: settings.hasDevice && settings.deviceLayers != 0)
    lines.append(MemoryEstimate.Line(part: .compute, formula: formula, bytes: bytes))
  }
}
