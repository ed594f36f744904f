import Domain

/// Knows the future: the set with the least loading time for the time until it is needed again. A heuristic, because
/// the best plan for models of different sizes and costs cannot be computed.
struct Clairvoyant: EvictionPolicy {
  let models: [SimulatedModel]
  /// For each model, when it is asked for, the next time last.
  private var uses: [[Double]]

  init(models: [SimulatedModel], requests: [Trace.Request]) {
    self.models = models
    uses = Array(repeating: [], count: models.count)
    for request in requests.reversed() { uses[request.model].append(request.seconds) }
  }

  mutating func requested(_ model: Int, at seconds: Double) { uses[model].removeLast() }

  func victims(freeing missing: Int, among residents: [Resident], at seconds: Double) -> [Int] {
    let candidates = residents.map { resident in
      let model = resident.model
      return VictimSet.Candidate(
        bytes: [models[model].bytes],
        value: uses[model].last.map { models[model].loadSeconds / max($0 - seconds, 1e-3) } ?? 0)
    }
    return VictimSet.cheapest(covering: [missing], among: candidates)?.map { residents[$0].model }
      ?? residents.map(\.model)
  }
}
