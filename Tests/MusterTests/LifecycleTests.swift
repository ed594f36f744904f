import Dispatch
import Runtimes
import Synchronization
import Testing

@testable import muster

@Suite struct `The life of the program` {
  private struct Broken: Error {}

  /// Records which parts have ended, in order.
  private final class Record: Sendable {
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
    let record = Record()
    let lifecycle = Lifecycle()
    let signal = StopSignal()
    let parts = [
      record.part("models", until: .disconnected), record.part("feed", until: .closing),
      record.part("trail", until: .unloaded), record.part("connections", until: .cutOff),
      Lifecycle.Part(name: "signals", until: .closing, isTrigger: true) { await signal.wait() },
    ]
    async let running: Void = lifecycle.run(parts) {
      for stage in [Lifecycle.Stage.cutOff, .disconnected, .unloaded] {
        let before = record.ended.count
        while record.ended.count == before { await Task.yield() }
        lifecycle.begin(stage)
      }
    }
    while lifecycle.running.count < parts.count { await Task.yield() }
    signal.fire()
    try await running
    #expect(record.ended == ["feed", "connections", "models", "trail"])
    #expect(lifecycle.running == [])
  }

  @Test func `ends with the error of a part that failed`() async {
    let record = Record()
    let lifecycle = Lifecycle()
    await #expect(throws: Broken.self) {
      try await lifecycle.run([
        record.part("models", until: .closing), .init(name: "connections", until: .closing) { throw Broken() },
      ]) {}
    }
    #expect(record.ended == ["models"])
  }

  @Test func `ends with an error when a part ends by itself`() async {
    await #expect(throws: Lifecycle.EndedUnexpectedly.self) {
      try await Lifecycle().run([.init(name: "connections", until: .closing) {}]) {}
    }
  }

  @Test func `is ended by the watchdog only if it hangs`() {
    let acted = DispatchSemaphore(value: 0)
    ShutdownWatchdog().arm(after: .milliseconds(1)) { acted.signal() }
    acted.wait()
    let disarmed = ShutdownWatchdog()
    disarmed.arm(after: .milliseconds(50)) { Issue.record("it has ended by itself") }
    disarmed.disarm()
    let later = ShutdownWatchdog()
    later.arm(after: .milliseconds(200)) { acted.signal() }
    acted.wait()
  }
}
