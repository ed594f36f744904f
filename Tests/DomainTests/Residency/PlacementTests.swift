import Testing

@testable import Domain

@Suite struct `The choice of a runtime` {
  private let near = RuntimeID("near")
  private let far = RuntimeID("far")

  private func candidate(_ id: RuntimeID, _ state: ResidencyState = .unloaded, _ room: Placement.Room = .free)
    -> Placement.Candidate
  {
    Placement.Candidate(runtime: id, state: state, room: room)
  }

  @Test func `follows the configured order`() {
    #expect(Placement.choose(among: [candidate(near), candidate(far)], current: nil) == near)
  }

  @Test func `follows room before order`() {
    #expect(
      Placement.choose(among: [candidate(near, .unloaded, .byUnloadingOthers), candidate(far)], current: nil) == far)
  }

  @Test func `takes a runtime that has it in memory before one with room`() {
    #expect(Placement.choose(among: [candidate(near), candidate(far, .loaded, .none)], current: nil) == far)
    #expect(Placement.choose(among: [candidate(near), candidate(far, .loading)], current: nil) == far)
  }

  @Test func `stays while the chosen runtime has not failed`() {
    for state in ResidencyState.allCases where state != .failed && state != .waiting {
      #expect(Placement.choose(among: [candidate(near, .loaded), candidate(far, state)], current: far) == far)
    }
  }

  @Test func `moves on when the chosen runtime fails, and does not come back by itself`() {
    let failed = [candidate(near, .failed, .none), candidate(far)]
    #expect(Placement.choose(among: failed, current: near) == far)
    #expect(Placement.choose(among: [candidate(near), candidate(far, .loaded)], current: far) == far)
  }

  @Test func `stays with a failed runtime if there is no better one, so that it tries again`() {
    let all = [candidate(near, .failed, .none), candidate(far, .failed, .none)]
    #expect(Placement.choose(among: all, current: far) == far)
    #expect(Placement.choose(among: all, current: nil) == near)
    let noRoom = [candidate(near, .failed, .none), candidate(far, .unloaded, .none)]
    #expect(Placement.choose(among: noRoom, current: near) == near)
  }

  @Test func `moves on from a runtime where it waits for memory to one that has room, and to no other`() {
    let waiting = candidate(near, .waiting, .byUnloadingOthers)
    #expect(Placement.choose(among: [waiting, candidate(far)], current: near) == far)
    #expect(Placement.choose(among: [waiting, candidate(far, .unloaded, .byUnloadingOthers)], current: near) == near)
    #expect(Placement.choose(among: [waiting, candidate(far, .failed, .none)], current: near) == near)
  }

  @Test func `prefers to make room where it can to a runtime where it failed`() {
    let all = [candidate(near, .failed, .none), candidate(far, .unloaded, .byUnloadingOthers)]
    #expect(Placement.choose(among: all, current: near) == far)
  }

  @Test func `is none among none`() {
    #expect(Placement.choose(among: [], current: near) == nil)
  }

  @Test func `is always one of the candidates, and never a failed one while another is loaded`() {
    var random = SplitMix64(seed: 7)
    for _ in 0..<2000 {
      let candidates = (0..<Int.random(in: 1...4, using: &random)).map { number in
        candidate(
          RuntimeID("r\(number)"), ResidencyState.allCases.randomElement(using: &random) ?? .unloaded,
          [.free, .byUnloadingOthers, .none].randomElement(using: &random) ?? .free)
      }
      let current = RuntimeID("r\(Int.random(in: 0...5, using: &random))")
      let choice = Placement.choose(among: candidates, current: current)
      let chosen = candidates.first { $0.runtime == choice }
      #expect(chosen != nil)
      if candidates.contains(where: { $0.state == .loaded }) { #expect(chosen?.state != .failed) }
    }
  }
}

@Suite struct `Names of weights on several runtimes` {
  private let near = RuntimeID("near")
  private let far = RuntimeID("far")

  private func weights(
    _ name: String, on runtime: RuntimeID, digest: String? = nil, bytes: Int? = nil, fingerprint: String = ""
  ) -> AvailableWeights {
    AvailableWeights(
      baseModel: ModelID(stored: name), runtime: runtime, fileBytes: bytes, fingerprint: fingerprint, digest: digest)
  }

  private func names(
    _ first: AvailableWeights, _ second: AvailableWeights, sharing: Set<RuntimeID> = []
  ) -> [String] {
    let named = Placement.name([(near, [first]), (far, [second])], sharingNames: sharing)
    return [near, far].flatMap { named[$0] ?? [] }.map(\.baseModel.text)
  }

  @Test func `are what the runtimes call them`() {
    #expect(names(weights("a", on: near), weights("b", on: far)) == ["a", "b"])
  }

  @Test func `are one base model if the digests agree`() {
    #expect(names(weights("a", on: near, digest: "1"), weights("a", on: far, digest: "1")) == ["a", "a"])
  }

  @Test func `are one base model if it is the same file`() {
    let (one, other) = (
      weights("a", on: near, bytes: 9, fingerprint: "f"), weights("a", on: far, bytes: 9, fingerprint: "f")
    )
    #expect(names(one, other) == ["a", "a"])
  }

  @Test func `are one base model if the configuration says so`() {
    #expect(names(weights("a", on: near), weights("a", on: far), sharing: [far]) == ["a", "a"])
  }

  @Test(arguments: [nil, "2"])
  func `name the runtime too where other weights have the name already`(_ digest: String?) {
    let named = Placement.name(
      [(near, [weights("a", on: near, digest: "1")]), (far, [weights("a", on: far, digest: digest)])], sharingNames: [])
    #expect(named[far]?.map(\.baseModel.text) == ["far/a"])
    #expect(named[far]?.map(\.clashesWith) == [near])
    #expect(named[far]?.map(\.name) == ["a"], "the runtime still knows it by its own name")
  }
}
