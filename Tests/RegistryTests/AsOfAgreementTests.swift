import Domain
import Effort
import Testing

@testable import Registry

@Suite struct `Models as of a time` {
  @Test(arguments: [1, 2] as [UInt64])
  func `agree with a naive replay of all changes, for every user`(seed: UInt64) async throws {
    var past = try await RandomHistory(seed: seed)
    while past.changes < Effort.cases(600) { try await past.step() }
    var random = SplitMix64(seed: seed + 100)
    for place in 0..<20 {
      // Half of them in the very second in which somebody moved in or out of a group.
      let time =
        place.isMultiple(of: 2)
        ? Timestamp(seconds: 1000 + random.below(past.now.seconds - 1000 + 2)) : random.pick(past.moves)
      let then = past.state(at: time)
      #expect(try await past.seen(at: time, by: .olga) == then.models, "at \(time)")
      for person in ReferenceHistory.people {
        let readable = then.readable(by: person).intersection(past.latest.readable(by: person))
        let seen = try await past.seen(at: time, by: past.caller(person))
        #expect(Set(seen.keys) == readable, "\(person) at \(time)")
        // What one may only read does not show its parameters and grants; the rest is the same.
        for (id, model) in seen { #expect(then.models[id]?.isSeen(as: model) == true, "\(id) by \(person) at \(time)") }
      }
    }
  }
}

extension NaiveModel {
  fileprivate func isSeen(as other: NaiveModel) -> Bool {
    (owner, base, isActive, revision) == (other.owner, other.base, other.isActive, other.revision)
      && (other.seed == nil && other.grants.isEmpty || other == self)
  }
}
