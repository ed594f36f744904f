import Testing

@testable import Domain

@Suite struct `A model that is switched off` {
  @Test func `and not in use is unloaded at once`() {
    var stage = Stage.loaded()
    #expect(
      stage.switchOff("alpha") == [
        .moved("alpha", .loaded, .unloading, cause: "switched off"), .stop(attempt: 1),
      ])
    #expect(stage.machine.report(of: "alpha")?.bytes == Stage.loadedBytes, "until it is gone")
    #expect(
      stage.end("alpha", attempt: 1) == [
        .moved("alpha", .unloading, .unloaded, cause: "switched off", freed: Stage.loadedBytes)
      ])
    #expect(stage.machine.report(of: "alpha")?.bytes == 0)
  }

  @Test func `lets the running answers finish, and ends with the last`() {
    var stage = Stage.loaded()
    stage.request(1, "alpha")
    stage.request(2, "alpha")
    #expect(
      stage.switchOff("alpha") == [.moved("alpha", .loaded, .draining, cause: "switched off")])
    #expect(stage.wait(.seconds(599)) == [])
    #expect(stage.leave(2) == [])
    #expect(
      stage.leave(1) == [
        .moved("alpha", .draining, .unloading, cause: "switched off"), .stop(attempt: 1),
      ])
  }

  @Test func `and on again during the drain keeps its process`() {
    var stage = Stage.loaded()
    stage.request(1, "alpha")
    stage.switchOff("alpha")
    #expect(stage.switchOn("alpha") == [.moved("alpha", .draining, .loaded)])
    #expect(stage.request(2, "alpha") == [.admit(2, to: "alpha", attempt: 1)])
    #expect(stage.leave(1) == [])
    #expect(stage.leave(2) == [])
    #expect(stage.state(of: "alpha") == .loaded)
  }

  @Test func `admits nobody any more, but serves who comes after the next switch-on`() {
    var stage = Stage.loaded()
    stage.request(1, "alpha")
    stage.switchOff("alpha")
    #expect(stage.request(2, "alpha") == [], "its model may be on again, with the word on its way")
    #expect(
      stage.switchOn("alpha") == [
        .moved("alpha", .draining, .loaded), .admit(2, to: "alpha", attempt: 1),
      ])
  }

  @Test func `cuts the answers that take longer than the drain may`() {
    var stage = Stage.loaded()
    stage.request(1, "alpha")
    stage.request(2, "alpha")
    stage.switchOff("alpha")
    let reason =
      "the model was switched off, and the answer took longer than 600 s (drain_timeout)"
    #expect(stage.machine.nextDeadline == stage.now + .seconds(600))
    #expect(
      stage.wait(.seconds(600)) == [
        .cut(1, reason: reason), .cut(2, reason: reason),
        .moved("alpha", .draining, .unloading, cause: "switched off"), .stop(attempt: 1),
      ])
    #expect(stage.leave(1) == [], "it lost its lease already")
  }

  @Test func `is unloaded when its process ends by itself during the drain`() {
    var stage = Stage.loaded()
    stage.request(1, "alpha")
    stage.switchOff("alpha")
    #expect(
      stage.end("alpha", attempt: 1, .crash) == [
        .moved(
          "alpha", .draining, .unloaded, reason: "was killed by signal 9",
          cause: "its process ended", freed: Stage.loadedBytes)
      ])
  }
}

@Suite struct `The fence` {
  @Test func `turns those away who decided before it moved, to look again`() {
    var stage = Stage()
    stage.offer(.of("alpha"))
    stage.switchOn("alpha")
    stage.request(1, "alpha", seen: ["poet": 1, "alpha": 4])
    stage.request(2, "alpha", seen: ["poet": 2, "alpha": 4])
    stage.request(3, "alpha", seen: ["alpha": 4])
    #expect(stage.tell(.fenceMoved("poet", revision: 2)) == [.lookAgain(1)])
    #expect(
      stage.ready("alpha", attempt: 1) == [
        .moved("alpha", .loading, .loaded),
        .admit(2, to: "alpha", attempt: 1), .admit(3, to: "alpha", attempt: 1),
      ])
  }

  @Test(
    arguments: [
      (["poet": 1], false), (["poet": 2], true), (["poet": 3], true), (["alpha": 1], true),
      (["poet": 3, "alpha": 1], true), ([:], true),
    ] as [([ModelID: Int], Bool)])
  func `lets in who saw its revision or a later one`(_ seen: [ModelID: Int], _ isAdmitted: Bool) {
    var stage = Stage.loaded()
    stage.tell(.fenceMoved("poet", revision: 2))
    #expect(
      stage.request(1, "alpha", seen: seen)
        == [isAdmitted ? .admit(1, to: "alpha", attempt: 1) : .lookAgain(1)])
  }

  @Test func `does not move back`() {
    var stage = Stage.loaded()
    stage.tell(.fenceMoved("alpha", revision: 5))
    stage.tell(.fenceMoved("alpha", revision: 3))
    #expect(stage.request(1, "alpha", seen: ["alpha": 4]) == [.lookAgain(1)])
  }

  @Test func `leaves those alone who are in`() {
    var stage = Stage.loaded()
    stage.request(1, "alpha", seen: ["alpha": 1])
    #expect(stage.tell(.fenceMoved("alpha", revision: 2)) == [])
    #expect(stage.machine.report(of: "alpha")?.leases == 1)
  }

  @Test func `ends a load that only those turned away had waited for`() {
    var stage = Stage()
    stage.offer(.of("alpha"))
    stage.request(1, "alpha", seen: ["alpha": 1])
    #expect(
      stage.tell(.fenceMoved("alpha", revision: 2)) == [
        .lookAgain(1),
        .moved("alpha", .loading, .unloading, cause: "a request"), .stop(attempt: 1),
      ])
  }
}
