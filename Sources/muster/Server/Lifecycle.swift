import Runtimes
import Synchronization

/// Runs the parts of the program side by side, each until its stage of the shutdown.
///
/// The first part that ends, fails or is told to stop begins the shutdown; how it goes on, `shutDown` says.
final class Lifecycle: Sendable {
  /// The stages of a shutdown, in order. A part is cancelled when its stage begins.
  enum Stage: CaseIterable {
    /// Muster is to stop.
    case closing
    /// The time for running answers is over.
    case cutOff
    /// There is no connection any more.
    case disconnected
    /// No model is in memory any more.
    case unloaded
  }

  struct Part: Sendable {
    var name: String
    var until: Stage
    /// Whether its end means that Muster is to stop; else an end before the shutdown is a defect.
    var isTrigger = false
    var body: @Sendable () async throws -> Void
  }

  /// A part that runs as long as Muster does came to its end.
  struct EndedUnexpectedly: Error, CustomStringConvertible {
    var name: String
    var description: String { "\(name) ended unexpectedly" }
  }

  private struct State {
    var running: [String] = []
    var failure: (any Error)?
  }

  private let begun: [Stage: StopSignal] = Dictionary(uniqueKeysWithValues: Stage.allCases.map { ($0, StopSignal()) })
  private let state = Mutex(State())

  /// The parts that have not ended, by name.
  var running: [String] { state.withLock(\.running) }

  func begin(_ stage: Stage) { begun[stage]?.fire() }

  func wait(for stage: Stage) async { await begun[stage]?.wait() }

  /// Returns when every part has ended.
  /// - Parameter shutDown: called once at `closing`; begins the other stages.
  /// - Throws: why the first part failed, if one did.
  func run(_ parts: [Part], shutDown: @escaping @Sendable () async -> Void) async throws {
    await withDiscardingTaskGroup { group in
      for part in parts { group.addTask { await self.run(part) } }
      group.addTask {
        await self.wait(for: .closing)
        await shutDown()
      }
    }
    if let failure = state.withLock(\.failure) { throw failure }
  }

  private func run(_ part: Part) async {
    state.withLock { $0.running.append(part.name) }
    do {
      try await untilItsStage(part)
    } catch {
      // What a cancelled part throws is no news.
      if begun[part.until]?.hasFired != true { state.withLock { $0.failure = $0.failure ?? error } }
    }
    state.withLock { $0.running.removeAll { $0 == part.name } }
    begin(.closing)
  }

  private func untilItsStage(_ part: Part) async throws {
    try await withThrowingTaskGroup(of: Bool.self) { group in
      group.addTask {
        try await part.body()
        return true
      }
      group.addTask {
        await self.wait(for: part.until)
        return false
      }
      let endedByItself = try await group.next() == true
      group.cancelAll()
      if endedByItself, !part.isTrigger, begun[.closing]?.hasFired != true {
        throw EndedUnexpectedly(name: part.name)
      }
      while try await group.next() != nil {}
    }
  }
}
