/// The state of one base model in the machine.
struct ModelResidency: Sendable {
  typealias Instant = ContinuousClock.Instant

  struct Waiter: Sendable, Equatable {
    var id: Int
    var seenRevisions: [ModelID: Int]
    /// Who asks; `nil`: not known.
    var person: String?
    var since: Instant
    var deadline: Instant
  }

  /// A command that waits for a load.
  struct LoadTicket: Sendable, Equatable {
    var id: Int
    var since: Instant
    var deadline: Instant
  }

  /// A load that waits for memory.
  struct Wait: Sendable, Equatable {
    var reason: String
    /// What it waits for: names other models.
    var advice: String
  }

  /// A process that is loading the weights.
  struct Loading: Sendable, Equatable {
    var attempt: Int
    /// What it was started with: a later change of the file does not change its memory.
    var weights: AvailableWeights
    var launch = LaunchSettings()
    var outcome: LaunchOutcome?
    var bytes: Int
    var startedAt: Instant
    var deadline: Instant
  }

  /// A process that answers.
  struct Resident: Sendable, Equatable {
    var attempt: Int
    var weights: AvailableWeights
    var launch = LaunchSettings()
    var outcome: LaunchOutcome?
    var upstream: Upstream
    var processID: Int?
    /// What it was charged with while it was loading.
    var expectedBytes: Int
    var observation: Observation
    var loadedAt: Instant
    var processorUse: ProcessorUse
    /// What it has reserved by the header, whether or not it has touched it yet.
    var computedBytes = 0

    var chargedBytes: Int {
      observation.residentBytes.map { max($0, observation.reservedBytes ?? computedBytes) } ?? expectedBytes
    }

    /// Its health probe gets an answer.
    var isAnswering = true
    /// False from a refused connection until its health probe gets an answer again, or its end is known.
    var isListening = true
  }

  struct Failure: Sendable, Equatable {
    enum Kind: Sendable { case noRoom, noProgress, other }
    var reason: String
    /// What to do about it, where that names other models.
    var advice: String?
    var kind: Kind
    /// `nil`: not retried automatically, only after a change of the file or by a command.
    var retryAt: Instant?

    var publicReason: String { kind == .noRoom ? ResidencyPlanner.publicReasonForNoRoom : reason }
    var fullReason: String { advice.map { "\(reason): \($0)" } ?? reason }
  }

  enum Phase: Sendable, Equatable {
    case unloaded
    case waiting(Wait)
    case loading(Loading)
    case loaded(Resident)
    /// - `deadline`: when running answers are cut; `nil`: never, because it goes only to make room.
    case draining(Resident, deadline: Instant?)
    /// `failure`: what to be once the process is gone, when it did not just have to go.
    case unloading(attempt: Int, bytes: Int, failure: Failure?)
    case failed(Failure)

    /// Loads when there is memory for it.
    var isWithoutRoom: Bool {
      switch self {
      case .waiting: true
      case .failed(let failure): failure.kind == .noRoom
      default: false
      }
    }

    var state: ResidencyState {
      switch self {
      case .unloaded: .unloaded
      case .waiting: .waiting
      case .loading: .loading
      case .loaded: .loaded
      case .draining: .draining
      case .unloading: .unloading
      case .failed: .failed
      }
    }

    /// What the process was expected to take when it was started.
    var expectedBytes: Int? {
      if case .loading(let loading) = self { loading.bytes } else { resident?.expectedBytes }
    }

    var resident: Resident? {
      switch self {
      case .loaded(let resident), .draining(let resident, _): resident
      default: nil
      }
    }

    /// What the process that is there, or on its way, was started with.
    var startedWith: AvailableWeights? {
      if case .loading(let loading) = self { return loading.weights }
      return resident?.weights
    }

    /// The settings of the process that is there, or on its way.
    var launch: LaunchSettings? {
      if case .loading(let loading) = self { loading.launch } else { resident?.launch }
    }

    /// The process that is there or on its way, if any.
    var attempt: Int? {
      switch self {
      case .loading(let loading): loading.attempt
      case .unloading(let attempt, _, _): attempt
      default: resident?.attempt
      }
    }
  }

