import Domain

/// What the controller keeps of each request and person that asks: how the answer gets there, and how it gets on.
struct PendingReplies {
  private var lastNumber = 0
  private var open: [Int: (holder: LeaseHolder, watch: LeaseWatch)] = [:]
  private var holders = LeaseHolders()
  var leases = Mailbox<ResidencyController.LeaseAnswer>()
  var tickets = Mailbox<ResidencyMachine.TicketAnswer>()

  mutating func openLease(_ holder: LeaseHolder, _ watch: LeaseWatch) -> Int {
    lastNumber += 1
    open[lastNumber] = (holder, watch)
    leases.open(lastNumber)
    return lastNumber
  }

  mutating func openTicket() -> Int {
    lastNumber += 1
    tickets.open(lastNumber)
    return lastNumber
  }

  mutating func answer(_ request: Int, _ answer: ResidencyController.LeaseAnswer) {
    if case .admitted(let lease) = answer {
      if let (holder, watch) = open[request] {
        holders.began(request, lease.baseModel, holder)
        watch.begin()
      }
    } else {
      close(request)
    }
    leases.answer(request, answer)
  }

  /// The request is over, or was never admitted.
  /// - Parameter isBroken: its connection to the process ended before its answer did.
  mutating func close(_ request: Int, isBroken: Bool = false) {
    open[request] = nil
    holders.ended(request, isBroken: isBroken, at: .now)
  }

  func cut(_ request: Int, reason: String) { open[request]?.watch.cut(reason: reason) }

  /// Requests whose answer the runtime has not gone on with since `moment`.
  func stalled(since moment: ContinuousClock.Instant) -> [Int] {
    open.filter { request, entry in
      !leases.isOpen(request) && entry.watch.waitingSince.map { $0 <= moment } == true
    }.map(\.key)
  }

  var modelsOfRunningRequests: [String: ModelID] { holders.baseModels }

  /// The requests that the process of `baseModel` took with it.
  mutating func lost(with baseModel: ModelID) -> [LeaseHolder] { holders.lost(with: baseModel, at: .now) }
}
