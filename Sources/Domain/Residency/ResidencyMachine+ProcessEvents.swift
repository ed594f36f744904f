/// Reports of the runtime, and deadlines.
extension ResidencyMachine {
  mutating func becomeLoaded(
    _ base: ModelID, _ attempt: Int, _ upstream: Upstream, _ processID: Int?,
    _ observation: Observation, _ now: Instant
  ) {
    guard case .loading(let loading)? = residencies[base]?.phase, loading.attempt == attempt else {
      return
    }
    var resident = ModelResidency.Resident(
      attempt: attempt, weights: loading.weights, launch: loading.launch, outcome: loading.outcome, upstream: upstream,
      processID: processID,
      expectedBytes: loading.bytes,
      observation: observation, loadedAt: now,
      processorUse: ProcessorUse(over: settings.stallTimeout, observation.work, at: now))
    let estimate = residencies[base].flatMap { self.estimate(of: resident, $0) }
    resident.computedBytes = estimate?.split.total ?? 0
    change(base, now) { residency in
      residency.loadTime = now - loading.startedAt
      residency.learn(observation, of: resident, isFirst: true, estimate)
    }
    move(base, to: .loaded(resident), reason: nil, now)
    settle(base, now)
  }

  mutating func observe(_ base: ModelID, _ attempt: Int, _ observation: Observation, _ now: Instant) {
    let chargedBefore = residencies[base]?.chargedBytes ?? 0
    changeResident(base, attempt) { resident in
      resident.processorUse.note(observation.work, at: now)
      resident.observation = observation
    }
    if let residency = residencies[base], let resident = residency.phase.resident, resident.attempt == attempt {
      let estimate = estimate(of: resident, residency)
      residencies[base]?.learn(observation, of: resident, isFirst: false, estimate)
    }
    if let residency = residencies[base], residency.chargedBytes < chargedBefore { mustDivideMemory = true }
  }

  /// Changes what is known of a process; nothing when `attempt` is not the one that is there.
  mutating func changeResident(
    _ base: ModelID, _ attempt: Int, _ body: (inout ModelResidency.Resident) -> Void
  ) {
    guard var resident = residencies[base]?.phase.resident, resident.attempt == attempt else { return }
    body(&resident)
    switch residencies[base]?.phase {
    case .loaded: residencies[base]?.phase = .loaded(resident)
    case .draining(_, let deadline): residencies[base]?.phase = .draining(resident, deadline: deadline)
    default: break
    }
  }

  mutating func noteProbe(_ base: ModelID, _ attempt: Int, _ isAnswering: Bool, _ now: Instant) {
    changeResident(base, attempt) { resident in
      resident.isAnswering = isAnswering
      if isAnswering { resident.isListening = true }
    }
    settle(base, now)
  }

  /// New requests wait for the end of the process, which will be reported soon, and for the next process.
  mutating func noteUnreachable(_ request: Int, _ now: Instant) {
    // Without a base model, its process has been replaced already.
    guard let base = baseModelOfRequest[request], let attempt = residencies[base]?.phase.resident?.attempt else {
      return
    }
    changeResident(base, attempt) { $0.isListening = false }
    release(request, now)
  }

  mutating func processEnded(_ base: ModelID, _ attempt: Int, _ end: ResidencyEnd, _ now: Instant) {
    guard let residency = residencies[base], residency.phase.attempt == attempt else { return }
    switch residency.phase {
    case .unloaded, .waiting, .failed: return
    case .unloading(_, _, let failure):
      answerUnloads(of: base, freedBytes: end.freedBytes)
      if let failure {
        fail(base, failure, now)
      } else {
        move(base, to: .unloaded, reason: residency.reason, freedBytes: end.freedBytes, now)
      }
    case .loading(let loading):
      change(base, now) { $0.failures += 1 }
      answerUnloads(of: base, freedBytes: end.freedBytes)
      var failure = failure(of: base, end, soonest: nil, now)
      // The file or the settings changed during the load: the new ones may be good.
      if residency.weights != loading.weights || residency.launch != loading.launch { failure.retryAt = now }
      fail(base, failure, now)
    case .loaded(let resident), .draining(let resident, _):
      // Its streams notice by themselves that their connections ended.
      dropLeases(of: base)
      let wasDraining = residency.phase.state == .draining
      let cause = settings.startsProcesses ? "its process ended" : "the runtime lost it"
      answerUnloads(of: base, freedBytes: end.freedBytes)
      change(base, now) { residency in
        if now - resident.loadedAt > .seconds(30) { residency.failures = 0 }
        residency.failures += 1
        residency.cause = cause
      }
      if wasDraining {
        move(base, to: .unloaded, reason: end.reason, freedBytes: end.freedBytes, now)
      } else {
        fail(base, failure(of: base, end, soonest: now, now), now)
      }
    }
    settle(base, now)
  }

