/// What a context takes: keys and values of each token, and the state of recurrent layers.
///
/// To the byte what llama-server b10068 reports as `KV buffer size` and `RS buffer size`
/// (`src/llama-kv-cache.cpp`, `src/llama-kv-cache-iswa.cpp`, `src/llama-memory-recurrent.cpp`).
package struct ContextMemory: Equatable, Sendable {
  /// Keys and values.
  package private(set) var cache = MemorySplit()
  /// Of recurrent layers.
  package private(set) var state = MemorySplit()
  /// How they come about, layers of the same size together.
  package private(set) var lines: [MemoryEstimate.Line] = []

  /// Layers that take the same.
  private struct Group: Hashable {
    var what: String
    var formula: String
    var bytes: Int
  }

  /// - Throws: when a cache type does not fit the model, or a size is too large.
  package init(_ shape: ModelShape, _ settings: MemorySettings) throws(MemoryUnknown) {
    let (cells, streams) = try settings.cells(trained: shape.contextLength)
    let few = try settings.windowCells(shape, of: cells)
    let widest = shape.layers.map(\.valueWidth).max() ?? 0
    let firstOnDevice = settings.hasHostCache ? .max : settings.firstDeviceLayer(blockCount: shape.blockCount)
    var groups: [(group: Group, count: Int)] = []
    func count(_ group: Group) {
      if let index = groups.firstIndex(where: { $0.group == group }) {
        groups[index].count += 1
      } else {
        groups.append((group, 1))
      }
    }
    for (index, layer) in shape.layers.enumerated() {
      if layer.hasCache {
        // Without flash attention values are stored in columns, all as long as the longest.
        let values = shape.isLatent ? 0 : settings.usesFlashAttention ? layer.valueWidth : widest
        let indexer = shape.indexerKeyLength
        let own = layer.isWindowed ? few : cells
        let row = try CheckedBytes.sum(
          settings.cacheTypeK.bytes(layer.keyWidth), settings.cacheTypeV.bytes(values),
          settings.cacheTypeK.bytes(indexer))
        let bytes = try CheckedBytes.product(streams, own, row)
        try cache.add(bytes, onDevice: index >= firstOnDevice)
        let keys = "\(layer.keyWidth + indexer) \(settings.cacheTypeK.rawValue)"
        count(
          Group(
            what: layer.isWindowed ? "layers with a window" : "layers",
            formula: (streams > 1 ? "\(streams) requests × " : "") + "\(own) tokens × "
              + (values > 0 ? "(\(keys) + \(values) \(settings.cacheTypeV.rawValue))" : keys),
            bytes: bytes))
      }
      if layer.isRecurrent {
        let numbers = try CheckedBytes.sum(shape.state.convolution, shape.state.recurrent)
        let bytes = try CheckedBytes.product(settings.slots, numbers, 4)
        try state.add(bytes, onDevice: index >= firstOnDevice)
        count(
          Group(
            what: "recurrent layers",
            formula: "\(settings.slots) requests × (\(shape.state.convolution) + \(shape.state.recurrent)) f32",
            bytes: bytes))
      }
    }
    _ = try total()
    lines = groups.map { group, count in
      MemoryEstimate.Line(
        part: .context,
        formula:
          "\(count) \(count == 1 ? group.what.replacing("layers", with: "layer") : group.what) × \(group.formula)",
        bytes: count * group.bytes)
    }
  }

  private func total() throws(MemoryUnknown) -> MemorySplit { try MemorySplit.sum([cache, state]) }

  /// Does not overflow: it was computed once.
  package var split: MemorySplit { MemorySplit(host: cache.host + state.host, device: cache.device + state.device) }
}

extension LaunchSettings.CacheType {
  /// How numbers are stored (`ggml_type`).
  private var tensorType: TensorType {
    switch self {
    case .f32: TensorType(1, 4)
    case .f16, .bf16: TensorType(1, 2)
    case .q8: TensorType(32, 34)
    case .q4, .iq4: TensorType(32, 18)
    case .q4One: TensorType(32, 20)
    case .q5: TensorType(32, 22)
    case .q5One: TensorType(32, 24)
    }
  }

  /// Of a row of `width` numbers.
  func bytes(_ width: Int) throws(MemoryUnknown) -> Int {
    guard let bytes = tensorType.bytes(elements: width, rowLength: width) else { throw .cacheType(self) }
    return bytes
  }
}
