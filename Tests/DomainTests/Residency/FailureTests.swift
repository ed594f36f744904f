import Testing

@testable import Domain

@Suite struct `A load that fails` {
  private func failing() -> Stage {
    var stage = Stage()
    stage.offer(.of("alpha"))
    stage.switchOn("alpha")
    return stage
  }

  @Test func `refuses those who wait, with the reason and when to come again`() {
    var stage = failing()
    stage.request(1, "alpha")
    #expect(
      stage.end("alpha", attempt: 1, .crash) == [
        .refuse(1, because: "'alpha' cannot be loaded: was killed by signal 9", retryAfter: 2),
        .moved("alpha", .loading, .failed, reason: "was killed by signal 9"),
      ])
    #expect(
      stage.request(2, "alpha") == [
        .refuse(2, because: "'alpha' cannot be loaded: was killed by signal 9", retryAfter: 2)
      ], "at once, never a hang")
  }

  @Test func `is tried again after pauses that grow up to five minutes`() {
    var stage = failing()
    for (attempt, pause) in [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300].enumerated() {
      stage.end("alpha", attempt: attempt + 1, .crash)
      #expect(stage.machine.nextDeadline == stage.now + .seconds(pause))
      #expect(stage.wait(.seconds(pause) - .milliseconds(1)) == [])
      #expect(
        stage.wait(.milliseconds(1)) == [
          .moved("alpha", .failed, .loading, cause: "another try after a failure"),
          .start(.of("alpha"), attempt: attempt + 2),
        ])
    }
  }

  @Test func `for a corrupt file is tried again when the file changes, and not before`() {
    var stage = failing()
    stage.end("alpha", attempt: 1, .corrupt)
    #expect(stage.machine.nextDeadline == nil)
    #expect(stage.wait(.seconds(86_400)) == [])
    #expect(stage.offer(.of("alpha")) == [], "the same file")
    #expect(
      stage.offer(.of("alpha", version: 2)) == [
        .moved("alpha", .failed, .loading, cause: "the weights' file changed"),
        .start(.of("alpha", version: 2), attempt: 2),
      ])
  }

  @Test func `for a corrupt file that was replaced meanwhile is tried again at once`() {
    var stage = failing()
    #expect(stage.offer(.of("alpha", version: 2)) == [])
    #expect(
      stage.end("alpha", attempt: 1, .corrupt).contains(
        .start(.of("alpha", version: 2), attempt: 2)))
  }

  @Test func `to be ready in time is ended, and tried again once its process is gone`() {
    var stage = failing()
    let reason = "was not ready 120 s after its start (load_timeout): ended"
    stage.elapse(.seconds(60))
    stage.request(1, "alpha")
    #expect(stage.machine.nextDeadline == stage.now + .seconds(60))
    #expect(
      stage.wait(.seconds(60)) == [
        .refuse(1, because: "'alpha' cannot be loaded: \(reason)", retryAfter: 2),
        .moved("alpha", .loading, .unloading, reason: reason), .stop(attempt: 1),
      ])
    #expect(
      stage.end("alpha", attempt: 1) == [
        .moved("alpha", .unloading, .failed, reason: reason)
      ])
    #expect(stage.machine.problems(at: stage.now) == ["alpha: \(reason)"])
    #expect(stage.wait(.seconds(1)).contains(.start(.of("alpha"), attempt: 2)))
  }

  @Test func `is over when the model is switched off`() {
    var stage = failing()
    stage.end("alpha", attempt: 1, .corrupt)
    #expect(
      stage.switchOff("alpha") == [.moved("alpha", .failed, .unloaded, cause: "switched off")])
  }
}

@Suite struct `A loaded model` {
  private let crash = "was killed by signal 9"

