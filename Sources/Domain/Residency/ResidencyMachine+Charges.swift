/// What the budget is charged with. In some runtimes (Ollama) several names of the same weights share one copy in memory:
/// it is charged once, to the name whose memory is known best.
extension ResidencyMachine {
  /// Of all models in memory, or on their way in or out.
  var chargedBytes: Int { residencies.values.reduce(0) { $0 + chargedBytes(of: $1) } }

  func chargedBytes(of residency: ModelResidency) -> Int {
    sharers(with: residency).contains { $0.bearsBefore(residency) } ? 0 : residency.chargedBytes
  }

  /// What a load would take beyond what is in memory already.
  func neededBytes(of residency: ModelResidency) -> Int {
    sharers(with: residency).isEmpty ? residency.estimatedBytes : 0
  }

  /// Unloading it gives back nothing.
  func hasSharers(_ residency: ModelResidency) -> Bool { !sharers(with: residency).isEmpty }

  /// Again when weights or settings have changed, or the header had not been read yet.
  mutating func computeNeed(of base: ModelID) {
    guard let residency = residencies[base], let weights = residency.weights else { return }
    let key = LearnedNeed.Key(weights, residency.launch)
    if let computed = residency.computed, computed.key == key, computed.estimate?.stage == .computed { return }
    let computed = estimate(weights, residency.launch)
    residencies[base]?.computed = (key, computed)
  }

  /// What the header says of a process that is there.
  func estimate(of resident: ModelResidency.Resident, _ residency: ModelResidency) -> MemoryEstimate? {
    let key = LearnedNeed.Key(resident.weights, resident.launch)
    return residency.computed.flatMap { $0.key == key && $0.estimate?.stage == .computed ? $0.estimate : nil }
  }

  /// The others that hold the same copy.
  private func sharers(with residency: ModelResidency) -> [ModelResidency] {
    guard let memory = residency.sharedMemory else { return [] }
    return residencies.values.filter {
      $0.baseModel != residency.baseModel && $0.phase.attempt != nil && $0.sharedMemory == memory
    }
  }
}

extension ModelResidency {
  /// The same for all names that share one copy; of what is in memory, else of what would be loaded.
  fileprivate var sharedMemory: String? { (phase.startedWith ?? weights)?.sharedMemory }

  fileprivate func bearsBefore(_ other: ModelResidency) -> Bool {
    let (own, others) = (phase.resident?.observation.residentBytes, other.phase.resident?.observation.residentBytes)
    if (own == nil) != (others == nil) { return own != nil }
    return (other.chargedBytes, baseModel) < (chargedBytes, other.baseModel)
  }
}
