@testable import Domain

/// Weights, processes, requests and people around one residency machine, drawn from a seed; keeps its own account of
/// everything, and checks the machine's word against it after every event.
struct SimulatedWorld {
  typealias Instant = ContinuousClock.Instant

  struct Violation: Error, CustomStringConvertible {
    var description: String
  }

  /// What the operating system would show.
  struct Process {
    var base: ModelID
    var bytes: Int
    /// The file as it was when the process read it.
    var isCorrupt: Bool
    var isStopped = false
    var isReady = false
    /// Its end is on the way to the machine.
    var isDying = false
  }

  enum RequestState: Equatable {
    case waiting(until: Instant)
    case leased
  }

  struct Request {
    var base: ModelID
    var seen: [ModelID: Int]
    var state: RequestState
  }

  let settings: ResidencyMachine.Settings
  var budgetBytes: Int { settings.budgetBytes ?? .max }
  static let bases: [ModelID] = ["alpha", "beta", "gamma", "delta"]
  static let presets: [ModelID] = ["poet", "coder"]

  var random: SplitMix64
  var machine: ResidencyMachine
  var now: Instant
  var events = 0
  /// The last events with their effects, for whoever has to find out what went wrong.
  var log: [(event: ResidencyMachine.Event, effects: [ResidencyMachine.Effect])] = []

  /// Whether a process takes exactly what its file says; else the sizes that it shows move about.
  let isHonest: Bool
  /// How often, in percent, a thing goes wrong.
  let faults: Int
  var isCalm = false

  var available: [ModelID: AvailableWeights] = [:]
  var corrupt: Set<String> = []
  var fileVersions = 0
  /// Processes whose end was not reported yet, by attempt.
  var processes: [Int: Process] = [:]
  var pastAttempts: [Int] = []
  var lastAttempt = 0
  var states: [ModelID: ResidencyState] = [:]
  var drainingSince: [ModelID: Instant] = [:]
  /// On its way to the machine, by time.
  var underway: [(at: Instant, event: ResidencyMachine.Event)] = []

  /// Those that were not answered yet, and still want to be.
  var requests: [Int: Request] = [:]
  /// Whose request was the last one to be said to stand still.
  var stalledBase: ModelID?
  /// Processes that refused a connection, by attempt.
  var unreachable: Set<Int> = []
  var isClosing = false
  var openTickets: Set<Int> = []
  var numbers = 0
  var auditEntries = 0
  /// The latest desired state that the machine got.
  var latestDesired: [ModelID: (isDesired: Bool, asOf: Int)] = [:]
  var revisions: [ModelID: Int] = [:]
  var fences: [ModelID: Int] = [:]
  var pinned: Set<ModelID> = []
  var lastUsed: [ModelID: Instant] = [:]

  init(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    now = .now
    isHonest = random.chance(70)
    faults = random.pick([0, 10, 30, 60])
    settings = ResidencyMachine.Settings(
      budgetBytes: 4 << 30, loadTimeout: .seconds(20), drainTimeout: .seconds(30), unloadGrace: .seconds(5),
      stallTimeout: .seconds(10), mostWaiting: 4, idleUnload: random.chance(50) ? .seconds(8) : nil)
    machine = ResidencyMachine(settings, runtime: RuntimeID("local"))
    self.random = random
  }

  /// A whole life: trouble first, then calm, then everything as it should be; or a shutdown in the midst of it.
  mutating func live() throws {
    try redrawOffers()
    for _ in 0..<random.within(40...160) { try step() }
    if random.chance(20) { try shutDown() } else { try calmDown() }
  }

  mutating func step() throws {
    now += random.chance(5) ? .seconds(random.within(10...60)) : .milliseconds(random.below(2000))
    try deliver()
    // Timers may be late, but they come.
    if let deadline = machine.nextDeadline, deadline <= now, random.chance(80) {
      try feed(.timePassed)
    }
    switch random.below(100) {
    case 0..<28: try request()
    case 28..<45: try leave()
    case 45..<58: flipDesiredState()
    case 58..<66: moveFence()
    case 66..<72: try redrawOffers()
    case 72..<78: try askByHand()
    case 78..<84: try stall()
    case 84..<87: try observe()
    case 87..<90: try connect()
    case 90..<95: crash()
    case 95..<97: try confuse()
    case 97..<98: try pin()
    default: try feed(.timePassed)
    }
  }

  // MARK: - What happens

  /// Everything whose time has come.
  mutating func deliver() throws {
    while let index = underway.indices.filter({ underway[$0].at <= now }).min(by: {
      (underway[$0].at, $0) < (underway[$1].at, $1)
    }) {
      try feed(underway.remove(at: index).event)
    }
  }

  mutating func send(_ event: ResidencyMachine.Event, after delay: Duration) {
    underway.append((now + delay, event))
  }

  mutating func request(for base: ModelID? = nil) throws {
    let base = base ?? random.pick(Self.bases)
    let preset = random.pick(Self.presets)
    var seen: [ModelID: Int] = [base: revisions[base] ?? 1, preset: revisions[preset] ?? 1]
    if !isCalm, random.chance(10) { seen[random.chance(50) ? base : preset]? -= 1 }
    numbers += 1
    requests[numbers] = Request(
      base: base, seen: seen, state: .waiting(until: now + settings.loadTimeout))
    let person = random.chance(80) ? "person \(random.below(3))" : nil
    try feed(.leaseRequested(numbers, baseModel: base, seenRevisions: seen, person: person))
  }

