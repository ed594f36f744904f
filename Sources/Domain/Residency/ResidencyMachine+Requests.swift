/// Requests and commands that wait, and leases.
extension ResidencyMachine {
  mutating func admitWaiters(to base: ModelID, _ resident: ModelResidency.Resident) {
    guard var residency = residencies[base] else { return }
    while residency.hasFreePlace, let waiter = residency.waiters.first {
      residency.waiters.removeFirst()
      residency.leases.insert(waiter.id)
      residency.lastUsedAt = max(resident.loadedAt, residency.lastUsedAt ?? resident.loadedAt)
      effects.append(.admit(Lease(id: waiter.id, baseModel: base, runtime: runtime, upstream: resident.upstream)))
    }
    residencies[base] = residency
  }

  mutating func dismiss(_ request: Int, from base: ModelID, _ effect: Effect) {
    baseModelOfRequest[request] = nil
    residencies[base]?.waiters.removeAll { $0.id == request }
    effects.append(effect)
  }

  mutating func refuseWaiters(of base: ModelID, _ failure: ModelResidency.Failure, _ now: Instant) {
    let refusal = refusal(base, failure.publicReason, failure.retryAt, now)
    for waiter in residencies[base]?.waiters ?? [] {
      dismiss(waiter.id, from: base, .refuse(waiter.id, refusal))
    }
  }

  mutating func cutLeases(of base: ModelID, reason: String) {
    for lease in (residencies[base]?.leases ?? []).sorted() {
      effects.append(.cut(lease, reason: reason))
    }
    dropLeases(of: base)
  }

  mutating func dropLeases(of base: ModelID) {
    for lease in residencies[base]?.leases ?? [] { baseModelOfRequest[lease] = nil }
    residencies[base]?.leases = []
  }

  mutating func answerLoads(of base: ModelID, _ answer: TicketAnswer) {
    for ticket in residencies[base]?.loadTickets ?? [] { effects.append(.answer(ticket: ticket.id, answer)) }
    residencies[base]?.loadTickets = []
  }

  mutating func answerUnloads(of base: ModelID, freedBytes: Int?) {
    for ticket in residencies[base]?.unloadTickets ?? [] {
      effects.append(.answer(ticket: ticket, .unloaded(freedBytes: freedBytes)))
    }
    residencies[base]?.unloadTickets = []
  }

  func refusal(_ base: ModelID, _ reason: String, _ retryAt: Instant?, _ now: Instant) -> Refusal {
    let seconds = retryAt.map { max(1, ($0 - now).wholeSeconds + 1) } ?? 30
    return Refusal(
      .unavailable, code: "model_not_loaded",
      detail: "'\(base)' cannot be loaded: \(reason)",
      retryAfterSeconds: seconds)
  }
}
