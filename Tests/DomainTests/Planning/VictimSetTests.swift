import Domain
import Effort
import Testing

@Suite struct `The set of victims` {
  private typealias Candidate = VictimSet.Candidate

  private static func candidates(_ list: [(bytes: Int, value: Double)]) -> [Candidate] {
    list.map { Candidate(bytes: [$0.bytes], value: $0.value) }
  }

  @Test func `is empty when nothing is missing`() {
    #expect(VictimSet.cheapest(covering: [0, -5], among: [Candidate(bytes: [4, 4], value: 1)]) == [])
  }

  @Test func `is nil when all together are not enough`() {
    #expect(VictimSet.cheapest(covering: [9], among: Self.candidates([(4, 1), (4, 1)])) == nil)
    #expect(VictimSet.cheapest(covering: [1, 9], among: [Candidate(bytes: [8, 8], value: 1)]) == nil)
  }

  @Test func `spares a model that a later victim makes superfluous`() {
    // One after the other, by value, both would go.
    #expect(VictimSet.cheapest(covering: [10], among: Self.candidates([(4, 1), (10, 1.5)])) == [1])
  }

  @Test func `takes several cheap models in place of a dear one`() {
    #expect(VictimSet.cheapest(covering: [10], among: Self.candidates([(10, 9), (5, 2), (5, 3)])) == [1, 2])
  }

  @Test func `frees as little as possible for the same value`() {
    #expect(VictimSet.cheapest(covering: [4], among: Self.candidates([(9, 0), (5, 0), (3, 0), (2, 0)])) == [1])
  }

  @Test func `covers every pool that is short, and leaves alone what helps none`() {
    let candidates = [
      Candidate(bytes: [8, 0], value: 1), Candidate(bytes: [0, 8], value: 1), Candidate(bytes: [0, 0], value: 0),
      Candidate(bytes: [8, 8], value: 3),
    ]
    #expect(VictimSet.cheapest(covering: [8, 8], among: candidates) == [0, 1])
  }

  @Test(arguments: 0..<Effort.cases(300))
  func `has the least value of all sets, and of those of equal value the fewest bytes`(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let pools = random.within(1...3)
    let candidates = (0..<random.within(1...9)).map { _ in
      Candidate(bytes: (0..<pools).map { _ in random.below(9) }, value: Double(random.below(6)))
    }
    let shortage = (0..<pools).map { _ in random.below(16) - 2 }
    var best: (value: Double, bytes: Int)?
    for set in 0..<(1 << candidates.count) {
      let chosen = candidates.indices.filter { set >> $0 & 1 == 1 }.map { candidates[$0] }
      guard (0..<pools).allSatisfy({ pool in chosen.reduce(0) { $0 + $1.bytes[pool] } >= shortage[pool] }) else {
        continue
      }
      let found = (chosen.reduce(0) { $0 + $1.value }, chosen.reduce(0) { $0 + $1.bytes.reduce(0, +) })
      if best.map({ found < $0 }) ?? true { best = found }
    }
    let chosen = VictimSet.cheapest(covering: shortage, among: candidates)
    #expect((chosen == nil) == (best == nil))
    guard let chosen, let best else { return }
    #expect(chosen.reduce(0) { $0 + candidates[$1].value } == best.value)
    #expect(chosen.reduce(0) { $0 + candidates[$1].bytes.reduce(0, +) } == best.bytes)
  }

  @Test(arguments: 0..<Effort.cases(20))
  func `of a hundred models is enough, and nothing in it is superfluous`(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let candidates = (0..<100).map { _ in Candidate(bytes: [1 + random.below(50)], value: random.fraction()) }
    let missing = random.within(1...1500)
    let chosen = try #require(VictimSet.cheapest(covering: [missing], among: candidates))
    let freed = chosen.reduce(0) { $0 + candidates[$1].bytes[0] }
    #expect(freed >= missing)
    #expect(chosen.allSatisfy { freed - candidates[$0].bytes[0] < missing })
  }
}
