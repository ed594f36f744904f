/// Those who wait for a base model, and those who use it.
extension ResidencyMachine {
  mutating func admitWaiters(to base: ModelID, _ resident: ResidencySeat.Resident) {
    guard var seat = seats[base] else { return }
    for waiter in seat.waiters {
      seat.leases.insert(waiter.id)
      seat.lastUsedAt = max(resident.loadedAt, seat.lastUsedAt ?? resident.loadedAt)
      effects.append(.admit(Lease(id: waiter.id, baseModel: base, endpoint: resident.endpoint)))
    }
    seat.waiters = []
    seats[base] = seat
  }

  mutating func dismiss(_ request: Int, from base: ModelID, _ effect: Effect) {
    places[request] = nil
    seats[base]?.waiters.removeAll { $0.id == request }
    effects.append(effect)
  }

  mutating func refuseWaiters(of base: ModelID, _ failure: ResidencySeat.Failure, _ now: Instant) {
    let refusal = refusal(base, failure.publicReason, failure.retryAt, now)
    for waiter in seats[base]?.waiters ?? [] {
      dismiss(waiter.id, from: base, .refuse(waiter.id, refusal))
    }
  }

  mutating func cutLeases(of base: ModelID, reason: String) {
    for lease in (seats[base]?.leases ?? []).sorted() {
      effects.append(.cut(lease, reason: reason))
    }
    dropLeases(of: base)
  }

  mutating func dropLeases(of base: ModelID) {
    for lease in seats[base]?.leases ?? [] { places[lease] = nil }
    seats[base]?.leases = []
  }

  mutating func answerLoads(of base: ModelID, _ answer: TicketAnswer) {
    for ticket in seats[base]?.loadTickets ?? [] { effects.append(.answer(ticket: ticket, answer)) }
    seats[base]?.loadTickets = []
  }

  mutating func answerUnloads(of base: ModelID, freedBytes: Int) {
    for ticket in seats[base]?.unloadTickets ?? [] {
      effects.append(.answer(ticket: ticket, .unloaded(freedBytes: freedBytes)))
    }
    seats[base]?.unloadTickets = []
  }

  func refusal(_ base: ModelID, _ reason: String, _ retryAt: Instant?, _ now: Instant) -> Refusal {
    let seconds = retryAt.map { max(1, Int(($0 - now).components.seconds) + 1) } ?? 30
    return Refusal(
      .unavailable, code: "model_not_loaded",
      detail: "'\(base)' cannot be loaded: \(reason)",
      retryAfterSeconds: seconds)
  }
}
