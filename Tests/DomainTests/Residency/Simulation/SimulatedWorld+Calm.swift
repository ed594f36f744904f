@testable import Domain

extension SimulatedWorld {
  /// Nothing new goes wrong, everybody comes to an end: what is must become what should be.
  mutating func calmDown() throws {
    isCalm = true
    try settle()
    for (id, request) in requests.sorted(by: { $0.key < $1.key }) where request.state == .leased {
      requests[id] = nil
      try feed(.requestEnded(id))
    }
    try settle()
    // What was unloaded by hand comes back with its next request.
    for base in Self.bases where latestDesired[base]?.isDesired == true {
      try request(for: base)
      try settle()
      if requests[numbers]?.state == .leased {
        requests[numbers] = nil
        try feed(.requestEnded(numbers))
      }
    }
    try settle()
    try checkOutcome()
  }

  /// Lets time pass until nothing is underway and no deadline is left.
  private mutating func settle() throws {
    for _ in 0..<2_000 {
      let next = [underway.map(\.at).min(), machine.nextDeadline].compactMap(\.self).min()
      guard let next else { return }
      now = max(now, next)
      try deliver()
      if let deadline = machine.nextDeadline, deadline <= now { try feed(.timePassed) }
    }
    throw violation("the world does not come to rest")
  }

  private func checkOutcome() throws {
    try check(openTickets.isEmpty, "tickets \(openTickets.sorted()) were never answered")
    try check(requests.isEmpty, "requests \(requests.keys.sorted()) were never answered")
    let reports = Dictionary(
      uniqueKeysWithValues: machine.reports.map { ($0.baseModel, $0) })
    let used = reports.values.reduce(0) { $0 + ($1.bytes ?? 0) }
    for base in Self.bases {
      let isDesired = latestDesired[base]?.isDesired == true
      let state = reports[base]?.state ?? .unloaded
      try check(
        (reports[base]?.isDesired ?? false) == isDesired, "\(base): desired is not \(isDesired)")
      guard isDesired else {
        try check(state == .unloaded, "\(base) should not be loaded, but \(state)")
        continue
      }
      if state == .loaded { continue }
      if state == .unloaded, settings.idleUnload != nil, !pinned.contains(base) { continue }
      try check(state == .failed || state == .waiting, "\(base) should be loaded, but \(state)")
      guard let weights = available[base], !corrupt.contains(weights.fingerprint) else { continue }
      let needed = machine.residencies[base]?.estimatedBytes ?? 0
      try check(
        used + needed > budgetBytes,
        "\(base) would fit, but is \(state): \(reports[base]?.reason ?? "")")
    }
  }
}
