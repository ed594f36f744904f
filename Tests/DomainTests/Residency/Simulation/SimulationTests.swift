import Foundation
import Testing

@Suite struct `In every simulated world` {
  /// More by `MUSTER_SIMULATED_WORLDS`.
  static let worlds =
    ProcessInfo.processInfo.environment["MUSTER_SIMULATED_WORLDS"].flatMap(Int.init) ?? 3_000

  @Test func `nothing forbidden happens, and in the end everything is as it should be`() throws {
    let clock = ContinuousClock()
    let start = clock.now
    var events = 0
    for seed in 0..<UInt64(Self.worlds) {
      var world = SimulatedWorld(seed: seed)
      do {
        try world.live()
      } catch {
        Issue.record("seed \(seed): \(error)")
        return
      }
      events += world.events
    }
    let seconds = (clock.now - start) / .seconds(1)
    print(
      "simulated \(Self.worlds) worlds, \(events) events: \(Int(Double(Self.worlds) / seconds)) worlds/s,",
      "\(Int(Double(events) / seconds)) events/s")
  }
}
