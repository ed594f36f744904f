import Domain

/// Brings the machine's answers to the tasks that wait for them.
struct Exchange {
  private var lastNumber = 0
  private var waiting: [Int: CheckedContinuation<ResidencyController.LeaseAnswer?, Never>] = [:]
  /// Answers that came before anybody could wait for them: the common case, a model that is loaded.
  private var early: [Int: ResidencyController.LeaseAnswer] = [:]
  private var watches: [Int: LeaseWatch] = [:]
  private var tickets: [Int: CheckedContinuation<ResidencyMachine.TicketAnswer, Never>] = [:]

  mutating func open(_ watch: LeaseWatch) -> Int {
    lastNumber += 1
    watches[lastNumber] = watch
    return lastNumber
  }

  mutating func close(_ request: Int) { watches[request] = nil }

  mutating func wait(
    for request: Int, _ continuation: CheckedContinuation<ResidencyController.LeaseAnswer?, Never>
  ) {
    waiting[request] = continuation
  }

  mutating func takeEarlyAnswer(to request: Int) -> ResidencyController.LeaseAnswer? {
    early.removeValue(forKey: request)
  }

  mutating func answer(_ request: Int, _ answer: ResidencyController.LeaseAnswer) {
    if case .admitted = answer {} else { watches[request] = nil }
    if let continuation = waiting.removeValue(forKey: request) {
      continuation.resume(returning: answer)
    } else {
      early[request] = answer
    }
  }

  /// Ends the wait without an answer.
  /// - Returns: whether it still was one.
  mutating func abandon(_ request: Int) -> Bool {
    guard let continuation = waiting.removeValue(forKey: request) else { return false }
    watches[request] = nil
    continuation.resume(returning: nil)
    return true
  }

  func cut(_ request: Int, reason: String) { watches[request]?.cut(reason: reason) }

  /// Requests whose answer the runtime has not gone on with since `moment`.
  func stalled(since moment: ContinuousClock.Instant) -> [Int] {
    watches.filter { request, watch in
      waiting[request] == nil && watch.waitingSince.map { $0 <= moment } == true
    }.map(\.key)
  }

  mutating func openTicket(_ continuation: CheckedContinuation<ResidencyMachine.TicketAnswer, Never>) -> Int {
    lastNumber += 1
    tickets[lastNumber] = continuation
    return lastNumber
  }

  mutating func answer(ticket: Int, _ answer: ResidencyMachine.TicketAnswer) {
    tickets.removeValue(forKey: ticket)?.resume(returning: answer)
  }
}
