import Testing

@testable import Domain

@Suite struct `A request for a model that has to make room` {
  /// Room for two models of a gigabyte; alpha and beta are loaded, alpha was used last.
  private func full(pinned: ModelID? = nil) -> Scenario {
    var scenario = Scenario(budget: 2 * Scenario.gigabyte + 100 * Scenario.megabyte)
    scenario.scan(.of("alpha"), .of("beta"), .of("gamma"), .of("delta"))
    for (attempt, base) in (["alpha", "beta"] as [ModelID]).enumerated() {
      scenario.switchOn(base)
      scenario.elapse(.seconds(2))
      scenario.ready(base, attempt: attempt + 1)
    }
    scenario.switchOn("gamma")
    if let pinned { scenario.feed(.pinned(pinned, true, asOf: 9)) }
    scenario.elapse(.seconds(60))
    scenario.request(90, "alpha")
    scenario.leave(90)
    return scenario
  }

  @Test func `waits until the least valuable model is gone, and is then answered`() {
    var scenario = full()
    #expect(
      scenario.request(1, "gamma") == [
        .moved("beta", .loaded, .unloading, cause: "makes room for gamma"), .stop(attempt: 2),
      ])
    #expect(scenario.machine.report(of: "gamma")?.advice == "it waits until beta is unloaded")
    #expect(
      scenario.end("beta", attempt: 2) == [
        .moved("beta", .unloading, .unloaded, cause: "makes room for gamma", freed: Scenario.loadedBytes),
        .moved("gamma", .waiting, .loading, cause: "a request"), .start(.of("gamma"), attempt: 3),
        .moved(
          "beta", .unloaded, .waiting, reason: "needs 1 GiB, but only 58 MiB of 2.1 GiB are free",
          advice: "it is loaded when memory becomes free, or with its next request", cause: "makes room for gamma"),
      ])
    #expect(scenario.ready("gamma", attempt: 3).contains(.admit(1, to: "gamma", attempt: 3)))
  }

  @Test func `lets running answers finish, and new requests for the leaving model wait`() {
    var scenario = full(pinned: "alpha")
    scenario.request(2, "beta")
    #expect(scenario.request(1, "gamma") == [.moved("beta", .loaded, .draining, cause: "makes room for gamma")])
    scenario.elapse(.seconds(1))
    #expect(scenario.request(3, "beta") == [])
    #expect(scenario.wait(.seconds(100)) == [], "its answer is not cut")
    #expect(scenario.leave(2).contains(.stop(attempt: 2)))
    #expect(scenario.end("beta", attempt: 2).contains(.start(.of("gamma"), attempt: 3)))
    #expect(scenario.state(of: "beta") == .waiting)
  }

  @Test func `gives the model back its place when whoever waited has left`() {
    var scenario = full(pinned: "alpha")
    scenario.request(2, "beta")
    scenario.request(1, "gamma")
    scenario.request(3, "beta")
    #expect(
      scenario.leave(1) == [
        .moved("beta", .draining, .loaded, cause: "makes room for gamma"), .admit(3, to: "beta", attempt: 2),
      ])
  }

  @Test func `is refused in time when the answers of the others take too long`() {
    var scenario = full(pinned: "alpha")
    scenario.request(2, "beta")
    scenario.request(1, "gamma")
    let effects = scenario.wait(.seconds(120))
    #expect(effects.first == .refuse(1, .noMemoryInTime("gamma", .seconds(120))))
    #expect(scenario.state(of: "beta") == .loaded && scenario.state(of: "gamma") == .waiting)
  }

  @Test func `does not unload a model that was loaded a moment ago`() {
    var scenario = full(pinned: "alpha")
    scenario.request(1, "gamma")
    scenario.end("beta", attempt: 2)
    scenario.elapse(.seconds(8))
    scenario.ready("gamma", attempt: 3)
    scenario.leave(1)
    #expect(scenario.request(2, "beta") == [])
    #expect(scenario.machine.nextDeadline == scenario.now + .seconds(8), "as long as its load took")
    #expect(scenario.wait(.seconds(8)).contains(.stop(attempt: 3)))
  }

  @Test func `waits in a bounded queue`() {
    var scenario = full(pinned: "alpha")
    scenario.request(90, "beta")
    for request in 1...3 { scenario.request(request, "gamma") }
    guard case .refuse(4, let refusal)? = scenario.request(4, "gamma").first else {
      Issue.record("a refusal expected")
      return
    }
    #expect(refusal.kind == .busy && refusal.code == "model_queue_full")
  }

  @Test func `never unloads a pinned model: where all are, it is refused at once`() {
    var scenario = full(pinned: "alpha")
    scenario.feed(.pinned("beta", true, asOf: 9))
    #expect(scenario.request(1, "gamma").contains(.refuse(1, because: "'gamma' cannot be loaded: not enough memory")))
    scenario.feed(.pinned("beta", false, asOf: 10))
    #expect(scenario.state(of: "gamma") == .waiting)
  }

  @Test func `is answered in turn with others, and each model gets its time`() {
    var scenario = Scenario(budget: Scenario.loadedBytes + 100 * Scenario.megabyte)
    scenario.scan(.of("alpha"), .of("beta"))
    scenario.request(1, "alpha")
    scenario.request(2, "beta")
    scenario.switchOn("alpha")
    scenario.elapse(.seconds(1))
    scenario.ready("alpha", attempt: 1)
    #expect(scenario.state(of: "beta") == .waiting)
    scenario.request(3, "alpha")
    scenario.leave(1)
    #expect(scenario.wait(.seconds(1)).contains(.moved("alpha", .loaded, .draining, cause: "makes room for beta")))
    scenario.request(4, "alpha")
    scenario.leave(3)
    #expect(scenario.end("alpha", attempt: 1).contains(.start(.of("beta"), attempt: 2)))
    #expect(scenario.ready("beta", attempt: 2).contains(.admit(2, to: "beta", attempt: 2)))
    #expect(scenario.machine.report(of: "alpha")?.waiting == 1)
  }

  @Test func `is canceled by an unload by hand, as a load by hand is`() {
    var scenario = full(pinned: "alpha")
    scenario.request(2, "beta")
    scenario.load("gamma", ticket: 5)
    #expect(scenario.state(of: "gamma") == .waiting && scenario.state(of: "beta") == .draining)
    let effects = scenario.unload("gamma", ticket: 6)
    #expect(effects.contains(.answer(ticket: 5, .refused(.overtaken("gamma")))))
    #expect(effects.contains(.answer(ticket: 6, .unloaded(freedBytes: 0))))
    #expect(scenario.state(of: "beta") == .loaded, "nobody needs its memory any more")
  }
}
