import Domain
import Effort
import Testing

@testable import Simulation

/// Arrivals of a day: one every half minute on average.
private func arrivals(_ count: Int, seed: UInt64) -> [SyntheticTrace.Arrival] {
  var random = SplitMix64(seed: seed)
  var seconds = 0.0
  return (0..<count).map { _ in
    seconds += random.fraction() * 60
    return .init(seconds: seconds, contextTokens: random.below(4000), generatedTokens: random.below(400))
  }
}

private func models(_ gigabytes: [Double]) -> [SimulatedModel] {
  gigabytes.enumerated().map { index, size in
    SimulatedModel(name: "m\(index)", bytes: Int(size * 1e9), loadSeconds: 1.5 + size / 2)
  }
}

private func drawn(seed: UInt64, models count: Int, stickiness: Double = 0, drift: Double? = nil) -> Trace {
  var synthetic = SyntheticTrace()
  (synthetic.seed, synthetic.stickiness, synthetic.drift) = (seed, stickiness, drift)
  return synthetic.trace(of: arrivals(3000, seed: seed), models: count)
}

@Suite struct `A synthetic trace` {
  @Test func `is the same for the same seed, and another for another`() {
    #expect(drawn(seed: 4, models: 9) == drawn(seed: 4, models: 9))
    #expect(drawn(seed: 4, models: 9) != drawn(seed: 5, models: 9))
  }

  @Test func `follows Zipf's law`() {
    let requests = drawn(seed: 1, models: 5).requests
    let counts = (0..<5).map { model in requests.count { $0.model == model } }.sorted(by: >)
    // 1, 1/2, 1/3 … of the sum.
    #expect(abs(Double(counts[0]) / 3000 - 0.438) < 0.03)
    #expect(abs(Double(counts[1]) / 3000 - 0.219) < 0.03)
  }

  @Test func `stays with a model as often as its stickiness says`() {
    let requests = drawn(seed: 2, models: 50, stickiness: 0.8).requests
    let stays = zip(requests, requests.dropFirst()).count { $0.model == $1.model }
    #expect(abs(Double(stays) / 3000 - 0.82) < 0.04)
  }

  @Test func `makes other models popular after each drift`() {
    let requests = drawn(seed: 3, models: 20, drift: 20_000).requests
    let favorites = (0..<4).map { epoch in
      let inEpoch = requests.filter { Int($0.seconds / 20_000) == epoch }
      return (0..<20).max { left, right in inEpoch.count { $0.model == left } < inEpoch.count { $0.model == right } }
    }
    #expect(Set(favorites).count > 1)
  }
}

@Suite struct `A simulation of loading` {
  private static func outcome(
    _ policy: PolicyName, _ sizes: [Double], memory: Double, _ requests: [(Double, Int)]
  ) -> PolicyOutcome {
    Comparison(models: models(sizes), memory: Int(memory * 1e9)).outcome(
      of: policy, on: Trace(requests: requests.map { .init(seconds: $0.0, model: $0.1) }))
  }

  @Test func `loads each model once when all fit`() {
    let outcome = Self.outcome(.lru, [1, 2, 3], memory: 6, [(0, 0), (10, 1), (20, 2), (30, 0), (40, 1)])
    #expect(outcome.loads == 3)
    #expect(outcome.evictions == 0)
    #expect(outcome.loadSeconds == 2 + 2.5 + 3)
    #expect(outcome.wait(quantile: 0.99) == 3)
    #expect(outcome.wait(quantile: 0.4) == 0)
  }

  @Test func `lets whoever comes during a load wait for the rest of it`() {
    #expect(Self.outcome(.lru, [1], memory: 6, [(0, 0), (0.5, 0), (7, 0)]).waits == [0, 1.5, 2])
  }

  @Test func `refuses what is larger than the memory, and loads the rest`() {
    let outcome = Self.outcome(.muster, [9, 1], memory: 6, [(0, 0), (1, 1), (2, 0)])
    #expect(outcome.refused == 2)
    #expect(outcome.loads == 1)
    #expect(outcome.waits.count == 1)
  }

  @Test(arguments: [
    // 0 was used least recently, 2 is the largest, m0 comes first by name.
    (PolicyName.lru, 0), (.lruBytes, 0), (.largestFirst, 2), (.ollama, 0),
  ])
  func `evicts by the rule of the policy`(policy: PolicyName, victim: Int) {
    let requests = [(0.0, 0), (10, 1), (20, 2), (30, 3)]
    let outcome = Self.outcome(policy, [2, 2, 3, 2], memory: 7, requests + [(40, victim)])
    #expect(outcome.loads == 5)
    #expect(outcome.evictions == 2)
  }

