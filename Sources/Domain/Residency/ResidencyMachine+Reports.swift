/// What the machine knows, for whoever asks.
extension ResidencyMachine {
  /// Every base model that is offered, wanted or in memory, by id.
  package var reports: [ResidencyReport] {
    seats.values.map(report).sorted { $0.baseModel < $1.baseModel }
  }

  package func report(of base: ModelID) -> ResidencyReport? { seats[base].map(report) }

  private func report(_ seat: ResidencySeat) -> ResidencyReport {
    var report = seat.report
    report.isKept = kept.contains(seat.baseModel)
    return report
  }

  /// What makes no progress although it should, for `/health`.
  package func problems(at now: Instant) -> [String] {
    let slack = Duration.seconds(5)
    var problems: [String] = []
    for seat in seats.values.sorted(by: { $0.baseModel < $1.baseModel }) {
      switch seat.phase {
      case .loading(let loading) where loading.deadline + slack < now:
        problems.append("\(seat.baseModel): the load is past its deadline")
      case .draining(_, let deadline) where deadline + slack < now:
        problems.append("\(seat.baseModel): the drain is past its deadline")
      case .unloading where seat.since + settings.unloadGrace + slack + slack < now:
        problems.append("\(seat.baseModel): the process does not end")
      case .failed(let failure) where failure.kind == .noProgress && seat.isWanted:
        problems.append("\(seat.baseModel): \(failure.reason)")
      case .loaded(let resident) where !resident.isAnswering, .draining(let resident, _) where !resident.isAnswering:
        problems.append("\(seat.baseModel): the process does not answer its health probe")
      default: break
      }
      if let first = seat.waiters.first, first.deadline + slack < now {
        problems.append("\(seat.baseModel): requests wait past their deadline")
      }
    }
    return problems
  }
}
