import Testing

@testable import Domain

@Suite struct `A load that fails` {
  private func failing() -> Scenario {
    var scenario = Scenario()
    scenario.scan(.of("alpha"))
    scenario.switchOn("alpha")
    return scenario
  }

  @Test func `refuses waiting requests, with the reason and the time of the next attempt`() {
    var scenario = failing()
    scenario.request(1, "alpha")
    #expect(
      scenario.end("alpha", attempt: 1, .crash) == [
        .refuse(1, because: "'alpha' cannot be loaded: was killed by signal 9", retryAfter: 2),
        .moved("alpha", .loading, .failed, reason: "was killed by signal 9"),
      ])
    #expect(
      scenario.request(2, "alpha") == [
        .refuse(2, because: "'alpha' cannot be loaded: was killed by signal 9", retryAfter: 2)
      ], "at once, never a hang")
  }

  @Test func `is tried again after pauses that grow up to five minutes`() {
    var scenario = failing()
    for (attempt, pause) in [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300].enumerated() {
      scenario.end("alpha", attempt: attempt + 1, .crash)
      #expect(scenario.machine.nextDeadline == scenario.now + .seconds(pause))
      #expect(scenario.wait(.seconds(pause) - .milliseconds(1)) == [])
      #expect(
        scenario.wait(.milliseconds(1)) == [
          .moved("alpha", .failed, .loading, cause: "retry after a failure"),
          .start(.of("alpha"), attempt: attempt + 2),
        ])
    }
  }

  @Test func `for a corrupt file is tried again when the file changes, and not before`() {
    var scenario = failing()
    scenario.end("alpha", attempt: 1, .corrupt)
    #expect(scenario.machine.nextDeadline == nil)
    #expect(scenario.wait(.seconds(86_400)) == [])
    #expect(scenario.scan(.of("alpha")) == [], "the same file")
    #expect(
      scenario.scan(.of("alpha", version: 2)) == [
        .moved("alpha", .failed, .loading, cause: "the weights file changed"),
        .start(.of("alpha", version: 2), attempt: 2),
      ])
  }

  @Test func `for a corrupt file that was replaced meanwhile is tried again at once`() {
    var scenario = failing()
    #expect(scenario.scan(.of("alpha", version: 2)) == [])
    #expect(
      scenario.end("alpha", attempt: 1, .corrupt).contains(
        .start(.of("alpha", version: 2), attempt: 2)))
  }

  @Test func `to be ready in time is ended, and tried again once its process is gone`() {
    var scenario = failing()
    let reason = "was not ready within 120 s (load_timeout)"
    scenario.elapse(.seconds(60))
    scenario.request(1, "alpha")
    #expect(scenario.machine.nextDeadline == scenario.now + .seconds(60))
    #expect(
      scenario.wait(.seconds(60)) == [
        .refuse(1, because: "'alpha' cannot be loaded: \(reason)", retryAfter: 2),
        .moved("alpha", .loading, .unloading, reason: reason), .stop(attempt: 1),
      ])
    #expect(
      scenario.end("alpha", attempt: 1) == [
        .moved("alpha", .unloading, .failed, reason: reason)
      ])
    #expect(scenario.machine.problems(at: scenario.now) == ["alpha: \(reason)"])
    #expect(scenario.wait(.seconds(1)).contains(.start(.of("alpha"), attempt: 2)))
  }

  @Test func `is over when the model is switched off`() {
    var scenario = failing()
    scenario.end("alpha", attempt: 1, .corrupt)
    #expect(
      scenario.switchOff("alpha") == [.moved("alpha", .failed, .unloaded, cause: "switched off")])
  }
}

@Suite struct `A loaded model` {
  private let crash = "was killed by signal 9"

