import Runtimes
import Synchronization

/// Runs the parts of the program concurrently, each until its stage of the shutdown.
///
/// The shutdown begins when the first part ends or fails. `shutDown` begins its later stages.
final class Lifecycle: Sendable {
  /// The stages of a shutdown, in order. A part is cancelled when its stage begins.
  enum Stage: CaseIterable {
    /// The shutdown begins.
    case closing
    /// `shutdown_timeout` is over.
    case cutOff
    /// All connections are closed.
    case disconnected
    /// All models are unloaded.
    case unloaded
  }

  struct Part: Sendable {
    var name: String
    var until: Stage
    /// Whether Muster stops when the part ends. Other parts that end before the shutdown are a defect.
    var isTrigger = false
    var body: @Sendable () async throws -> Void
  }

  /// A part ended before the shutdown.
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

  /// The names of the parts that have not ended.
  var running: [String] { state.withLock(\.running) }

  func begin(_ stage: Stage) { begun[stage]?.fire() }

  func wait(for stage: Stage) async { await begun[stage]?.wait() }

  /// Returns when all parts have ended.
  /// - Parameter shutDown: called once at `closing`; begins the other stages.
  /// - Throws: the error of the first part that failed.
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
      try await runUntilItsStage(part)
    } catch {
      // Errors of cancelled parts are expected.
      if begun[part.until]?.hasFired != true { state.withLock { $0.failure = $0.failure ?? error } }
    }
    state.withLock { $0.running.removeAll { $0 == part.name } }
    begin(.closing)
  }

  private func runUntilItsStage(_ part: Part) async throws {
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