  /// An answer makes no progress. Work on a long prompt looks the same from outside, but uses the processor.
  mutating func handleStall(of request: Int, _ now: Instant) {
    guard let base = baseModelOfRequest[request], let resident = residencies[base]?.phase.resident,
      resident.processorUse.isIdle(at: now)
    else { return }
    let failure = ModelResidency.Failure(
      reason:
        "sent nothing and used no CPU time for \(settings.stallTimeout.asText): considered hung, and stopped",
      kind: .noProgress, retryAt: now)
    change(base, now) { residency in
      residency.failures += 1
      residency.cause = "its process hung"
    }
    cutLeases(of: base, reason: failure.reason)
    end(base, attempt: resident.attempt, failure: failure, now)
  }

  // MARK: - Time

  /// The earliest moment at which `timePassed` would change something.
  package var nextDeadline: Instant? {
    let ofModels = residencies.values.compactMap { residency -> Instant? in
      var deadlines = [residency.waiters.first?.deadline]
      if case .waiting = residency.phase { deadlines.append(residency.loadTickets.first?.deadline) }
      switch residency.phase {
      case .loading(let loading): deadlines.append(loading.deadline)
      case .draining(_, let deadline): deadlines.append(deadline)
      case .failed(let failure) where residency.isNeeded: deadlines.append(failure.retryAt)
      case .loaded(let resident): deadlines.append(idleDeadline(residency, resident))
      default: break
      }
      return deadlines.compactMap(\.self).min()
    }
    return (ofModels + [memoryChangesAt].compactMap(\.self)).min()
  }

  mutating func checkDeadlines(_ base: ModelID, _ now: Instant) {
    guard let residency = residencies[base] else { return }
    for waiter in residency.waiters where waiter.deadline <= now {
      dismiss(waiter.id, from: base, .refuse(waiter.id, waitedTooLong(residency)))
    }
    switch residency.phase {
    case .waiting:
      for ticket in residency.loadTickets where ticket.deadline <= now {
        effects.append(.answer(ticket: ticket.id, .refused(waitedTooLong(residency))))
        residencies[base]?.loadTickets.removeAll { $0 == ticket }
      }
    case .loading(let loading) where loading.deadline <= now:
      change(base, now) { $0.failures += 1 }
      let failure = ModelResidency.Failure(
        reason:
          "was not ready within \(settings.loadTimeout.asText) (load_timeout)",
        kind: .noProgress,
        retryAt: now + pause(after: residency.failures + 1))
      refuseWaiters(of: base, failure, now)
      end(base, attempt: loading.attempt, failure: failure, now)
    case .draining(let resident, let deadline?) where deadline <= now:
      let cause = residency.isDesired ? "unloaded by hand" : "switched off"
      let reason =
        "the model was \(cause), and the answer took longer than \(settings.drainTimeout.asText) (drain_timeout)"
      cutLeases(of: base, reason: reason)
      end(base, attempt: resident.attempt, failure: nil, now)
    case .failed(let failure):
      if let retryAt = failure.retryAt, retryAt <= now, residency.isNeeded {
        retry(base, cause: "retry after a failure", now)
      }
    case .loaded(let resident):
      if let deadline = idleDeadline(residency, resident), deadline <= now { unloadIdle(base, resident, now) }
    default: break
    }
    settle(base, now)
  }

  private func waitedTooLong(_ residency: ModelResidency) -> Refusal {
    if case .loaded = residency.phase, !residency.hasFreePlace {
      return .noPlaceInTime(residency.baseModel, residency.leases.count)
    }
    if case .waiting = residency.phase { return .noMemoryInTime(residency.baseModel, settings.loadTimeout) }
    return .waitedTooLong(residency.baseModel, settings.loadTimeout)
  }

  /// When a loaded model has been idle for long enough to be unloaded.
  private func idleDeadline(_ residency: ModelResidency, _ resident: ModelResidency.Resident) -> Instant? {
    guard let idle = idleUnload(of: residency), !isPinned(residency.baseModel), residency.leases.isEmpty,
      residency.waiters.isEmpty
    else { return nil }
    return max(resident.loadedAt, residency.lastUsedAt ?? resident.loadedAt) + idle
  }

  private func idleUnload(of residency: ModelResidency) -> Duration? {
    switch residency.settings.idleUnload {
    case .after(let duration): duration
    case .never: nil
    case nil: settings.idleUnload
    }
  }

  /// Its next request loads it again.
  private mutating func unloadIdle(_ base: ModelID, _ resident: ModelResidency.Resident, _ now: Instant) {
    let cause = "idle for \(residencies[base].flatMap(idleUnload)?.asText ?? "long")"
    change(base, now) { residency in
      residency.isHeldUnloaded = true
      residency.cause = cause
    }
    end(base, attempt: resident.attempt, failure: nil, now)
  }
}

extension ModelResidency {
  mutating func learn(
    _ observation: Observation, of resident: Resident, isFirst: Bool, _ estimate: MemoryEstimate?
  ) {
    let key = LearnedNeed.Key(resident.weights, resident.launch)
    var need = learned.flatMap { $0.key == key ? $0 : nil } ?? LearnedNeed(key: key)
    need.note(observation, isFirst: isFirst, estimate: estimate?.split.total)
    if need.bytes > 0 { learned = need }
  }
}