  @Test func `is loaded again after a crash`() {
    var scenario = Scenario.loaded()
    scenario.request(1, "alpha")
    #expect(
      scenario.end("alpha", attempt: 1, .crash) == [
        .moved("alpha", .loaded, .failed, reason: crash, cause: "its process ended"),
        .moved("alpha", .failed, .loading, cause: "its process ended"),
        .start(.of("alpha"), attempt: 2),
      ])
    #expect(scenario.machine.report(of: "alpha")?.leases == 0, "its lease went with the process")
    #expect(scenario.leave(1) == [])
  }

  @Test func `that keeps crashing is loaded again after growing pauses`() {
    var scenario = Scenario.loaded()
    scenario.end("alpha", attempt: 1, .crash)
    scenario.ready("alpha", attempt: 2)
    scenario.end("alpha", attempt: 2, .crash)
    #expect(scenario.machine.nextDeadline == scenario.now + .seconds(2))
    scenario.wait(.seconds(2))
    scenario.ready("alpha", attempt: 3)
    scenario.elapse(.seconds(31))
    #expect(
      scenario.end("alpha", attempt: 3, .crash).contains(.start(.of("alpha"), attempt: 4)),
      "it ran well for a while: the count begins anew")
  }

  @Test func `whose answer stands still while it uses no processor is considered hung`() {
    var scenario = Scenario.loaded()
    scenario.request(1, "alpha")
    scenario.request(2, "alpha")
    scenario.elapse(.seconds(60))
    let reason = "sent nothing and used no CPU time for 60 s: considered hung, and stopped"
    #expect(
      scenario.feed(.stalled(1)) == [
        .cut(1, reason: reason), .cut(2, reason: reason),
        .moved("alpha", .loaded, .unloading, reason: reason, cause: "its process hung"), .stop(attempt: 1),
      ])
    #expect(
      scenario.end("alpha", attempt: 1) == [
        .moved("alpha", .unloading, .failed, reason: reason, cause: "its process hung"),
        .moved("alpha", .failed, .loading, cause: "its process hung"), .start(.of("alpha"), attempt: 2),
      ])
  }

  @Test func `that works on a long prompt is not considered hung`() {
    var scenario = Scenario.loaded()
    scenario.request(1, "alpha")
    scenario.elapse(.seconds(59))
    scenario.feed(.observed("alpha", attempt: 1, .holding(Scenario.loadedBytes, worked: 12.5)))
    scenario.elapse(.seconds(59))
    #expect(scenario.feed(.stalled(1)) == [])
    scenario.feed(.observed("alpha", attempt: 1, .holding(Scenario.loadedBytes, worked: 12.5)))
    scenario.elapse(.seconds(1))
    #expect(scenario.feed(.stalled(1)).contains(.stop(attempt: 1)))
  }

  @Test func `whose processor does no more than answer health probes and send comment lines is considered hung`() {
    var scenario = Scenario.loaded()
    scenario.request(1, "alpha")
    for second in 1...60 {
      scenario.elapse(.seconds(1))
      scenario.feed(.observed("alpha", attempt: 1, .holding(Scenario.loadedBytes, worked: Double(second) * 0.002)))
    }
    #expect(scenario.feed(.stalled(1)).contains(.stop(attempt: 1)))
  }

  @Test(arguments: [0.05, 1, 16]) func `that works is not considered hung, however many processors it uses`(
    _ share: Double
  ) {
    var scenario = Scenario.loaded()
    scenario.request(1, "alpha")
    for second in 1...600 {
      scenario.elapse(.seconds(1))
      scenario.feed(.observed("alpha", attempt: 1, .holding(Scenario.loadedBytes, worked: Double(second) * share)))
      #expect(scenario.feed(.stalled(1)) == [])
    }
  }

  @Test func `that refuses connections gets no more requests, and those wait for the next process`() {
    var scenario = Scenario.loaded()
    scenario.request(1, "alpha")
    #expect(scenario.feed(.unreachable(1)) == [])
    #expect(scenario.request(2, "alpha") == [], "its end will be reported soon")
    #expect(
      scenario.end("alpha", attempt: 1, .crash) == [
        .moved("alpha", .loaded, .failed, reason: crash, cause: "its process ended"),
        .moved("alpha", .failed, .loading, cause: "its process ended"), .start(.of("alpha"), attempt: 2),
      ])
    #expect(scenario.ready("alpha", attempt: 2).contains(.admit(2, to: "alpha", attempt: 2)))
  }

  @Test func `that refuses connections and crashes once too often refuses those who wait`() {
    var scenario = Scenario.loaded()
    scenario.end("alpha", attempt: 1, .crash)
    scenario.ready("alpha", attempt: 2)
    scenario.request(1, "alpha")
    scenario.feed(.unreachable(1))
    scenario.request(2, "alpha")
    #expect(
      scenario.end("alpha", attempt: 2, .crash).contains(
        .refuse(2, because: "'alpha' cannot be loaded: was killed by signal 9", retryAfter: 3)))
  }

  @Test func `that refused a connection gets requests again once it answers its health probe`() {
    var scenario = Scenario.loaded()
    scenario.request(1, "alpha")
    scenario.feed(.unreachable(1))
    scenario.request(2, "alpha")
    #expect(scenario.feed(.probed("alpha", attempt: 1, isAnswering: false)) == [])
    #expect(scenario.feed(.probed("alpha", attempt: 1, isAnswering: true)) == [.admit(2, to: "alpha", attempt: 1)])
  }

  @Test func `is not considered unreachable because of a request to the process before it`() {
    var scenario = Scenario.loaded()
    scenario.request(1, "alpha")
    scenario.end("alpha", attempt: 1, .crash)
    scenario.ready("alpha", attempt: 2)
    scenario.feed(.unreachable(1))
    #expect(scenario.request(2, "alpha") == [.admit(2, to: "alpha", attempt: 2)])
  }

  @Test func `shows its measured memory`() {
    var scenario = Scenario.loaded()
    #expect(scenario.feed(.observed("alpha", attempt: 1, .holding(77))) == [])
    #expect(scenario.machine.report(of: "alpha")?.bytes == 77)
  }
}

@Suite struct `Health` {
  @Test func `names what is past its deadline, and nothing else`() {
    var scenario = Scenario.loaded()
    scenario.request(1, "alpha")
    scenario.switchOff("alpha")
    #expect(scenario.machine.problems(at: scenario.now + .seconds(600)) == [])
    #expect(
      scenario.machine.problems(at: scenario.now + .seconds(606)) == [
        "alpha: the drain is past its deadline"
      ])
    scenario.leave(1)
    #expect(scenario.machine.problems(at: scenario.now + .seconds(20)) == [])
    #expect(
      scenario.machine.problems(at: scenario.now + .seconds(21)) == ["alpha: the process does not end"])
  }

  @Test func `names a load and a queue that exceeded their deadlines unnoticed`() {
    var scenario = Scenario()
    scenario.scan(.of("alpha"))
    scenario.switchOn("alpha")
    scenario.request(1, "alpha")
    #expect(
      scenario.machine.problems(at: scenario.now + .seconds(126)) == [
        "alpha: the load is past its deadline", "alpha: requests wait past their deadline",
      ])
  }
}
