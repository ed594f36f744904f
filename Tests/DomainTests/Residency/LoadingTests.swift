import Testing

@testable import Domain

@Suite struct `A model that is switched on` {
  @Test func `is loaded at once, without a request`() {
    var stage = Stage()
    stage.offer(.of("alpha"))
    #expect(
      stage.switchOn("alpha") == [
        .moved("alpha", .unloaded, .loading), .start(.of("alpha"), attempt: 1),
      ])
    stage.elapse(.seconds(3))
    #expect(stage.ready("alpha", attempt: 1) == [.moved("alpha", .loading, .loaded)])
    #expect(
      stage.machine.report(of: "alpha")
        == ResidencyReport(
          baseModel: "alpha", isWanted: true, state: .loaded, reason: nil, cause: "switched on",
          since: stage.now, retryAt: nil, bytes: Stage.loadedBytes, leases: 0, waiting: 0,
          loadTime: .seconds(3), processID: 1001, expectedBytes: Stage.gigabyte + ResidencyPlanner.processBytes,
          file: Offer.of("alpha").file, loadedFile: Offer.of("alpha").file))
  }

  @Test func `is loaded once, however many wait, and serves them in the order they came`() {
    var stage = Stage()
    stage.offer(.of("alpha"))
    #expect(stage.switchOn("alpha").contains(.start(.of("alpha"), attempt: 1)))
    for request in 1...3 { #expect(stage.request(request, "alpha") == []) }
    #expect(
      stage.ready("alpha", attempt: 1) == [
        .moved("alpha", .loading, .loaded),
        .admit(1, to: "alpha", attempt: 1), .admit(2, to: "alpha", attempt: 1),
        .admit(3, to: "alpha", attempt: 1),
      ])
    #expect(stage.request(4, "alpha") == [.admit(4, to: "alpha", attempt: 1)])
    #expect(stage.machine.report(of: "alpha")?.waiting == 0)
    #expect(stage.machine.report(of: "alpha")?.leases == 4)
  }

  @Test func `loads as soon as its weights appear`() {
    var stage = Stage()
    #expect(
      stage.switchOn("alpha") == [
        .moved(
          "alpha", .unloaded, .failed,
          reason:
            "no runtime has weights named 'alpha': put alpha.gguf into the folder of models")
      ])
    #expect(
      stage.offer(.of("alpha")) == [
        .moved("alpha", .failed, .loading, cause: "the weights' file changed"),
        .start(.of("alpha"), attempt: 1),
      ])
  }

  @Test func `is not loaded again by the same word, or by an older one`() {
    var stage = Stage()
    stage.offer(.of("alpha"))
    stage.tell(.demanded(baseModel: "alpha", isWanted: false, asOf: 7, cause: "off"))
    #expect(stage.tell(.demanded(baseModel: "alpha", isWanted: true, asOf: 6, cause: "on")) == [])
    stage.tell(.demanded(baseModel: "alpha", isWanted: true, asOf: 8, cause: "on"))
    #expect(stage.tell(.demanded(baseModel: "alpha", isWanted: true, asOf: 8, cause: "on")) == [])
    #expect(stage.tell(.demanded(baseModel: "alpha", isWanted: false, asOf: 7, cause: "off")) == [])
    #expect(stage.state(of: "alpha") == .loading)
  }

  @Test func `does not listen to an older word although its weights were gone in between`() {
    var stage = Stage()
    stage.offer(.of("alpha"))
    stage.tell(.demanded(baseModel: "alpha", isWanted: false, asOf: 7, cause: "off"))
    stage.offer()
    stage.offer(.of("alpha"))
    #expect(stage.tell(.demanded(baseModel: "alpha", isWanted: true, asOf: 6, cause: "on")) == [])
  }

  @Test func `and off during its load is ended, and its memory awaited`() {
    var stage = Stage()
    stage.offer(.of("alpha"))
    stage.switchOn("alpha")
    #expect(
      stage.switchOff("alpha") == [
        .moved("alpha", .loading, .unloading, cause: "switched off"), .stop(attempt: 1),
      ])
    #expect(stage.ready("alpha", attempt: 1) == [], "it came too late")
    #expect(
      stage.end("alpha", attempt: 1) == [
        .moved(
          "alpha", .unloading, .unloaded, cause: "switched off", freed: Stage.loadedBytes)
      ])
  }

  @Test func `off and on again during its load waits for the end of the first process`() {
    var stage = Stage()
    stage.offer(.of("alpha"))
    stage.switchOn("alpha")
    stage.switchOff("alpha")
    #expect(stage.switchOn("alpha") == [])
    #expect(
      stage.end("alpha", attempt: 1) == [
        .moved("alpha", .unloading, .unloaded, freed: Stage.loadedBytes),
        .moved("alpha", .unloaded, .loading), .start(.of("alpha"), attempt: 2),
      ])
  }
}

@Suite struct `A result that nobody awaits` {
  @Test(arguments: [
    ResidencyMachine.Event.ready(
      "alpha", attempt: 1, .of(attempt: 1), processID: 1001, .holding(1)),
    .ready("alpha", attempt: 9, .of(attempt: 9), processID: 1009, .holding(1)),
    .ended("alpha", attempt: 9, .crash),
    .ended("beta", attempt: 1, .crash),
    .observed("alpha", attempt: 9, .holding(1)),
    .gone(99), .stalled(99), .timePassed,
  ])
  func `changes nothing`(_ event: ResidencyMachine.Event) {
    var stage = Stage.loaded()
    stage.request(1, "alpha")
    let before = stage.machine.reports
    #expect(stage.tell(event) == [])
    #expect(stage.machine.reports == before)
  }

  @Test func `is an end that comes twice`() {
    var stage = Stage.loaded()
    stage.switchOff("alpha")
    stage.end("alpha", attempt: 1)
    stage.switchOn("alpha")
    #expect(stage.end("alpha", attempt: 1) == [])
    #expect(stage.state(of: "alpha") == .loading)
  }

  @Test func `is the readiness of a process before this one`() {
    var stage = Stage()
    stage.offer(.of("alpha"))
    stage.switchOn("alpha")
    stage.switchOff("alpha")
    stage.switchOn("alpha")
    stage.end("alpha", attempt: 1)
    #expect(stage.ready("alpha", attempt: 1) == [])
    #expect(stage.state(of: "alpha") == .loading)
  }
}
