import Domain

extension ResidencyController {
  /// Everything behind the lock: the machine, and what carries out its effects.
  ///
  /// Effects only enqueue. What must keep its order (transitions, publications, starts) is enqueued under the lock;
  /// what resumes or cancels a task becomes a `Resumption` and runs when the lock is released.
  struct State: Sendable {
    var machine: ResidencyMachine
    var requests: LeaseRequests
    var commands = PendingAnswers<ResidencyMachine.TicketAnswer>()
    var runs: RunStarts
    var publications: Publications
    var scan = WeightsScan() { didSet { available = Set(scan.weights.map(\.baseModel)) } }
    private(set) var available: Set<ModelID> = []
    private let recorder: TransitionRecorder
    private var resumptions: [Resumption] = []
    /// Of the base models that other runtimes have, too.
    private var gauges: [ModelID: LeaseGauge] = [:]

    init(
      machine: ResidencyMachine, requests: LeaseRequests, runs: RunStarts, publications: Publications,
      recorder: TransitionRecorder
    ) {
      self.machine = machine
      self.requests = requests
      self.runs = runs
      self.publications = publications
      self.recorder = recorder
    }

    mutating func receive(_ event: ResidencyMachine.Event, at now: ContinuousClock.Instant = .now) {
      for effect in machine.handle(event, at: now) { perform(effect, at: now) }
    }

    /// - Parameter baseModel: its counts may have changed.
    mutating func receive(_ event: ResidencyMachine.Event, of baseModel: ModelID) {
      receive(event)
      updateGauge(of: baseModel)
      publications.markChanged(baseModel)
    }

    mutating func gauge(of baseModel: ModelID) -> LeaseGauge {
      let gauge = gauges[baseModel] ?? LeaseGauge()
      gauges[baseModel] = gauge
      updateGauge(of: baseModel)
      return gauge
    }

    /// Leases begin and end only by events of their base model, and where its state changes.
    private func updateGauge(of baseModel: ModelID) { gauges[baseModel]?.set(machine.leasesIfReady(baseModel)) }

    mutating func publish(_ baseModel: ModelID, at now: ContinuousClock.Instant = .now) {
      publications.publish(machine.report(of: baseModel), at: now)
    }

    mutating func runLater(_ resumption: Resumption?) {
      if let resumption { resumptions.append(resumption) }
    }

    mutating func takeResumptions() -> [Resumption] {
      if resumptions.isEmpty { return [] }
      defer { resumptions = [] }
      return resumptions
    }

    private mutating func perform(_ effect: ResidencyMachine.Effect, at now: ContinuousClock.Instant) {
      switch effect {
      case .start(let weights, let attempt, let launch): runs.start(weights, launch, attempt: attempt)
      case .stop(let attempt): runLater(runs.stop(attempt))
      case .admit(let lease): runLater(requests.answer(lease.id, .admitted(lease)))
      case .retryAdmission(let request): runLater(requests.answer(request, .retryAdmission))
      case .refuse(let request, let refusal): runLater(requests.answer(request, .refused(refusal)))
      case .cut(let request, let reason): runLater(requests.cut(request, reason: reason))
      case .answer(let ticket, let answer): runLater(commands.answer(ticket, answer))
      case .moved(let transition):
        record(transition)
        updateGauge(of: transition.baseModel)
        publish(transition.baseModel, at: now)
      }
    }

    private mutating func record(_ transition: ResidencyTransition) {
      let base = transition.baseModel
      let lost = transition.isLossOfProcess ? requests.lost(with: base) : []
      // Every shutdown unloads each model, and Muster may be gone before that is written.
      if machine.isClosing, lost.isEmpty { return }
      recorder.record(RecordedTransition(transition, on: machine.runtime, machine.report(of: base), lost: lost))
    }
  }
}
