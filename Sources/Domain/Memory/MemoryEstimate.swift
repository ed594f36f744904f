/// How much memory a model will take, before it is loaded.
package struct MemoryEstimate: Equatable, Sendable {
  package enum Part: String, Sendable, CaseIterable { case weights, context, compute, process }

  /// Where the numbers come from; a later stage of knowledge is in the residency.
  package enum Stage: Hashable, Sendable {
    /// From the header.
    case computed
    /// From the size of the file.
    case guessed(because: MemoryUnknown)
  }

  /// One term of the sum, for people.
  package struct Line: Hashable, Sendable {
    package var part: Part
    package var formula: String
    package var bytes: Int
  }

  /// RSS of llama-server b10068 at its start is 20 to 25 MiB above its buffers: libraries and tables.
  static let processBytes = 32 << 20
  /// Of the driver's context: 300 to 700 MiB were measured with CUDA and HIP.
  static let deviceProcessBytes = 512 << 20

  package private(set) var stage: Stage
  package private(set) var weights = MemorySplit()
  package private(set) var context = MemorySplit()
  /// An upper estimate, see `ComputeMemory`.
  package private(set) var compute = MemorySplit()
  package private(set) var process = MemorySplit()
  package private(set) var explanation: [Line] = []

  /// - Parameters:
  ///   - headers: of all parts of the model, in their order; `nil`: one that was not read.
  ///   - fileBytes: of all parts together.
  package init(_ headers: [GGUFHeader?], fileBytes: Int, _ settings: MemorySettings) {
    do throws(MemoryUnknown) {
      self = try Self.computed(headers, settings)
    } catch {
      self = Self.guessed(fileBytes, settings, because: error)
    }
  }

  private init(_ stage: Stage) { self.stage = stage }

  private static func computed(
    _ headers: [GGUFHeader?], _ settings: MemorySettings
  ) throws(MemoryUnknown) -> MemoryEstimate {
    guard let first = headers.first, let first else { throw .incompleteHeader }
    // The shape first: an unknown architecture says more than what else is missing.
    let shape = try ModelShape(first)
    if headers.contains(where: { $0?.isComplete != true }) { throw .incompleteHeader }
    guard let tensors = TensorBytes.sum(of: headers.map { $0?.tensorBytes }) else { throw .tensorSizes }
    let weights = try WeightsMemory(tensors, blockCount: shape.blockCount, settings)
    let context = try ContextMemory(shape, settings)
    let compute = try ComputeMemory(shape, settings)
    var estimate = MemoryEstimate(.computed)
    estimate.weights = weights.split
    estimate.context = context.split
    estimate.compute = compute.split
    estimate.explanation = weights.lines + context.lines + compute.lines
    estimate.addProcess(settings)
    _ = try MemorySplit.sum([estimate.weights, estimate.context, estimate.compute, estimate.process])
    return estimate
  }

  private static func guessed(
    _ fileBytes: Int, _ settings: MemorySettings, because reason: MemoryUnknown
  ) -> MemoryEstimate {
    var estimate = MemoryEstimate(.guessed(because: reason))
    // Bounded, so that sums of several estimates do not overflow.
    let file = min(max(fileBytes, 0), 1 << 60)
    let bytes = file + file / 4 + (1 << 30)
    if settings.hasDevice, settings.deviceLayers != 0 {
      estimate.weights.device = bytes
    } else {
      estimate.weights.host = bytes
    }
    estimate.explanation = [Line(part: .weights, formula: "1.25 × \(file) bytes of the file + 1 GiB", bytes: bytes)]
    return estimate
  }

  private mutating func addProcess(_ settings: MemorySettings) {
    process.host = Self.processBytes
    explanation.append(Line(part: .process, formula: "libraries and tables", bytes: process.host))
    guard settings.hasDevice, settings.deviceLayers != 0 else { return }
    process.device = Self.deviceProcessBytes
    explanation.append(Line(part: .process, formula: "the driver's context", bytes: process.device))
  }

  package var split: MemorySplit {
    MemorySplit(
      host: weights.host + context.host + compute.host + process.host,
      device: weights.device + context.device + compute.device + process.device)
  }

  /// With what it may be wrong by. A guess has no margin: it must be at most 80 % of what is free.
  package var withMargin: MemorySplit {
    guard stage == .computed else { return split }
    let host = split.host.addingReportingOverflow(split.host / 10 + (256 << 20))
    guard split.device > 0 else { return MemorySplit(host: host.overflow ? .max : host.partialValue) }
    let device = split.device.addingReportingOverflow(split.device / 100 * 15 + (1 << 30))
    return MemorySplit(
      host: host.overflow ? .max : host.partialValue, device: device.overflow ? .max : device.partialValue)
  }
}
