import Effort
import Foundation
import Testing

@Suite struct `In every simulated world` {
  static let worlds = Effort.cases(1_000)

  @Test func `nothing forbidden happens, and in the end everything is as it should be`()
    async throws
  {
    let start = ContinuousClock.now
    let lanes = ProcessInfo.processInfo.activeProcessorCount
    let events = await withTaskGroup(of: Int.self) { group in
      for lane in 0..<lanes {
        group.addTask { Self.live(stride(from: lane, to: Self.worlds, by: lanes)) }
      }
      return await group.reduce(0, +)
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    print(
      "simulated \(Self.worlds) worlds with \(events) events:",
      "\(Int(Double(Self.worlds) / seconds)) worlds/s, \(Int(Double(events) / seconds)) events/s")
  }

  /// - Returns: how many events there were, up to the first world in which something went wrong.
  private static func live(_ seeds: some Sequence<Int>) -> Int {
    var events = 0
    for seed in seeds {
      var world = SimulatedWorld(seed: UInt64(seed))
      do {
        try world.live()
      } catch {
        Issue.record("seed \(seed): \(error)")
        return events
      }
      events += world.events
    }
    return events
  }
}
