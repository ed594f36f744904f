@testable import Domain

extension ModelID: ExpressibleByStringLiteral {
  public init(stringLiteral value: String) { self.init(stored: value) }
}

/// A residency machine with its own time: each verb feeds one event and gives back the effects.
struct Scenario {
  typealias Machine = ResidencyMachine

  static let megabyte = 1 << 20
  static let gigabyte = 1 << 30
  /// What a model takes once it is loaded, unless a test says otherwise.
  static let loadedBytes = gigabyte + 10 * megabyte

  private(set) var machine: ResidencyMachine
  private(set) var now = ContinuousClock.now
  /// Entries of the audit trail so far.
  private var entries = 0

  init(
    budget: Int = 4 * gigabyte, mostWaiting: Int = 3, idleUnload: Duration? = nil,
    estimate: @escaping @Sendable (AvailableWeights, LaunchSettings) -> MemoryEstimate? = { _, _ in nil }
  ) {
    machine = ResidencyMachine(
      .init(
        budgetBytes: budget, loadTimeout: .seconds(120), drainTimeout: .seconds(600),
        unloadGrace: .seconds(10), stallTimeout: .seconds(60), mostWaiting: mostWaiting,
        idleUnload: idleUnload), runtime: RuntimeID("local"), estimate: estimate)
  }

  @discardableResult
  mutating func feed(_ event: Machine.Event) -> [Machine.Effect] { machine.handle(event, at: now) }

  /// Lets time pass without telling the machine.
  mutating func elapse(_ duration: Duration) { now += duration }

  @discardableResult
  mutating func wait(_ duration: Duration) -> [Machine.Effect] {
    now += duration
    return feed(.timePassed)
  }

  @discardableResult
  mutating func scan(_ weights: AvailableWeights...) -> [Machine.Effect] { feed(.weightsScanned(weights)) }

  @discardableResult
  mutating func switchOn(_ base: ModelID) -> [Machine.Effect] {
    entries += 1
    return feed(.desiredStateChanged(baseModel: base, isDesired: true, asOf: entries, cause: "switched on"))
  }

  @discardableResult
  mutating func switchOff(_ base: ModelID) -> [Machine.Effect] {
    entries += 1
    return feed(.desiredStateChanged(baseModel: base, isDesired: false, asOf: entries, cause: "switched off"))
  }

  @discardableResult
  mutating func request(_ number: Int, _ base: ModelID, seen: [ModelID: Int] = [:])
    -> [Machine.Effect]
  {
    feed(.leaseRequested(number, baseModel: base, seenRevisions: seen))
  }

  @discardableResult
  mutating func leave(_ number: Int) -> [Machine.Effect] { feed(.requestEnded(number)) }

  @discardableResult
  mutating func load(_ base: ModelID, ticket: Int) -> [Machine.Effect] {
    feed(.loadCommanded(ticket: ticket, base, cause: "load by hand"))
  }

  @discardableResult
  mutating func unload(_ base: ModelID, ticket: Int) -> [Machine.Effect] {
    feed(.unloadCommanded(ticket: ticket, base, cause: "unload by hand"))
  }

  @discardableResult
  mutating func ready(_ base: ModelID, attempt: Int, bytes: Int = loadedBytes) -> [Machine.Effect] {
    feed(
      .ready(
        base, attempt: attempt, .of(attempt: attempt), processID: 1000 + attempt, .holding(bytes)))
  }

  @discardableResult
  mutating func end(_ base: ModelID, attempt: Int, _ end: ResidencyEnd = .asAsked)
    -> [Machine.Effect]
  {
    feed(.ended(base, attempt: attempt, end))
  }

  func state(of base: ModelID) -> ResidencyState? { machine.report(of: base)?.state }

  /// A scenario on which `base` is switched on and loaded, by attempt 1.
  static func loaded(
    _ base: ModelID = "alpha", budget: Int = 4 * gigabyte, idleUnload: Duration? = nil
  ) -> Scenario {
    var scenario = Scenario(budget: budget, idleUnload: idleUnload)
    scenario.scan(.of(base))
    scenario.switchOn(base)
    scenario.ready(base, attempt: 1)
    return scenario
  }
}

extension AvailableWeights {
  static func of(_ base: ModelID, bytes: Int = Scenario.gigabyte, version: Int = 1) -> AvailableWeights {
    AvailableWeights(
      baseModel: base, runtime: RuntimeID("local"), fileBytes: bytes,
      fingerprint: "\(bytes)@\(version)")
  }
}

extension Upstream {
  static func of(attempt: Int) -> Upstream {
    Upstream(url: "http://127.0.0.1:\(40_000 + attempt)/v1", keys: ["secret \(attempt)"])
  }
}

extension Observation {
  static func holding(_ bytes: Int, worked seconds: Double = 0) -> Observation {
    Observation(residentBytes: bytes, anonymousBytes: bytes / 10, processorSeconds: seconds)
  }
}

extension ResidencyEnd {
  static let asAsked = ResidencyEnd(
    reason: "ended as asked", isRetryable: true, isHang: false, freedBytes: Scenario.loadedBytes)
  static let crash = ResidencyEnd(
    reason: "was killed by signal 9", isRetryable: true, isHang: false,
    freedBytes: Scenario.loadedBytes)
  static let corrupt = ResidencyEnd(
    reason: "the file is corrupt: invalid magic", isRetryable: false, isHang: false, freedBytes: 0)
}

extension ResidencyMachine.Effect {
  static func moved(
    _ base: ModelID, _ from: ResidencyState, _ to: ResidencyState, reason: String? = nil, advice: String? = nil,
    cause: String? = "switched on", freed: Int? = nil
  ) -> Self {
    .moved(
      ResidencyTransition(
        baseModel: base, from: from, to: to, reason: reason, advice: advice, cause: cause, freedBytes: freed))
  }

  static func admit(_ request: Int, to base: ModelID, attempt: Int) -> Self {
    .admit(Lease(id: request, baseModel: base, runtime: RuntimeID("local"), upstream: .of(attempt: attempt)))
  }

  static func refuse(_ request: Int, because reason: String, retryAfter seconds: Int = 30) -> Self {
    .refuse(request, .cannotBeLoaded(because: reason, retryAfter: seconds))
  }
}

extension Refusal {
  static func cannotBeLoaded(because reason: String, retryAfter seconds: Int = 30) -> Refusal {
    Refusal(
      .unavailable, code: "model_not_loaded",
      detail: reason, retryAfterSeconds: seconds)
  }
}
