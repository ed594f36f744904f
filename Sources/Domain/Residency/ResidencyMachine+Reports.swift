/// Reports and health.
extension ResidencyMachine {
  /// Every base model that is available, desired or in memory, by id.
  package var reports: [ResidencyReport] {
    residencies.values.map(report).sorted { $0.baseModel < $1.baseModel }
  }

  package func report(of base: ModelID) -> ResidencyReport? { residencies[base].map(report) }

  /// The number of leases on `base`; `nil` unless a request would be admitted at once.
  package func leasesIfReady(_ base: ModelID) -> Int? {
    guard let residency = residencies[base], case .loaded(let resident) = residency.phase, resident.isListening,
      resident.isAnswering, residency.hasFreePlace
    else { return nil }
    return residency.leases.count
  }

  /// How `base` stands here, for the choice among runtimes.
  package func candidate(for base: ModelID, at now: Instant) -> Placement.Candidate {
    let state = residencies[base]?.phase.state ?? .unloaded
    return Placement.Candidate(
      runtime: runtime, state: state, room: state == .failed ? .none : room(for: base, at: now))
  }

  /// The models that are being unloaded for longer than the runtime may take; `nil` unless nothing else is in memory.
  package func stuckUnloads(at now: Instant) -> [ResidencyReport]? {
    let limit = settings.unloadGrace + .seconds(2)
    let inMemory = residencies.values.filter { $0.phase.attempt != nil }
    guard !inMemory.isEmpty,
      inMemory.allSatisfy({ $0.phase.state == .unloading && $0.since + limit <= now })
    else { return nil }
    return inMemory.map(report).sorted { $0.baseModel < $1.baseModel }
  }

  private func report(_ residency: ModelResidency) -> ResidencyReport {
    var report = residency.report
    report.isPinned = isPinned(residency.baseModel)
    if let bytes = report.bytes, bytes > 0 { report.bytes = chargedBytes(of: residency) }
    return report
  }

  /// Models that should make progress and do not, for `/health`.
  package func problems(at now: Instant) -> [String] {
    let slack = Duration.seconds(5)
    var problems: [String] = []
    for residency in residencies.values.sorted(by: { $0.baseModel < $1.baseModel }) {
      switch residency.phase {
      case .loading(let loading) where loading.deadline + slack < now:
        problems.append("\(residency.baseModel): the load is past its deadline")
      case .draining(_, let deadline?) where deadline + slack < now:
        problems.append("\(residency.baseModel): the drain is past its deadline")
      case .unloading where residency.since + settings.unloadGrace + slack + slack < now:
        problems.append("\(residency.baseModel): the process does not end")
      case .failed(let failure) where failure.kind == .noProgress && residency.isDesired:
        problems.append("\(residency.baseModel): \(failure.reason)")
      case .loaded(let resident) where !resident.isAnswering, .draining(let resident, _) where !resident.isAnswering:
        problems.append("\(residency.baseModel): the process does not answer its health probe")
      default: break
      }
      if let first = residency.waiters.first, first.deadline + slack < now {
        problems.append("\(residency.baseModel): requests wait past their deadline")
      }
    }
    return problems
  }
}
