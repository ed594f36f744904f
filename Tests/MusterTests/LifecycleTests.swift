import Dispatch
import Runtimes
import Synchronization
import Testing

@testable import muster

@Suite struct `The life of the program` {
  private struct Broken: Error {}

  /// Which parts have ended, in order.
  private final class Diary: Sendable {
    private let names = Mutex<[String]>([])
    var ended: [String] { names.withLock { $0 } }

    func part(_ name: String, until stage: Lifecycle.Stage) -> Lifecycle.Part {
      .init(name: name, until: stage) {
        await StopSignal().wait()
        self.names.withLock { $0.append(name) }
      }
    }
  }

  @Test func `ends its parts stage by stage`() async throws {
    let diary = Diary()
    let lifecycle = Lifecycle()
    let told = StopSignal()
    let parts = [
      diary.part("models", until: .disconnected), diary.part("feed", until: .closing),
      diary.part("trail", until: .unloaded), diary.part("connections", until: .cutOff),
      Lifecycle.Part(name: "signals", until: .closing, isTrigger: true) { await told.wait() },
    ]
    async let running: Void = lifecycle.run(parts) {
      for stage in [Lifecycle.Stage.cutOff, .disconnected, .unloaded] {
        let before = diary.ended.count
        while diary.ended.count == before { await Task.yield() }
        lifecycle.begin(stage)
      }
    }
    while lifecycle.running.count < parts.count { await Task.yield() }
    told.fire()
    try await running
    #expect(diary.ended == ["feed", "connections", "models", "trail"])
    #expect(lifecycle.running == [])
  }

  @Test func `ends with the error of a part that failed`() async {
    let diary = Diary()
    let lifecycle = Lifecycle()
    await #expect(throws: Broken.self) {
      try await lifecycle.run([
        diary.part("models", until: .closing), .init(name: "connections", until: .closing) { throw Broken() },
      ]) {}
    }
    #expect(diary.ended == ["models"])
  }

  @Test func `ends with an error when a part ends by itself`() async {
    await #expect(throws: Lifecycle.EndedUnexpectedly.self) {
      try await Lifecycle().run([.init(name: "connections", until: .closing) {}]) {}
    }
  }

  @Test func `is ended by the last resort when it does not end by itself, and only then`() {
    let acted = DispatchSemaphore(value: 0)
    LastResort().arm(after: .milliseconds(1)) { acted.signal() }
    acted.wait()
    let disarmed = LastResort()
    disarmed.arm(after: .milliseconds(50)) { Issue.record("it has ended by itself") }
    disarmed.disarm()
    let later = LastResort()
    later.arm(after: .milliseconds(200)) { acted.signal() }
    acted.wait()
  }
}
