/// What a policy came to on a trace.
package struct PolicyOutcome: Sendable, Equatable {
  package var policy: PolicyName
  package var loads = 0
  package var loadSeconds = 0.0
  package var evictions = 0
  /// Requests for models that are larger than the memory.
  package var refused = 0
  /// How long each request waited until its model was ready, ascending.
  package var waits: [Double] = []

  /// - Parameter share: 0.99 for the wait that 99 of 100 requests did not exceed.
  package func wait(quantile share: Double) -> Double {
    guard !waits.isEmpty else { return 0 }
    let rank = Int((share * Double(waits.count)).rounded(.up)) - 1
    return waits[min(max(rank, 0), waits.count - 1)]
  }
}

/// Loading and nothing else: requests take no time, and a model that is evicted is gone at once.
struct LoadingSimulation {
  let models: [SimulatedModel]
  let memory: Int

  func run(_ requests: [Trace.Request], _ name: PolicyName, _ start: any EvictionPolicy) -> PolicyOutcome {
    var policy = start
    var outcome = PolicyOutcome(policy: name)
    outcome.waits.reserveCapacity(requests.count)
    var residents: [Int] = []
    var used = 0
    var readyAt = [Double](repeating: 0, count: models.count)
    var isResident = [Bool](repeating: false, count: models.count)
    for request in requests {
      let model = request.model
      policy.requested(model, at: request.seconds)
      guard models[model].bytes <= memory else {
        outcome.refused += 1
        continue
      }
      if !isResident[model] {
        let missing = used + models[model].bytes - memory
        if missing > 0 {
          let candidates = residents.map { Resident(model: $0, isInUse: false) }
          for victim in policy.victims(freeing: missing, among: candidates, at: request.seconds) {
            residents.removeAll { $0 == victim }
            isResident[victim] = false
            used -= models[victim].bytes
            outcome.evictions += 1
          }
        }
        residents.append(model)
        isResident[model] = true
        used += models[model].bytes
        outcome.loads += 1
        outcome.loadSeconds += models[model].loadSeconds
        readyAt[model] = request.seconds + models[model].loadSeconds
        policy.loaded(model, at: request.seconds)
      }
      outcome.waits.append(max(readyAt[model] - request.seconds, 0))
    }
    outcome.waits.sort()
    return outcome
  }
}
