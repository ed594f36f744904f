/// What people, requests and the registry ask of the machine.
extension ResidencyMachine {
  mutating func take(_ offers: [Offer], _ now: Instant) {
    let byBase = Dictionary(
      offers.map { ($0.baseModel, $0) }, uniquingKeysWith: { first, _ in first })
    for base in Set(seats.keys).union(byBase.keys).sorted() {
      var seat = seats[base] ?? ResidencySeat(base, now: now)
      let isNews = seat.offer != byBase[base]
      seat.offer = byBase[base]
      let isForgotten =
        seat.offer == nil && !seat.isWanted && seat.phase == .unloaded && seat.waiters.isEmpty && !kept.contains(base)
      seats[base] = isForgotten ? nil : seat
      if isNews, !isForgotten {
        if case .failed = seat.phase { retry(base, cause: "the weights' file changed", now) }
        settle(base, now)
      }
    }
  }

  mutating func demand(
    _ base: ModelID, _ isWanted: Bool, _ asOf: Int, _ cause: String, _ now: Instant
  ) {
    guard asOf >= newestWords[base] ?? 0 else { return }
    newestWords[base] = asOf
    change(base, now) { seat in
      guard seat.isWanted != isWanted else { return }
      seat.isWanted = isWanted
      seat.isHeldOut = false
      seat.cause = cause
    }
    // Loading on for them would end in an unload, and that in another load.
    if seats[base]?.isWanted == false { answerLoads(of: base, .refused(.notWanted(base))) }
    settle(base, now)
  }

  mutating func keep(_ base: ModelID, _ isKept: Bool, _ asOf: Int, _ now: Instant) {
    guard asOf >= newestWordsOnKeeping[base] ?? 0 else { return }
    newestWordsOnKeeping[base] = asOf
    if isKept { kept.insert(base) } else { kept.remove(base) }
    // Also without weights it has a seat, so that it is seen, and can be let go.
    guard isKept || seats[base] != nil else { return }
    change(base, now) { seat in
      if isKept, seat.isHeldOut {
        seat.isHeldOut = false
        seat.cause = "kept in memory"
      }
      // An unused one is not unloaded in the moment in which it is let go.
      if !isKept { seat.lastUsedAt = now }
    }
    settle(base, now)
  }

  mutating func moveDoor(of id: ModelID, to revision: Int, _ now: Instant) {
    doors[id] = max(revision, doors[id] ?? 0)
    for base in seats.keys.sorted() {
      let stale = (seats[base]?.waiters ?? []).filter { !isCurrent($0.seenRevisions) }
      for waiter in stale { dismiss(waiter.id, from: base, .lookAgain(waiter.id)) }
      if !stale.isEmpty { settle(base, now) }
    }
  }

  func isCurrent(_ seen: [ModelID: Int]) -> Bool {
    seen.allSatisfy { id, revision in revision >= doors[id] ?? 0 }
  }

  /// A request's way in:
  /// 1. its decision is older than the door: it looks again;
  /// 2. loaded, and the process still listens: a lease, at once;
  /// 3. failed: the reason, at once, never a hang;
  /// 4. else it waits, as long as a load may take, in a queue that has an end.
  mutating func take(_ request: Int, _ base: ModelID, _ seen: [ModelID: Int], _ now: Instant) {
    guard isCurrent(seen) else { return effects.append(.lookAgain(request)) }
    var seat = seats[base] ?? ResidencySeat(base, now: now)
    if case .failed(let failure) = seat.phase {
      seats[base] = seat
      return effects.append(.refuse(request, refusal(base, failure.publicReason, failure.retryAt, now)))
    }
    if case .loaded(let resident) = seat.phase, resident.isListening {
      places[request] = base
      seat.leases.insert(request)
      seat.lastUsedAt = now
      seats[base] = seat
      return effects.append(
        .admit(Lease(id: request, baseModel: base, endpoint: resident.endpoint)))
    }
    guard seat.waiters.count < settings.mostWaiting else {
      return effects.append(.refuse(request, .tooManyWaiting(base, seat.waiters.count)))
    }
    places[request] = base
    seat.isHeldOut = false
    seat.waiters.append(
      .init(id: request, seenRevisions: seen, deadline: now + settings.loadTimeout))
    if seat.phase == .unloaded { seat.cause = "a request" }
    seats[base] = seat
    settle(base, now)
  }

  mutating func forget(_ request: Int, _ now: Instant) {
    guard let base = places.removeValue(forKey: request) else { return }
    change(base, now) { seat in
      if seat.leases.remove(request) != nil { seat.lastUsedAt = now }
      seat.waiters.removeAll { $0.id == request }
    }
    settle(base, now)
  }

  mutating func askLoad(_ ticket: Int, _ base: ModelID, _ cause: String, _ now: Instant) {
    let seat = seats[base]
    guard seat?.isWanted == true else {
      return effects.append(.answer(ticket: ticket, .refused(.notWanted(base))))
    }
    if let resident = seat?.phase.resident, seat?.phase.state == .loaded, resident.isListening {
      return effects.append(
        .answer(ticket: ticket, .loaded(bytes: resident.observation.residentBytes)))
    }
    change(base, now) { seat in
      seat.loadTickets.append(ticket)
      seat.isHeldOut = false
      seat.cause = cause
    }
    retry(base, cause: cause, now)
    settle(base, now)
  }

  mutating func askUnload(_ ticket: Int, _ base: ModelID, _ cause: String, _ now: Instant) {
    if kept.contains(base), seats[base]?.isWanted == true {
      return effects.append(.answer(ticket: ticket, .refused(.isKept(base))))
    }
    guard let seat = seats[base], seat.phase.attempt != nil else {
      change(base, now) { $0.isHeldOut = true }
      if case .failed? = seats[base]?.phase { move(base, to: .unloaded, reason: nil, now) }
      return effects.append(.answer(ticket: ticket, .unloaded(freedBytes: 0)))
    }
    answerLoads(of: base, .refused(.overtaken(base)))
    change(base, now) { seat in
      seat.unloadTickets.append(ticket)
      seat.isHeldOut = true
      seat.cause = cause
    }
    settle(base, now)
  }
}

extension Refusal {
  static func tooManyWaiting(_ base: ModelID, _ count: Int) -> Refusal {
    Refusal(
      .busy, code: "model_queue_full",
      detail: "\(count) requests already wait for '\(base)' to be loaded. Try again later.",
      retryAfterSeconds: 5)
  }

  static func waitedTooLong(_ base: ModelID, _ timeout: Duration) -> Refusal {
    Refusal(
      .unavailable, code: "model_not_loaded",
      detail:
        "The model cannot be used yet: '\(base)' was not loaded within \(timeout.asText). Try again later.",
      retryAfterSeconds: 10)
  }

  static func notWanted(_ base: ModelID) -> Refusal {
    Refusal(
      .conflict, code: "residency.not_wanted",
      detail: "'\(base)' is not to be in memory: no active model needs it. Switch one on first.")
  }

  static func isKept(_ base: ModelID) -> Refusal {
    Refusal(
      .conflict, code: "residency.kept",
      detail: "'\(base)' is kept in memory. Take that back first, or switch the model off.")
  }

  static func overtaken(_ base: ModelID) -> Refusal {
    Refusal(
      .conflict, code: "residency.overtaken",
      detail: "'\(base)' was to be loaded, but then somebody unloaded it.")
  }
}