  @Test func `spares with lru-bytes what a later victim makes superfluous`() {
    let requests = [(0.0, 0), (10, 1), (20, 2)]
    #expect(Self.outcome(.lru, [1, 5, 5], memory: 6, requests).evictions == 2)
    #expect(Self.outcome(.lruBytes, [1, 5, 5], memory: 6, requests).evictions == 1)
  }

  @Test func `knows the future with the offline policy`() {
    // LRU evicts 0, which comes next.
    let requests = [(0.0, 0), (10, 1), (20, 2), (30, 0), (40, 0)]
    #expect(Self.outcome(.lru, [2, 2, 2], memory: 4, requests).loads == 4)
    #expect(Self.outcome(.offline, [2, 2, 2], memory: 4, requests).loads == 3)
  }

  /// The scenarios with which the rule was chosen, smaller: 12 models, of which three load slowly.
  @Test(arguments: [80.0, 120], 1...Effort.cases(6))
  func `takes less loading time by Muster's rule than by LRU`(memory: Double, seed: Int) {
    var random = SplitMix64(seed: UInt64(seed) &+ 99)
    var list = models([0.6, 1.2, 2.5, 4.5, 5, 8, 9, 14, 18, 24, 40, 65])
    for _ in 0..<3 { list[random.below(12)].loadSeconds += 35 }
    for (stickiness, drift) in [(0, nil), (0, 7200), (0.8, nil), (0.8, 7200)] as [(Double, Double?)] {
      let trace = drawn(seed: UInt64(seed), models: 12, stickiness: stickiness, drift: drift)
      let comparison = Comparison(models: list, memory: Int(memory * 1e9))
      let muster = comparison.outcome(of: .muster, on: trace)
      let lru = comparison.outcome(of: .lru, on: trace)
      #expect(muster.loadSeconds < lru.loadSeconds, "stickiness \(stickiness), drift \(drift ?? 0)")
    }
  }

  @Test func `keeps a model of high priority`() {
    var list = models([2, 2, 2])
    let requests = (0..<60).map { Trace.Request(seconds: Double($0) * 60, model: $0 % 3) }
    let before = Comparison(models: list, memory: 4_000_000_000).outcome(of: .muster, on: Trace(requests: requests))
    list[0].priority = 100
    list[0].loadSeconds = 1000
    let after = Comparison(models: list, memory: 4_000_000_000).outcome(of: .muster, on: Trace(requests: requests))
    #expect(before.loads > 3)
    #expect(after.loadSeconds < 1000 + 60 * list[1].loadSeconds)
  }
}

@Suite struct `A simulation of serving` {
  @Test func `loads one model at a time, and drains a victim before it leaves`() {
    var comparison = Comparison(models: models([2, 2]), memory: 2_000_000_000, speed: ServingSpeed())
    comparison.speed?.generation = 1
    let outcome = comparison.outcome(
      of: .lru,
      on: Trace(requests: [
        .init(seconds: 0, model: 0, generatedTokens: 100), .init(seconds: 10, model: 1, generatedTokens: 1),
      ]))
    // 0 is ready after 2.5 s and answers until 102.5; then 1 is loaded for 2.5 s.
    #expect(outcome.waits == [2.5, 95])
    #expect(outcome.evictions == 1)
  }

  @Test func `lets requests beyond the parallel ones wait for their turn`() {
    var comparison = Comparison(models: models([1]), memory: 2_000_000_000, speed: ServingSpeed())
    comparison.speed?.generation = 1
    comparison.speed?.parallel = 1
    let outcome = comparison.outcome(
      of: .lru,
      on: Trace(requests: (0..<3).map { .init(seconds: Double($0), model: 0, generatedTokens: 10) }))
    #expect(outcome.waits == [2, 11, 20])
  }

  @Test(arguments: PolicyName.allCases, 1...Effort.cases(3))
  func `answers every request once under every policy, however little memory there is`(policy: PolicyName, seed: Int) {
    let trace = drawn(seed: UInt64(seed), models: 8, stickiness: 0.5)
    let list = models([1, 2, 3, 4, 5, 6, 7, 8])
    for memory in [8.0, 12, 100] {
      let outcome = Comparison(models: list, memory: Int(memory * 1e9), speed: ServingSpeed()).outcome(
        of: policy, on: trace)
      #expect(outcome.waits.count == trace.requests.count)
      #expect(outcome.waits.allSatisfy { $0 >= 0 })
      #expect(outcome.loads - outcome.evictions <= list.count)
    }
  }
}
