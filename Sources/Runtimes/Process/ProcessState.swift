import Domain
import Synchronization

/// What the tasks around one process know of it together.
final class ProcessState: Sendable {
  /// Why Muster itself ends the process.
  enum Ending: Sendable, Equatable {
    case stopRequested
    case portTaken
    case hung(HealthProbe.Answer)
    /// What is smaller.
    case smallerThanAsked(String)
    /// It serves something else than it was started for: what.
    case otherModel(String)
  }

  private struct Facts {
    var family: ProcessFamily?
    var wasReady = false
    var residentBytes = 0
    var ending: Ending?
    var launchLog = LaunchLog()
    var sharedMemory: Set<String> = []
    var tokens = 0
  }

  private let facts = Mutex(Facts())

  var family: ProcessFamily? { facts.withLock { $0.family } }
  var wasReady: Bool { facts.withLock { $0.wasReady } }
  var ending: Ending? { facts.withLock { $0.ending } }
  /// Before the process ended.
  var residentBytes: Int { facts.withLock { $0.residentBytes } }

  /// Names of files in shared memory that its processes have had.
  var sharedMemory: Set<String> { facts.withLock { $0.sharedMemory } }

  func noteSharedMemory(_ names: Set<String>) { facts.withLock { $0.sharedMemory.formUnion(names) } }

  /// - Parameter tokens: `nil`: it does not say so at this moment, and counts as unchanged.
  func tokens(now tokens: Int?) -> Int {
    facts.withLock { facts in
      if let tokens { facts.tokens = tokens }
      return facts.tokens
    }
  }

  var launchLog: LaunchLog { facts.withLock { $0.launchLog } }

  /// A line of the process's output.
  func read(_ line: String) {
    facts.withLock { if !$0.wasReady { $0.launchLog.read(line) } }
  }

  func started(_ family: ProcessFamily) {
    facts.withLock { $0.family = family }
  }

  /// - Returns: false when it is being ended already.
  func becameReady(_ observation: Observation) -> Bool {
    facts.withLock { facts in
      guard facts.ending == nil else { return false }
      facts.wasReady = true
      facts.residentBytes = observation.residentBytes ?? 0
      return true
    }
  }

  func observed(_ observation: Observation) {
    // A process that has just died by itself has no memory any more.
    facts.withLock {
      if let bytes = observation.residentBytes, bytes > 0, $0.ending == nil {
        $0.residentBytes = bytes
      }
    }
  }

  /// - Returns: false when an earlier reason has begun to end it.
  func begin(_ ending: Ending, residentBytes: Int?) -> Bool {
    facts.withLock { facts in
      guard facts.ending == nil else { return false }
      facts.ending = ending
      if let residentBytes, residentBytes > 0 { facts.residentBytes = residentBytes }
      return true
    }
  }
}
