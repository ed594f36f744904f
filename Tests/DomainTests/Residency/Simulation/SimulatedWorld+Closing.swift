@testable import Domain

extension SimulatedWorld {
  /// Muster shuts down: everything that waits is answered at once, answers may finish or are cut, and every process
  /// ends.
  mutating func shutDown() throws {
    isClosing = true
    try feed(.closing)
    try check(openTickets.isEmpty, "tickets \(openTickets.sorted()) go on waiting")
    try check(requests.values.allSatisfy { $0.state == .leased }, "requests go on waiting")
    for _ in 0..<random.below(20) { try step() }
    if random.chance(50) {
      try feed(.cutOff(reason: "Muster is shutting down"))
    } else {
      for (id, _) in requests.sorted(by: { $0.key < $1.key }) {
        requests[id] = nil
        try feed(.requestEnded(id))
      }
    }
    isCalm = true
    while let next = underway.map(\.at).min() {
      now = max(now, next)
      try deliver()
    }
    // One that never became ready has been stopped as well.
    try check(processes.isEmpty, "attempts \(processes.keys.sorted()) go on")
    try check(requests.isEmpty && openTickets.isEmpty, "somebody was not answered")
    try check(machine.reports.allSatisfy { $0.state == .unloaded }, "not everything is unloaded")
  }
}
