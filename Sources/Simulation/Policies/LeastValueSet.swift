import Domain

/// Muster's own rule: the set of models whose loss costs least.
struct LeastValueSet: EvictionPolicy {
  let models: [SimulatedModel]
  private var rates: [RequestRate]
  private var lastRequested: Int?

  init(models: [SimulatedModel]) {
    self.models = models
    rates = Array(repeating: RequestRate(), count: models.count)
  }

  mutating func requested(_ model: Int, at seconds: Double) {
    rates[model].record(at: seconds, isRepetition: lastRequested == model)
    lastRequested = model
  }

  func victims(freeing missing: Int, among residents: [Resident], at seconds: Double) -> [Int] {
    let candidates = residents.map { resident in
      let model = resident.model
      return VictimSet.Candidate(
        bytes: [models[model].bytes],
        value: ResidentValue.of(
          rate: rates[model].perSecond(at: seconds), isInUse: resident.isInUse, priority: models[model].priority,
          loadSeconds: models[model].loadSeconds))
    }
    return VictimSet.cheapest(covering: [missing], among: candidates)?.map { residents[$0].model }
      ?? residents.map(\.model)
  }
}
