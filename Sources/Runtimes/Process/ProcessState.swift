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
  }

  private struct Facts {
    var family: ProcessFamily?
    var wasReady = false
    var residentBytes = 0
    var ending: Ending?
    var launchLog = LaunchLog()
  }

  private let facts = Mutex(Facts())

  var family: ProcessFamily? { facts.withLock { $0.family } }
  var wasReady: Bool { facts.withLock { $0.wasReady } }
  var ending: Ending? { facts.withLock { $0.ending } }
  /// Before the process ended.
  var residentBytes: Int { facts.withLock { $0.residentBytes } }

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
