@testable import Domain

extension SimulatedWorld {
  /// Feeds one event, carries out its effects, and checks everything that must hold.
  mutating func feed(_ event: ResidencyMachine.Event) throws {
    events += 1
    note(event)
    let effects = machine.handle(event, at: now)
    if log.count > 60 { log.removeFirst(40) }
    log.append((event, effects))
    for effect in effects { try perform(effect, after: event) }
    try checkAll(after: event)
  }

  /// What the event says, in the world's own books.
  private mutating func note(_ event: ResidencyMachine.Event) {
    switch event {
    case .desiredStateChanged(let base, let isDesired, let asOf, _):
      if asOf >= latestDesired[base]?.asOf ?? 0 { latestDesired[base] = (isDesired, asOf) }
    case .fenceMoved(let id, let revision): fences[id] = max(revision, fences[id] ?? 0)
    case .ready(let base, let attempt, _, _, _):
      if let process = processes[attempt], process.base == base, !process.isStopped {
        processes[attempt]?.isReady = true
      }
    case .ended(let base, let attempt, _):
      guard processes[attempt]?.base == base else { return }
      processes[attempt] = nil
      pastAttempts.append(attempt)
      // The connections of its requests are gone.
      for (id, request) in requests where request.base == base && request.state == .leased {
        requests[id] = nil
      }
    case .pinned(let base, let isPinned, _): if isPinned { pinned.insert(base) } else { pinned.remove(base) }
    case .requestEnded(let id):
      // It has left the books already.
      if let base = machine.baseModelOfRequest[id], machine.residencies[base]?.leases.contains(id) == true {
        lastUsed[base] = now
      }
    case .stalled(let request): stalledBase = requests[request]?.base
    case .unreachable(let id):
      guard let base = requests[id]?.base else { return }
      requests[id] = nil
      lastUsed[base] = now
      for (attempt, process) in processes where process.base == base { unreachable.insert(attempt) }
    case .probed(_, let attempt, let isAnswering): if isAnswering { unreachable.remove(attempt) }
    default: break
    }
  }

  private mutating func perform(
    _ effect: ResidencyMachine.Effect, after event: ResidencyMachine.Event
  ) throws {
    switch effect {
    case .start(let weights, let attempt, _):
      try check(attempt > lastAttempt, "attempt \(attempt) is started twice")
      lastAttempt = attempt
      try check(!isClosing, "\(weights.baseModel) is started although Muster shuts down")
      let other = processes.values.contains { $0.base == weights.baseModel }
      try check(!other, "\(weights.baseModel) is started while another process of it runs")
      try check(available[weights.baseModel] == weights, "\(weights.baseModel) is started from an earlier scan")
      begin(weights, attempt: attempt)
      let deadline = now + settings.loadTimeout
      for (id, request) in requests where request.base == weights.baseModel && request.state != .leased {
        requests[id]?.state = .waiting(until: deadline)
      }
      try check(charged <= budgetBytes, "a start exceeds the budget: \(charged)")
    case .stop(let attempt):
      guard let process = processes[attempt] else { throw violation("unknown \(attempt) stopped") }
      try check(!process.isStopped, "attempt \(attempt) is stopped once more")
      try check(
        !requests.values.contains { $0.base == process.base && $0.state == .leased },
        "\(process.base) is stopped although it is leased")
      processes[attempt]?.isStopped = true
      die(attempt, .asAsked, after: delay())
    case .admit(let lease):
      guard case .waiting? = requests[lease.id]?.state, let request = requests[lease.id] else {
        throw violation("request \(lease.id) is admitted, but does not wait")
      }
      for (id, revision) in request.seen {
        try check(revision >= fences[id] ?? 0, "\(lease.id) is admitted behind the fence of \(id)")
      }
      let attempt = processes.first { $0.value.base == request.base }
      try check(
        attempt.map { $0.value.isReady && !$0.value.isStopped } == true
          && lease.baseModel == request.base
          && lease.upstream == attempt.map { .of(attempt: $0.key) },
        "request \(lease.id) is admitted to what does not answer")
      try check(
        attempt.map { unreachable.contains($0.key) } == false, "\(lease.id) is admitted to what refuses connections")
      try check(!isClosing, "\(lease.id) is admitted although Muster shuts down")
      requests[lease.id]?.state = .leased
      lastUsed[request.base] = now
    case .retryAdmission(let id), .refuse(let id, _):
      guard case .waiting? = requests[id]?.state else {
        throw violation("request \(id) is answered, but does not wait")
      }
      requests[id] = nil
    case .cut(let id, _):
      guard let request = requests[id], request.state == .leased else {
        throw violation("request \(id) is cut, but has no lease")
      }
      try check(mayCut(request.base, after: event), "\(id) is cut before its time")
      requests[id] = nil
    case .answer(let ticket, _):
      try check(openTickets.remove(ticket) != nil, "ticket \(ticket) is answered twice")
    case .moved(let transition):
      let base = transition.baseModel
      let old = states[base] ?? .unloaded
      try check(
        old == transition.from && old != transition.to,
        "\(base) moves from \(transition.from) to \(transition.to), but was \(old)")
      states[base] = transition.to
      if transition.to == .draining { drainingSince[base] = now }
      try checkCause(of: transition)
    }
  }

