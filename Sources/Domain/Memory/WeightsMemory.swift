/// What the weights take, and where llama.cpp puts them (`src/llama-model.cpp`, b10068).
///
/// On the processor they are the mapped file, which differs by the space between tensors, less than 32 bytes each.
package struct WeightsMemory: Equatable, Sendable {
  package private(set) var split = MemorySplit()
  package private(set) var lines: [MemoryEstimate.Line] = []

  /// - Parameters:
  ///   - tensors: of all parts of the model.
  ///   - blockCount: layers of the model.
  package init(_ tensors: TensorBytes, blockCount: Int, _ settings: MemorySettings) throws(MemoryUnknown) {
    let first = settings.firstDeviceLayer(blockCount: blockCount)
    var onHost = 0
    var onDevice = 0
    for (number, bytes) in tensors.layers {
      try split.add(bytes, onDevice: number >= first)
      if number >= first { onDevice += 1 } else { onHost += 1 }
    }
    for (number, bytes) in tensors.experts {
      try split.add(bytes, onDevice: number >= first && number >= settings.hostExpertLayers)
    }
    // The input always stays on the processor, and so does what belongs to no layer.
    try split.add(CheckedBytes.sum(tensors.tokenEmbedding, tensors.other), onDevice: false)
    let hasDeviceOutput = blockCount >= first
    try split.add(CheckedBytes.sum(tensors.outputMatrix, tensors.outputNorm), onDevice: hasDeviceOutput)
    // Without an output of its own a model uses the input's, of which a device gets a copy.
    let copied = hasDeviceOutput && tensors.outputMatrix == 0 ? tensors.tokenEmbedding : 0
    try split.add(copied, onDevice: true)
    let output = hasDeviceOutput ? "output" + (copied > 0 ? " (a copy of the input)" : "") : nil
    if split.device > 0 {
      lines.append(
        MemoryEstimate.Line(
          part: .weights,
          formula: [Self.layers(onDevice), output].compactMap(\.self).joined(separator: " + ")
            + " on devices", bytes: split.device))
    }
    let rest = output == nil ? "input + output" : "input"
    lines.append(
      MemoryEstimate.Line(
        part: .weights, formula: onHost > 0 ? "\(Self.layers(onHost)) + \(rest)" : rest, bytes: split.host))
  }

  private static func layers(_ count: Int) -> String { count == 1 ? "1 layer" : "\(count) layers" }
}
