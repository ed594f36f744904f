import HeapModule

/// Requests take time: they hold a lease, victims drain before they leave, one model is loaded at a time, and whoever
/// finds no room waits. The policies differ only in their victims.
struct ServingSimulation {
  let models: [SimulatedModel]
  let memory: Int
  let speed: ServingSpeed

  func run(_ requests: [Trace.Request], _ name: PolicyName, _ policy: any EvictionPolicy) -> PolicyOutcome {
    var run = Run(models: models, memory: memory, speed: speed, outcome: PolicyOutcome(policy: name), policy: policy)
    for request in requests {
      while let next = run.events.min, next.at <= request.seconds { run.handleNext() }
      run.arrive(request)
    }
    while !run.events.isEmpty { run.handleNext() }
    run.outcome.waits.sort()
    return run.outcome
  }
}

/// How fast requests are answered.
package struct ServingSpeed: Sendable, Equatable {
  /// Tokens of the prompt in a second.
  package var prompt = 2000.0
  /// Tokens of the answer in a second.
  package var generation = 40.0
  /// Requests that a model answers at the same time.
  package var parallel = 4

  package init() {}

  /// In seconds.
  func duration(of request: Trace.Request) -> Double {
    Double(request.contextTokens ?? 0) / prompt + Double(request.generatedTokens ?? 0) / generation
  }
}

private struct Event: Comparable {
  enum Kind {
    case loaded(Int)
    case answered(Int)
  }
  var at: Double
  /// Events at the same time keep their order.
  var number: Int
  var kind: Kind

  static func < (left: Event, right: Event) -> Bool { (left.at, left.number) < (right.at, right.number) }
  static func == (left: Event, right: Event) -> Bool { left.number == right.number }
}

private struct Run {
  struct Residency {
    enum State { case unloaded, loading, loaded, draining }
    var state = State.unloaded
    var answering = 0
    var queue: ArraySlice<Trace.Request> = []
  }

  let models: [SimulatedModel]
  let memory: Int
  let speed: ServingSpeed
  var outcome: PolicyOutcome
  var policy: any EvictionPolicy
  var events = Heap<Event>()
  private var residencies: [Residency]
  /// In the order in which they were loaded.
  private var residents: [Int] = []
  private var used = 0
  /// The model that is being loaded, or for which others are leaving.
  private var incoming: Int?
  private var numbers = 0

  init(
    models: [SimulatedModel], memory: Int, speed: ServingSpeed, outcome: PolicyOutcome, policy: any EvictionPolicy
  ) {
    self.models = models
    self.memory = memory
    self.speed = speed
    self.outcome = outcome
    self.policy = policy
    residencies = Array(repeating: Residency(), count: models.count)
  }

  mutating func arrive(_ request: Trace.Request) {
    policy.requested(request.model, at: request.seconds)
    guard models[request.model].bytes <= memory else {
      outcome.refused += 1
      return
    }
    residencies[request.model].queue.append(request)
    answer(request.model, at: request.seconds)
    loadNext(at: request.seconds)
  }

  mutating func handleNext() {
    guard let event = events.popMin() else { return }
    switch event.kind {
    case .loaded(let model):
      residencies[model].state = .loaded
      incoming = nil
      policy.loaded(model, at: event.at)
      answer(model, at: event.at)
    case .answered(let model):
      residencies[model].answering -= 1
      if residencies[model].state == .draining {
        evictIfIdle(model)
        startLoading(at: event.at)
      } else {
        answer(model, at: event.at)
      }
    }
    loadNext(at: event.at)
  }

  private mutating func schedule(_ kind: Event.Kind, at seconds: Double) {
    numbers += 1
    events.insert(Event(at: seconds, number: numbers, kind: kind))
  }

  /// Answers who waits for a loaded model.
  private mutating func answer(_ model: Int, at seconds: Double) {
    while residencies[model].state == .loaded, residencies[model].answering < speed.parallel,
      let request = residencies[model].queue.popFirst()
    {
      residencies[model].answering += 1
      outcome.waits.append(seconds - request.seconds)
      schedule(.answered(model), at: seconds + speed.duration(of: request))
    }
  }

  /// Makes room for the model whose request has waited longest, and loads it.
  private mutating func loadNext(at seconds: Double) {
    guard incoming == nil else { return }
    let waiting = models.indices.filter { residencies[$0].state == .unloaded && !residencies[$0].queue.isEmpty }
    guard
      let next = waiting.min(by: {
        (residencies[$0].queue.first?.seconds ?? 0) < (residencies[$1].queue.first?.seconds ?? 0)
      })
    else { return }
    incoming = next
    let missing = used + models[next].bytes - memory
    if missing > 0 {
      let candidates = residents.map { model in
        Resident(model: model, isInUse: residencies[model].answering > 0 || !residencies[model].queue.isEmpty)
      }
      for victim in policy.victims(freeing: missing, among: candidates, at: seconds) {
        residencies[victim].state = .draining
        evictIfIdle(victim)
      }
    }
    startLoading(at: seconds)
  }

  private mutating func evictIfIdle(_ model: Int) {
    guard residencies[model].answering == 0 else { return }
    residencies[model].state = .unloaded
    residents.removeAll { $0 == model }
    used -= models[model].bytes
    outcome.evictions += 1
  }

  private mutating func startLoading(at seconds: Double) {
    guard let model = incoming, residencies[model].state == .unloaded, used + models[model].bytes <= memory else {
      return
    }
    residencies[model].state = .loading
    residents.append(model)
    used += models[model].bytes
    outcome.loads += 1
    outcome.loadSeconds += models[model].loadSeconds
    schedule(.loaded(model), at: seconds + models[model].loadSeconds)
  }
}
