/// Divides the memory of a runtime: which models are loaded now, which are unloaded for them, and which wait. Pure:
/// controller, dry run and tests run the same code.
///
/// - Models that somebody waits for come first, in the order of `Claim.queue`. What the first of them needs is kept for
///   it: a smaller one behind it is loaded only into memory that it does not need, so that none is passed over for ever.
/// - Only for these are others unloaded: the set of least value that is enough (`VictimSet`), never a pinned model nor
///   one that was loaded a moment ago. Answers that are running finish first.
/// - Models that are merely active take memory that is free.
package struct MemoryPlan: Sendable, Equatable {
  package typealias Instant = ContinuousClock.Instant

  /// A model that should be loaded, and is not.
  package struct Claim: Sendable, Equatable {
    package var baseModel: ModelID
    package var bytes: Int
    /// `nil`: nobody waits for it.
    package var demand: Demand?

    package init(baseModel: ModelID, bytes: Int, demand: Demand? = nil) {
      self.baseModel = baseModel
      self.bytes = bytes
      self.demand = demand
    }
  }

  /// Those who wait for a model.
  package struct Demand: Sendable, Equatable {
    package var since: Instant
    /// Since when each person waits for it.
    package var people: [String: Instant]

    package init(since: Instant, people: [String: Instant] = [:]) {
      self.since = since
      self.people = people
    }
  }

  /// A model that holds memory.
  package struct Holder: Sendable, Equatable {
    package enum Standing: Sendable, Equatable {
      /// Stays: it is pinned, or its load is not complete.
      case fixed
      /// Was loaded a moment ago, and stays until then.
      case young(until: Instant)
      case evictable
      /// Finishes its answers to make room; may stay when that is needed no longer.
      case draining
      /// Goes for good.
      case leaving
    }

    package var baseModel: ModelID
    package var bytes: Int
    /// What is lost when it is unloaded.
    package var value: Double
    package var standing: Standing
    /// Has to stay as long as nobody unpins it.
    package var isPinned: Bool

    package init(baseModel: ModelID, bytes: Int, value: Double, standing: Standing, isPinned: Bool = false) {
      self.baseModel = baseModel
      self.bytes = bytes
      self.value = value
      self.standing = standing
      self.isPinned = isPinned
    }
  }

  package enum Outcome: Sendable, Equatable {
    case load
    /// Loads when these are gone; `until`: when another model may be unloaded, if that is what it waits for.
    case wait(for: [ModelID], until: Instant?)
    /// Nobody waits for it, and no memory is free.
    case noRoom
    /// Cannot be loaded while the pinned models stay.
    case pinnedOut
    /// Needs more than the budget.
    case neverFits
  }

  /// After that time nobody is passed over for the sake of fairness between people.
  package static let patience = Duration.seconds(30)
  /// A model that drains already is rather unloaded than another one.
  private static let valueWhileDraining = 0.5

  package private(set) var outcomes: [(baseModel: ModelID, outcome: Outcome)] = []
  /// Models to unload, and for whom. A draining one that is not among them stays.
  package private(set) var evictions: [ModelID: ModelID] = [:]
  /// When time alone may change the plan.
  package private(set) var changesAt: Instant?

  package static func == (left: Self, right: Self) -> Bool {
    left.evictions == right.evictions && left.changesAt == right.changesAt
      && left.outcomes.elementsEqual(right.outcomes, by: ==)
  }

  package func outcome(for base: ModelID) -> Outcome? { outcomes.first { $0.baseModel == base }?.outcome }

  /// - Parameters:
  ///   - budget: in bytes; `nil`: the runtime decides by itself what fits.
  ///   - claims: in any order.
  package init(budget: Int?, claims: [Claim], holders: [Holder], at now: Instant) {
    guard let budget else {
      outcomes = claims.map { ($0.baseModel, .load) }
      return
    }
    var room = Room(budget: budget, holders: holders)
    let demanded = Claim.queue(claims.filter { $0.demand != nil }, at: now)
    for claim in demanded { outcomes.append((claim.baseModel, place(claim, in: &room, at: now))) }
    for claim in claims.filter({ $0.demand == nil }).sorted(by: { $0.baseModel < $1.baseModel }) {
      outcomes.append((claim.baseModel, room.take(claim.bytes) ? .load : claim.bytes > budget ? .neverFits : .noRoom))
    }
    keepWhatNeedNotGo(&room)
    if outcomes.contains(where: { if case .wait = $0.outcome { true } else { false } }) {
      let overdue = demanded.compactMap { $0.demand.map { $0.since + Self.patience } }.filter { $0 > now }
      changesAt = (overdue + [changesAt].compactMap(\.self)).min()
    }
  }

  private mutating func place(_ claim: Claim, in room: inout Room, at now: Instant) -> Outcome {
    if claim.bytes > room.budget { return .neverFits }
    if claim.bytes > room.budget - room.pinnedBytes { return .pinnedOut }
    if room.take(claim.bytes) { return .load }
    var victims: [ModelID] = []
    var until: Instant?
    if room.shortage(for: claim.bytes) > 0 {
      if let chosen = room.cheapest(for: claim.bytes) {
        victims = chosen.map(\.baseModel).sorted()
        for victim in chosen {
          evictions[victim.baseModel] = claim.baseModel
          room.release(victim)
        }
      } else {
        until = room.maturity
        changesAt = [changesAt, until].compactMap(\.self).min()
      }
    }
    room.reserve(claim.bytes)
    return .wait(for: victims.isEmpty ? room.leaving : victims, until: until)
  }

  /// Who waited may have left meanwhile.
  private mutating func keepWhatNeedNotGo(_ room: inout Room) {
    for holder in room.chosen.sorted(by: { ($0.value, $0.baseModel) > ($1.value, $1.baseModel) })
    where holder.bytes <= room.available {
      room.available -= holder.bytes
      evictions[holder.baseModel] = nil
    }
  }

  private struct Room {
    let budget: Int
    let pinnedBytes: Int
    /// Neither taken nor given to a load of this plan.
    private var free: Int
    /// What will be free when all that leave are gone, without what is kept for claims.
    var available: Int
    /// That may be unloaded, without those that are chosen.
    private var candidates: [Holder]
    private(set) var chosen: [Holder] = []
    private(set) var leaving: [ModelID]
    /// When the next young model may be unloaded.
    let maturity: Instant?

    init(budget: Int, holders: [Holder]) {
      self.budget = budget
      pinnedBytes = holders.reduce(0) { $0 + ($1.isPinned && $1.standing != .leaving ? $1.bytes : 0) }
      free = budget - holders.reduce(0) { $0 + $1.bytes }
      let gone = holders.filter { $0.standing == .leaving }
      leaving = gone.map(\.baseModel).sorted()
      available = free + gone.reduce(0) { $0 + $1.bytes }
      candidates = holders.filter { $0.standing == .evictable || $0.standing == .draining }
      maturity = holders.compactMap { if case .young(let until) = $0.standing { until } else { nil } }.min()
    }

    mutating func take(_ bytes: Int) -> Bool {
      guard bytes <= free, bytes <= available else { return false }
      free -= bytes
      available -= bytes
      return true
    }

    func shortage(for bytes: Int) -> Int { bytes - available }

    func cheapest(for bytes: Int) -> [Holder]? {
      VictimSet.cheapest(
        covering: [shortage(for: bytes)],
        among: candidates.map { holder in
          VictimSet.Candidate(
            bytes: [holder.bytes],
            value: holder.standing == .draining ? holder.value * MemoryPlan.valueWhileDraining : holder.value)
        })?.map { candidates[$0] }
    }

    mutating func release(_ holder: Holder) {
      available += holder.bytes
      chosen.append(holder)
      candidates.removeAll { $0.baseModel == holder.baseModel }
    }

    mutating func reserve(_ bytes: Int) { available -= bytes }
  }
}

