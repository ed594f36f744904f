/// Scans, desired states, requests and commands.
extension ResidencyMachine {
  mutating func apply(scan weights: [AvailableWeights], _ now: Instant) {
    let byBase = Dictionary(
      weights.map { ($0.baseModel, $0) }, uniquingKeysWith: { first, _ in first })
    for base in Set(residencies.keys).union(byBase.keys).sorted() {
      var residency = residencies[base] ?? ModelResidency(base, now: now)
      let isChanged = residency.weights != byBase[base]
      residency.weights = byBase[base]
      let isForgotten =
        residency.weights == nil && !residency.isDesired && residency.phase == .unloaded && residency.waiters.isEmpty
        && !pinned.contains(base)
      residencies[base] = isForgotten ? nil : residency
      computeNeed(of: base)
      if isChanged, !isForgotten {
        if case .failed = residency.phase { retry(base, cause: "the weights file changed", now) }
        settle(base, now)
      }
    }
  }

  mutating func apply(
    desired base: ModelID, _ isDesired: Bool, _ asOf: Int, _ cause: String, _ now: Instant
  ) {
    guard asOf >= latestDesiredEntry[base] ?? 0 else { return }
    latestDesiredEntry[base] = asOf
    change(base, now) { residency in
      guard residency.isDesired != isDesired else { return }
      residency.isDesired = isDesired
      residency.isHeldUnloaded = false
      residency.cause = cause
    }
    // A load for them would be followed by an unload, and that by another load.
    if residencies[base]?.isDesired == false { answerLoads(of: base, .refused(.noActiveModel(base))) }
    settle(base, now)
  }

  mutating func pin(_ base: ModelID, _ isPinned: Bool, _ asOf: Int, _ now: Instant) {
    guard asOf >= latestPinEntry[base] ?? 0 else { return }
    latestPinEntry[base] = asOf
    if isPinned { pinned.insert(base) } else { pinned.remove(base) }
    mustDivideMemory = true
    // Without weights it gets a residency too, so that it is listed and can be unpinned.
    guard isPinned || residencies[base] != nil else { return }
    change(base, now) { residency in
      if isPinned, residency.isHeldUnloaded {
        residency.isHeldUnloaded = false
        residency.cause = "pinned"
      }
      // An idle model is not unloaded at the moment it is unpinned.
      if !isPinned { residency.lastUsedAt = now }
    }
    settle(base, now)
  }

  mutating func moveFence(of id: ModelID, to revision: Int, _ now: Instant) {
    fences[id] = max(revision, fences[id] ?? 0)
    for base in residencies.keys.sorted() {
      let stale = (residencies[base]?.waiters ?? []).filter { !isCurrent($0.seenRevisions) }
      for waiter in stale { dismiss(waiter.id, from: base, .retryAdmission(waiter.id)) }
      if !stale.isEmpty { settle(base, now) }
    }
  }

  func isCurrent(_ seen: [ModelID: Int]) -> Bool {
    seen.allSatisfy { id, revision in revision >= fences[id] ?? 0 }
  }

  /// Answers a request for a lease:
  /// 1. its decision is older than the fence: decide again;
  /// 2. loaded, and the process still listens: a lease, at once;
  /// 3. failed: the reason, at once;
  /// 4. else it waits, as long as a load may take, in a bounded queue.
  mutating func admit(
    _ request: Int, to base: ModelID, _ seen: [ModelID: Int], _ person: String?, _ now: Instant
  ) {
    guard isCurrent(seen) else { return effects.append(.retryAdmission(request)) }
    var residency = residencies[base] ?? ModelResidency(base, now: now)
    residency.rate.record(at: seconds(at: now), isRepetition: lastRequested == base)
    lastRequested = base
    if case .failed(let failure) = residency.phase {
      residencies[base] = residency
      return effects.append(.refuse(request, refusal(base, failure.publicReason, failure.retryAt, now)))
    }
    if case .loaded(let resident) = residency.phase, resident.isListening, residency.hasFreePlace,
      residency.waiters.isEmpty
    {
      baseModelOfRequest[request] = base
      residency.leases.insert(request)
      residency.lastUsedAt = now
      residencies[base] = residency
      return effects.append(
        .admit(Lease(id: request, baseModel: base, runtime: runtime, upstream: resident.upstream)))
    }
    guard residency.waiters.count < settings.mostWaiting else {
      return effects.append(.refuse(request, .tooManyWaiting(base, residency.waiters.count)))
    }
    baseModelOfRequest[request] = base
    residency.isHeldUnloaded = false
    residency.waiters.append(
      .init(id: request, seenRevisions: seen, person: person, since: now, deadline: now + settings.loadTimeout))
    if residency.phase.attempt == nil { residency.cause = "a request" }
    residencies[base] = residency
    settle(base, now)
  }

