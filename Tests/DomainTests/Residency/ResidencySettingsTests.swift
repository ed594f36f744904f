import Testing

@testable import Domain

@Suite struct `Residency settings` {
  @Test func `are read from the members of meta.muster, and written as they were`() throws {
    let members: JSON.Object = [
      "launch": ["context": 4096], "residency": "on_demand", "priority": .number("2.5"), "idle_unload": "10m",
      "min_residency": "0s", "memory": "6GiB", "max_concurrency": 4,
    ]
    let (settings, problems) = ResidencySettings.read(members)
    #expect(problems.isEmpty)
    #expect(settings.mode == .onDemand && settings.priority == 2.5 && settings.idleUnload == .after(.seconds(600)))
    #expect(settings.minResidency == .zero && settings.memoryBytes == 6 << 30 && settings.maxConcurrency == 4)
    var own = members
    own["launch"] = nil
    #expect(JSON.object(settings.json).serialized() == JSON.object(own).serialized())
  }

  @Test(
    arguments: [
      ("residency", "always"), ("priority", 0), ("priority", 101), ("priority", "high"), ("idle_unload", "10"),
      ("idle_unload", "0s"), ("idle_unload", 600), ("min_residency", "31d"), ("memory", "6 apples"), ("memory", 12),
      ("max_concurrency", 0), ("max_concurrency", .number("1.5")),
    ] as [(String, JSON)])
  func `with something wrong say what, and leave it out`(_ name: String, _ value: JSON) {
    let (settings, problems) = ResidencySettings.read([name: value])
    #expect(settings.isEmpty)
    #expect(problems.map(\.location.last) == [name])
    #expect(problems.first?.message.hasPrefix("must be") == true)
  }

  @Test func `belong to base models`() {
    var content = ModelContent()
    content.setResidencySettings(["priority": 2])
    #expect(content.residencySettings == ["priority": 2])
    content.setResidencySettings([:])
    #expect(content.residencySettings == nil && content.meta["muster"] == nil)
  }
}

@Suite struct `A model with residency settings` {
  private func scenario(
    _ settings: [ModelID: JSON.Object], budget: Int = 4 * Scenario.gigabyte, idleUnload: Duration? = nil
  ) -> Scenario {
    var scenario = Scenario(budget: budget, idleUnload: idleUnload)
    scenario.scan(.of("alpha"), .of("beta"), .of("gamma"))
    for (base, members) in settings {
      scenario.feed(.residencySettingsChanged(base, ResidencySettings.read(members).settings, asOf: 1))
    }
    return scenario
  }

  @Test func `on demand is loaded by its first request, and stays`() {
    var scenario = scenario(["alpha": ["residency": "on_demand"]])
    #expect(scenario.switchOn("alpha") == [])
    #expect(scenario.request(1, "alpha").contains(.start(.of("alpha"), attempt: 1)))
    scenario.ready("alpha", attempt: 1)
    #expect(scenario.leave(1) == [] && scenario.state(of: "alpha") == .loaded)
  }

  @Test func `of its own idle time keeps to that, and never is never`() {
    var scenario = scenario(
      ["alpha": ["idle_unload": "10s"], "beta": ["idle_unload": "none"]], idleUnload: .seconds(60))
    for (attempt, base) in (["alpha", "beta", "gamma"] as [ModelID]).enumerated() {
      scenario.switchOn(base)
      scenario.ready(base, attempt: attempt + 1)
    }
    #expect(
      scenario.wait(.seconds(10)) == [.moved("alpha", .loaded, .unloading, cause: "idle for 10 s"), .stop(attempt: 1)])
    #expect(scenario.wait(.seconds(50)).contains(.stop(attempt: 3)))
    #expect(scenario.state(of: "beta") == .loaded && scenario.wait(.seconds(999)) == [])
  }

  @Test func `of a higher priority stays when one of two has to go`() {
    var scenario = scenario(["alpha": ["priority": 10]], budget: 2 * Scenario.loadedBytes + 100 * Scenario.megabyte)
    for (attempt, base) in (["alpha", "beta"] as [ModelID]).enumerated() {
      scenario.switchOn(base)
      scenario.ready(base, attempt: attempt + 1)
    }
    scenario.elapse(.seconds(5))
    scenario.request(1, "alpha")
    scenario.leave(1)
    for request in 2...5 {
      scenario.request(request, request.isMultiple(of: 2) ? "beta" : "alpha")
      scenario.leave(request)
    }
    #expect(scenario.request(9, "gamma").contains(.stop(attempt: 2)))
  }

  @Test func `stays for its own least time`() {
    var scenario = scenario(
      ["alpha": ["min_residency": "5m"]], budget: Scenario.loadedBytes + 100 * Scenario.megabyte)
    scenario.switchOn("alpha")
    scenario.ready("alpha", attempt: 1)
    #expect(scenario.request(1, "beta").count == 1, "it waits")
    #expect(scenario.wait(.seconds(60)) == [])
    scenario.leave(1)
    scenario.elapse(.seconds(240))
    #expect(scenario.request(2, "beta").contains(.stop(attempt: 1)))
  }

  @Test func `pinned is never unloaded to make room or by hand`() {
    var scenario = scenario(
      ["alpha": ["residency": "pinned"]], budget: Scenario.loadedBytes + 100 * Scenario.megabyte)
    scenario.switchOn("alpha")
    scenario.ready("alpha", attempt: 1)
    #expect(scenario.request(1, "beta").contains(.refuse(1, because: "'beta' cannot be loaded: not enough memory")))
    #expect(scenario.unload("alpha", ticket: 1) == [.answer(ticket: 1, .refused(.isPinned("alpha")))])
    #expect(scenario.machine.report(of: "alpha")?.isPinned == true)
  }

  @Test func `is charged with the memory that is stated`() {
    var scenario = scenario(["alpha": ["memory": "3GiB"]])
    scenario.switchOn("alpha")
    #expect(scenario.machine.report(of: "alpha")?.bytes == 3 << 30)
  }

  @Test func `answers no more requests at a time than it may, and the next in order`() {
    var scenario = scenario(["alpha": ["max_concurrency": 2]])
    scenario.switchOn("alpha")
    for request in 1...3 { scenario.request(request, "alpha") }
    #expect(
      scenario.ready("alpha", attempt: 1).suffix(2) == [
        .admit(1, to: "alpha", attempt: 1), .admit(2, to: "alpha", attempt: 1),
      ])
    #expect(scenario.machine.leasesIfReady("alpha") == nil, "another runtime may have a place")
    #expect(scenario.request(4, "alpha") == [])
    #expect(scenario.leave(2) == [.admit(3, to: "alpha", attempt: 1)])
    let refused = scenario.wait(.seconds(120))
    #expect(refused == [.refuse(4, .noPlaceInTime("alpha", 2))])
  }
}