  private func checkCause(of transition: ResidencyTransition) throws {
    let base = transition.baseModel
    guard transition.to == .unloading || transition.to == .draining, let cause = transition.cause else { return }
    if transition.to == .unloading, transition.reason == nil, cause.hasPrefix("idle for") { try checkUnused(base) }
    if cause.hasPrefix("makes room for") {
      try check(!pinned.contains(base) || latestDesired[base]?.isDesired != true, "\(base) is pinned, but makes room")
    }
  }

  private func checkUnused(_ base: ModelID) throws {
    try check(!pinned.contains(base), "\(base) is unloaded for want of use, but pinned")
    try check(!requests.values.contains { $0.base == base }, "\(base) is unloaded as unused while requests are there")
    let unusedFor = lastUsed[base].map { now - $0 }
    try check(
      unusedFor ?? .seconds(3600) >= settings.idleUnload ?? .zero,
      "\(base) is unloaded \(unusedFor ?? .zero) after its last use")
  }

  private func mayCut(_ base: ModelID, after event: ResidencyMachine.Event) -> Bool {
    switch event {
    case .stalled: stalledBase == base
    case .cutOff: isClosing
    case .timePassed:
      states[base] == .draining
        && (drainingSince[base].map { now - $0 >= settings.drainTimeout } ?? false)
    default: false
    }
  }

  private func checkAll(after event: ResidencyMachine.Event) throws {
    let next = machine.nextDeadline
    var leases: [ModelID: Int] = [:]
    var waiting: [ModelID: Int] = [:]
    for (id, request) in requests {
      guard case .waiting(let deadline) = request.state else {
        leases[request.base, default: 0] += 1
        continue
      }
      waiting[request.base, default: 0] += 1
      for (model, revision) in request.seen {
        try check(revision >= fences[model] ?? 0, "\(id) waits behind the fence of \(model)")
      }
      try check(next.map { $0 <= deadline } == true, "nobody will wake up for \(id)")
    }
    if event == .timePassed, let next {
      try check(next > now, "the next deadline is over already, by \(now - next)")
    }
    var charged = 0
    for report in machine.reports {
      charged += report.bytes ?? 0
      try check(report, leases: leases[report.baseModel] ?? 0, waiting[report.baseModel] ?? 0)
    }
    guard isHonest else { return }
    try check(charged <= budgetBytes, "\(charged) bytes are charged")
    let held = processes.values.reduce(0) { $0 + $1.bytes }
    try check(held <= budgetBytes, "\(held) bytes are held by processes")
  }

  private func check(_ report: ResidencyReport, leases: Int, _ waiting: Int) throws {
    let base = report.baseModel
    try check(
      report.state == states[base] ?? .unloaded, "\(base) became \(report.state) in silence")
    try check(report.leases == leases, "\(base): \(report.leases) leases, but \(leases) are out")
    try check(report.waiting == waiting, "\(base): \(report.waiting) wait, not \(waiting)")
    let runs = processes.values.contains { $0.base == base }
    let shows = ![.unloaded, .waiting, .failed].contains(report.state)
    try check(runs == shows, "\(base) is \(report.state), its process \(runs ? "runs" : "is gone")")
    try check(
      ![.waiting, .failed].contains(report.state) || report.reason != nil, "\(base) is \(report.state) without a reason"
    )
  }

  private var charged: Int { machine.reports.reduce(0) { $0 + ($1.bytes ?? 0) } }

  func check(_ isTrue: Bool, _ message: @autoclosure () -> String) throws {
    if !isTrue { throw violation(message()) }
  }

  func violation(_ message: String) -> Violation {
    let lines = log.suffix(14).enumerated().map { index, entry in
      "\(events - min(log.count, 14) + index + 1): \(entry.event)\n      → \(entry.effects)"
        .replacing("Domain.", with: "").replacing("ResidencyMachine.Effect", with: "")
    }
    return Violation(description: "\(message)\n" + lines.joined(separator: "\n"))
  }
}