  mutating func release(_ request: Int, _ now: Instant) {
    guard let base = baseModelOfRequest.removeValue(forKey: request) else { return }
    change(base, now) { residency in
      if residency.leases.remove(request) != nil { residency.lastUsedAt = now }
      residency.waiters.removeAll { $0.id == request }
    }
    settle(base, now)
  }

  mutating func commandLoad(_ ticket: Int, _ base: ModelID, _ cause: String, _ now: Instant) {
    let residency = residencies[base]
    guard residency?.isDesired == true else {
      return effects.append(.answer(ticket: ticket, .refused(.noActiveModel(base))))
    }
    if let resident = residency?.phase.resident, residency?.phase.state == .loaded, resident.isListening {
      return effects.append(
        .answer(ticket: ticket, .loaded(bytes: resident.observation.residentBytes)))
    }
    let deadline = now + settings.loadTimeout
    change(base, now) { residency in
      residency.loadTickets.append(.init(id: ticket, since: now, deadline: deadline))
      residency.isHeldUnloaded = false
      residency.cause = cause
    }
    retry(base, cause: cause, now)
    settle(base, now)
  }

  mutating func commandUnload(
    _ ticket: Int, _ base: ModelID, _ cause: String, isReload: Bool, _ now: Instant
  ) {
    if !isReload, isPinned(base), residencies[base]?.isDesired == true {
      return effects.append(.answer(ticket: ticket, .refused(.isPinned(base))))
    }
    guard let residency = residencies[base], residency.phase.attempt != nil else {
      // Whoever waits for it is answered all the same.
      change(base, now) { $0.isHeldUnloaded = $0.waiters.isEmpty }
      answerLoads(of: base, .refused(.overtaken(base)))
      if residencies[base]?.isNeeded != true { move(base, to: .unloaded, reason: nil, now) }
      return effects.append(.answer(ticket: ticket, .unloaded(freedBytes: 0)))
    }
    answerLoads(of: base, .refused(.overtaken(base)))
    change(base, now) { residency in
      residency.unloadTickets.append(ticket)
      residency.isHeldUnloaded = true
      residency.cause = cause
    }
    settle(base, now)
  }
}

extension Refusal {
  static func tooManyWaiting(_ base: ModelID, _ count: Int) -> Refusal {
    Refusal(
      .busy, code: "model_queue_full",
      detail: "\(count) requests are already waiting for '\(base)' to load. Try again later.",
      retryAfterSeconds: 5)
  }

  static func waitedTooLong(_ base: ModelID, _ timeout: Duration) -> Refusal {
    Refusal(
      .unavailable, code: "model_not_loaded",
      detail:
        "The model is not ready: '\(base)' was not loaded within \(timeout.asText). Try again later.",
      retryAfterSeconds: 10)
  }

  static func noMemoryInTime(_ base: ModelID, _ timeout: Duration) -> Refusal {
    Refusal(
      .busy, code: "model_waits_for_memory",
      detail: "There was no memory for '\(base)' within \(timeout.asText): other models are in use. Try again later.",
      retryAfterSeconds: 10)
  }

  static func noPlaceInTime(_ base: ModelID, _ count: Int) -> Refusal {
    Refusal(
      .busy, code: "model_busy",
      detail: "'\(base)' answers \(count) requests, as many as it may (max_concurrency). Try again later.",
      retryAfterSeconds: 5)
  }

  static func noActiveModel(_ base: ModelID) -> Refusal {
    Refusal(
      .conflict, code: "residency.no_active_model",
      detail: "'\(base)' should not be loaded: no active model uses it. Activate one first.")
  }

  static func isPinned(_ base: ModelID) -> Refusal {
    Refusal(
      .conflict, code: "residency.pinned",
      detail: "'\(base)' is pinned. Unpin it first, or deactivate the model.")
  }

  static func overtaken(_ base: ModelID) -> Refusal {
    Refusal(
      .conflict, code: "residency.overtaken",
      detail: "The load of '\(base)' was canceled: it was unloaded meanwhile.")
  }
}