  let baseModel: ModelID
  var weights: AvailableWeights?
  /// How its next process is started.
  var launch = LaunchSettings()
  var settings = ResidencySettings()
  /// An active entry needs it.
  var isDesired = false
  /// Unloaded by hand or when idle: stays unloaded until a request or a command loads it.
  var isHeldUnloaded = false
  var phase = Phase.unloaded
  var since: Instant
  var loadTime: Duration?
  var waiters: [Waiter] = []
  var leases: Set<Int> = []
  var loadTickets: [LoadTicket] = []
  var unloadTickets: [Int] = []
  var lastUsedAt: Instant?
  /// How often it is asked for.
  var rate = RequestRate()
  /// The model for which it finishes its answers and goes.
  var evictedFor: ModelID?
  /// Failures in a row: each makes the next pause longer.
  var failures = 0
  /// What loads of these weights with these settings took.
  var learned: LearnedNeed?
  /// What a load would take by the header, for the weights and settings of the key.
  var computed: (key: LearnedNeed.Key, estimate: MemoryEstimate?)?
  var cause: String?
  var reason: String?

  init(_ baseModel: ModelID, now: Instant) {
    self.baseModel = baseModel
    since = now
  }

  /// Whoever waits for it goes on waiting after its unload.
  var mustGo: Bool { !unloadTickets.isEmpty || !isDesired && waiters.isEmpty }

  var isNeeded: Bool {
    isDesired && !isHeldUnloaded && settings.mode != .onDemand || !waiters.isEmpty || !loadTickets.isEmpty
  }

  /// A further request would be answered now.
  var hasFreePlace: Bool { leases.count < settings.maxConcurrency ?? .max }

  /// What a load would take, by the best that is known.
  var need: MemoryNeed {
    guard let weights else { return MemoryNeed(bytes: 0, stage: .guessed) }
    if let stated = settings.memoryBytes { return MemoryNeed(bytes: stated, stage: .stated) }
    let key = LearnedNeed.Key(weights, launch)
    let estimate = computed.flatMap {
      $0.key == key && $0.estimate?.stage == .computed ? $0.estimate?.split.total : nil
    }
    if let learned, learned.key == key {
      // Buffers that it had not touched yet when it was measured.
      return MemoryNeed(bytes: max(learned.bytes, learned.reservedBytes ?? estimate ?? 0), stage: .learned)
    }
    if let estimate { return MemoryNeed(bytes: estimate + estimate / 100 * 3, stage: .computed) }
    let guess = ResidencyPlanner.guessedBytes(fileBytes: weights.fileBytes, ownBytes: weights.ownBytes)
    guard let computed, computed.key == key, computed.estimate != nil, let file = weights.fileBytes else {
      return MemoryNeed(bytes: guess, stage: .guessed)
    }
    // It has a context, whose size is not known.
    return MemoryNeed(bytes: max(guess, file + file / 4 + min(file, 1 << 30)), stage: .guessed)
  }

  var estimatedBytes: Int { need.bytes }

  /// What the budget is charged with.
  var chargedBytes: Int {
    switch phase {
    case .unloaded, .waiting, .failed: 0
    case .loading(let loading): loading.bytes
    case .loaded(let resident), .draining(let resident, _): resident.chargedBytes
    case .unloading(_, let bytes, _): bytes
    }
  }

  /// `nil` when nothing tells how much it takes.
  private var knownBytes: Int? {
    phase.attempt != nil && chargedBytes == 0 && phase.resident?.observation.residentBytes == nil ? nil : chargedBytes
  }

  var report: ResidencyReport {
    var retryAt: Instant?
    var why = reason
    var advice: String?
    if case .failed(let failure) = phase {
      retryAt = isDesired ? failure.retryAt : nil
      why = failure.reason
      advice = failure.advice
    }
    if case .waiting(let wait) = phase { (why, advice) = (wait.reason, wait.advice) }
    return ResidencyReport(
      baseModel: baseModel, isDesired: isDesired, state: phase.state, reason: why, advice: advice, cause: cause,
      since: since, retryAt: retryAt, bytes: knownBytes, leases: leases.count, waiting: waiters.count,
      loadTime: loadTime, processID: phase.resident?.processID, expectedBytes: phase.expectedBytes,
      lastUsedAt: lastUsedAt, file: weights?.file, loadedFile: phase.startedWith?.file,
      isOutdated: phase.startedWith.map { $0.fingerprint != weights?.fingerprint } ?? false, launch: launch,
      settings: settings, startedWith: phase.launch, outcome: phase.resident?.outcome)
  }
}