  @Test func `comes back by itself after a crash`() {
    var stage = Stage.loaded()
    stage.request(1, "alpha")
    #expect(
      stage.end("alpha", attempt: 1, .crash) == [
        .moved("alpha", .loaded, .failed, reason: crash, cause: "its process ended"),
        .moved("alpha", .failed, .loading, cause: "its process ended"),
        .start(.of("alpha"), attempt: 2),
      ])
    #expect(stage.machine.report(of: "alpha")?.leases == 0, "its lease went with the process")
    #expect(stage.leave(1) == [])
  }

  @Test func `that crashes again and again comes back more and more slowly`() {
    var stage = Stage.loaded()
    stage.end("alpha", attempt: 1, .crash)
    stage.ready("alpha", attempt: 2)
    stage.end("alpha", attempt: 2, .crash)
    #expect(stage.machine.nextDeadline == stage.now + .seconds(2))
    stage.wait(.seconds(2))
    stage.ready("alpha", attempt: 3)
    stage.elapse(.seconds(31))
    #expect(
      stage.end("alpha", attempt: 3, .crash).contains(.start(.of("alpha"), attempt: 4)),
      "it ran well for a while: the count begins anew")
  }

  @Test func `whose answer stands still while it uses no processor is taken as hung`() {
    var stage = Stage.loaded()
    stage.request(1, "alpha")
    stage.request(2, "alpha")
    stage.elapse(.seconds(60))
    let reason = "answered nothing and used no processor time for 60 s: taken as hung, and ended"
    #expect(
      stage.tell(.stalled(1)) == [
        .cut(1, reason: reason), .cut(2, reason: reason),
        .moved("alpha", .loaded, .unloading, reason: reason, cause: "its process hung"), .stop(attempt: 1),
      ])
    #expect(
      stage.end("alpha", attempt: 1) == [
        .moved("alpha", .unloading, .failed, reason: reason, cause: "its process hung"),
        .moved("alpha", .failed, .loading, cause: "its process hung"), .start(.of("alpha"), attempt: 2),
      ])
  }

  @Test func `that works on a long prompt is not taken as hung`() {
    var stage = Stage.loaded()
    stage.request(1, "alpha")
    stage.elapse(.seconds(59))
    stage.tell(.observed("alpha", attempt: 1, .holding(Stage.loadedBytes, worked: 12.5)))
    stage.elapse(.seconds(59))
    #expect(stage.tell(.stalled(1)) == [])
    stage.tell(.observed("alpha", attempt: 1, .holding(Stage.loadedBytes, worked: 12.5)))
    stage.elapse(.seconds(1))
    #expect(stage.tell(.stalled(1)).contains(.stop(attempt: 1)))
  }

  @Test func `whose processor does no more than answer health probes and send comment lines is taken as hung`() {
    var stage = Stage.loaded()
    stage.request(1, "alpha")
    for second in 1...60 {
      stage.elapse(.seconds(1))
      stage.tell(.observed("alpha", attempt: 1, .holding(Stage.loadedBytes, worked: Double(second) * 0.002)))
    }
    #expect(stage.tell(.stalled(1)).contains(.stop(attempt: 1)))
  }

  @Test(arguments: [0.05, 1, 16]) func `that works is not taken as hung, however many processors it uses`(
    _ share: Double
  ) {
    var stage = Stage.loaded()
    stage.request(1, "alpha")
    for second in 1...600 {
      stage.elapse(.seconds(1))
      stage.tell(.observed("alpha", attempt: 1, .holding(Stage.loadedBytes, worked: Double(second) * share)))
      #expect(stage.tell(.stalled(1)) == [])
    }
  }

  @Test func `that refuses connections gets no more requests, and those wait for the next process`() {
    var stage = Stage.loaded()
    stage.request(1, "alpha")
    #expect(stage.tell(.unreachable(1)) == [])
    #expect(stage.request(2, "alpha") == [], "its end is about to be told")
    #expect(
      stage.end("alpha", attempt: 1, .crash) == [
        .moved("alpha", .loaded, .failed, reason: crash, cause: "its process ended"),
        .moved("alpha", .failed, .loading, cause: "its process ended"), .start(.of("alpha"), attempt: 2),
      ])
    #expect(stage.ready("alpha", attempt: 2).contains(.admit(2, to: "alpha", attempt: 2)))
  }

  @Test func `that refuses connections and crashes once too often refuses those who wait`() {
    var stage = Stage.loaded()
    stage.end("alpha", attempt: 1, .crash)
    stage.ready("alpha", attempt: 2)
    stage.request(1, "alpha")
    stage.tell(.unreachable(1))
    stage.request(2, "alpha")
    #expect(
      stage.end("alpha", attempt: 2, .crash).contains(
        .refuse(2, because: "'alpha' cannot be loaded: was killed by signal 9", retryAfter: 3)))
  }

  @Test func `that refused a connection gets requests again once it answers its health probe`() {
    var stage = Stage.loaded()
    stage.request(1, "alpha")
    stage.tell(.unreachable(1))
    stage.request(2, "alpha")
    #expect(stage.tell(.probed("alpha", attempt: 1, isAnswering: false)) == [])
    #expect(stage.tell(.probed("alpha", attempt: 1, isAnswering: true)) == [.admit(2, to: "alpha", attempt: 1)])
  }

  @Test func `is not held to be unreachable for a request of the process before it`() {
    var stage = Stage.loaded()
    stage.request(1, "alpha")
    stage.end("alpha", attempt: 1, .crash)
    stage.ready("alpha", attempt: 2)
    stage.tell(.unreachable(1))
    #expect(stage.request(2, "alpha") == [.admit(2, to: "alpha", attempt: 2)])
  }

  @Test func `shows what it was seen to take`() {
    var stage = Stage.loaded()
    #expect(stage.tell(.observed("alpha", attempt: 1, .holding(77))) == [])
    #expect(stage.machine.report(of: "alpha")?.bytes == 77)
  }
}

@Suite struct `Health` {
  @Test func `names what is past its deadline, and nothing else`() {
    var stage = Stage.loaded()
    stage.request(1, "alpha")
    stage.switchOff("alpha")
    #expect(stage.machine.problems(at: stage.now + .seconds(600)) == [])
    #expect(
      stage.machine.problems(at: stage.now + .seconds(606)) == [
        "alpha: the drain is past its deadline"
      ])
    stage.leave(1)
    #expect(stage.machine.problems(at: stage.now + .seconds(20)) == [])
    #expect(
      stage.machine.problems(at: stage.now + .seconds(21)) == ["alpha: the process does not end"])
  }

  @Test func `names a load and a queue that nobody looked after`() {
    var stage = Stage()
    stage.offer(.of("alpha"))
    stage.switchOn("alpha")
    stage.request(1, "alpha")
    #expect(
      stage.machine.problems(at: stage.now + .seconds(126)) == [
        "alpha: the load is past its deadline", "alpha: requests wait past their deadline",
      ])
  }
}