extension MemoryPlan.Claim {
  /// The order in which claims that somebody waits for get memory.
  ///
  /// Fair between people: first what each of them waits for longest, then the second of each, and so on, so that one
  /// who asks for many models does not hold up the others. Whoever has waited for `patience` comes in the order of
  /// arrival.
  static func queue(_ claims: [Self], at now: MemoryPlan.Instant) -> [Self] {
    var ofPerson: [String: [MemoryPlan.Instant]] = [:]
    for claim in claims {
      for (person, since) in claim.demand?.people ?? [:] { ofPerson[person, default: []].append(since) }
    }
    for person in ofPerson.keys { ofPerson[person]?.sort() }
    func turn(_ claim: Self) -> Int {
      guard let demand = claim.demand, !demand.people.isEmpty, demand.since + MemoryPlan.patience > now else {
        return 0
      }
      return demand.people.map { person, since in ofPerson[person]?.firstIndex(of: since) ?? 0 }.min() ?? 0
    }
    return claims.map { ($0, turn($0)) }.sorted { left, right in
      if left.1 != right.1 { return left.1 < right.1 }
      let (leftSince, rightSince) = (left.0.demand?.since ?? now, right.0.demand?.since ?? now)
      return leftSince != rightSince ? leftSince < rightSince : left.0.baseModel < right.0.baseModel
    }.map(\.0)
  }
}

/// What is lost when a model is unloaded: its requests come back at some rate, and each then waits for a load.
package enum ResidentValue {
  /// Requests in a second: who uses a model now will hardly wait until it has been loaded again.
  private static let rateInUse = 1.0

  /// - Parameters:
  ///   - rate: requests in a second.
  ///   - unusedSeconds: since the last request, or the load; decides between models that nobody asked for.
  ///   - priority: weight that people gave it; 1: as all others.
  /// - Returns: seconds of loading in a second.
  package static func of(
    rate: Double, isInUse: Bool, unusedSeconds: Double = .infinity, priority: Double, loadSeconds: Double
  ) -> Double {
    (rate + (isInUse ? rateInUse : 0) + 1e-9 / (1 + unusedSeconds)) * priority * loadSeconds
  }
}
