/// The shutdown of Muster.
extension ResidencyMachine {
  /// Refuses everything that waits, and unloads all models.
  mutating func close(_ now: Instant) {
    isClosing = true
    for base in residencies.keys.sorted() {
      for waiter in residencies[base]?.waiters ?? [] {
        dismiss(waiter.id, from: base, .refuse(waiter.id, .shuttingDown))
      }
      answerLoads(of: base, .refused(.shuttingDown))
      for ticket in residencies[base]?.unloadTickets ?? [] {
        effects.append(.answer(ticket: ticket, .refused(.shuttingDown)))
      }
      change(base, now) { residency in
        residency.unloadTickets = []
        residency.isDesired = false
        residency.cause = "Muster is shutting down"
      }
      settle(base, now)
    }
  }

  mutating func cutOff(_ reason: String, _ now: Instant) {
    for base in residencies.keys.sorted() {
      guard let attempt = residencies[base]?.phase.resident?.attempt else { continue }
      cutLeases(of: base, reason: reason)
      end(base, attempt: attempt, failure: nil, now)
    }
  }

  /// - Returns: whether the event needs nothing more: requests and commands are refused, desired states are ignored.
  mutating func refuseBecauseClosing(_ event: Event) -> Bool {
    switch event {
    case .leaseRequested(let request, _, _, _): effects.append(.refuse(request, .shuttingDown))
    case .loadCommanded(let ticket, _, _), .unloadCommanded(let ticket, _, _, _):
      effects.append(.answer(ticket: ticket, .refused(.shuttingDown)))
    case .weightsScanned, .runtimeReturned, .desiredStateChanged, .launchChanged, .residencySettingsChanged, .pinned,
      .settingsChanged, .closing:
      break
    default: return false
    }
    return true
  }
}

extension Refusal {
  static let shuttingDown = Refusal(
    .unavailable, code: "shutting_down", detail: "Muster is shutting down. Try again in a moment.",
    retryAfterSeconds: 5)
}