  private mutating func leave() throws {
    let here = requests.keys.sorted()
    let request = here.isEmpty || random.chance(5) ? random.within(0...numbers) : random.pick(here)
    // It asks for nothing more, so it is owed nothing more.
    requests[request] = nil
    try feed(.requestEnded(request))
  }

  private mutating func flipDesiredState() {
    let base = random.pick(Self.bases)
    auditEntries += 1
    let event = ResidencyMachine.Event.desiredStateChanged(
      baseModel: base, isDesired: random.chance(60), asOf: auditEntries, cause: "flip")
    send(event, after: delay())
    if random.chance(10) { send(event, after: delay()) }
  }

  private mutating func moveFence() {
    let id = random.pick(Self.bases + Self.presets)
    revisions[id, default: 1] += 1
    send(.fenceMoved(id, revision: revisions[id] ?? 1), after: delay())
  }

  mutating func redrawOffers() throws {
    for base in Self.bases where available[base] == nil || random.chance(40) {
      if random.chance(15) {
        available[base] = nil
        continue
      }
      fileVersions += 1
      let weights = AvailableWeights(
        baseModel: base, runtime: RuntimeID("local"), fileBytes: random.within(200...2600) << 20,
        fingerprint: "v\(fileVersions)")
      available[base] = weights
      if random.chance(faults / 3) { corrupt.insert(weights.fingerprint) }
    }
    try feed(.weightsScanned(available.values.sorted { $0.baseModel < $1.baseModel }))
  }

  private mutating func askByHand() throws {
    numbers += 1
    openTickets.insert(numbers)
    let base = random.pick(Self.bases)
    try feed(
      random.chance(50)
        ? .loadCommanded(ticket: numbers, base, cause: "by hand")
        : .unloadCommanded(ticket: numbers, base, cause: "by hand"))
  }

  private mutating func pin() throws {
    let base = random.pick(Self.bases)
    let isPinned = random.chance(50)
    numbers += 1
    try feed(.pinned(base, isPinned, asOf: numbers))
  }

  private mutating func stall() throws {
    let leased = requests.keys.sorted().filter { requests[$0]?.state == .leased }
    if leased.isEmpty { return }
    try feed(.stalled(random.pick(leased)))
  }

  private mutating func observe() throws {
    for (attempt, process) in processes.sorted(by: { $0.key < $1.key })
    where process.isReady {
      let worked = random.chance(50) ? Double(events) : 0
      try feed(
        .observed(process.base, attempt: attempt, .holding(shown(process), worked: worked)))
    }
  }

  /// A request or a health probe finds out whether a process still listens.
  private mutating func connect() throws {
    for (attempt, process) in processes.sorted(by: { $0.key < $1.key }) where process.isReady {
      let leased = requests.keys.sorted().first {
        requests[$0]?.base == process.base && requests[$0]?.state == .leased
      }
      if process.isDying, let leased {
        try feed(.unreachable(leased))
      } else {
        try feed(.probed(process.base, attempt: attempt, isAnswering: !process.isDying))
      }
    }
  }

  private mutating func crash() {
    let alive = processes.keys.sorted()
    guard !alive.isEmpty, random.chance(faults) else { return }
    die(random.pick(alive), .crash, after: delay())
  }

  /// Results of long ago, and of attempts that never were.
  private mutating func confuse() throws {
    guard random.chance(faults) else { return }
    let base = random.pick(Self.bases)
    let isUnheardOf = pastAttempts.isEmpty || random.chance(20)
    let attempt = isUnheardOf ? 1_000_000 : random.pick(pastAttempts)
    switch random.below(3) {
    case 0: try feed(.ended(base, attempt: attempt, .crash))
    case 1: try feed(.observed(base, attempt: attempt, .holding(64 << 30)))
    default:
      try feed(
        .ready(base, attempt: attempt, .of(attempt: 0), processID: 1, .holding(64 << 30)))
    }
  }

  // MARK: - Processes

  /// The process with its memory disappears now; the machine hears of it later.
  mutating func die(_ attempt: Int, _ end: ResidencyEnd, after delay: Duration) {
    guard let process = processes[attempt], !process.isDying else { return }
    processes[attempt]?.isDying = true
    let event = ResidencyMachine.Event.ended(process.base, attempt: attempt, end)
    send(event, after: delay)
    if random.chance(faults) { send(event, after: delay + self.delay()) }
  }

  mutating func begin(_ weights: AvailableWeights, attempt: Int) {
    let isCorrupt = corrupt.contains(weights.fingerprint)
    let bytes = (weights.fileBytes ?? 0) + (isHonest ? ResidencyPlanner.processBytes : 0)
    processes[attempt] = Process(base: weights.baseModel, bytes: bytes, isCorrupt: isCorrupt)
    if isCorrupt { return die(attempt, .corrupt, after: delay()) }
    if !isCalm, random.chance(faults / 2) {
      // Never ready: the load's deadline has to notice.
      if random.chance(50) { return }
      return die(attempt, .crash, after: delay())
    }
    guard let process = processes[attempt] else { return }
    let ready = ResidencyMachine.Event.ready(
      weights.baseModel, attempt: attempt, .of(attempt: attempt), processID: attempt,
      .holding(shown(process)))
    send(ready, after: delay())
    if random.chance(faults) { send(ready, after: delay()) }
  }

  private mutating func shown(_ process: Process) -> Int {
    isHonest ? process.bytes : process.bytes / 100 * random.within(40...130)
  }

  mutating func delay() -> Duration {
    !isCalm && random.chance(faults / 2)
      ? .seconds(random.within(5...60)) : .milliseconds(random.below(3000))
  }
}
