import Domain
import Storage

/// Seals the trail a moment after each change, in the background.
package actor Sequencer {
  /// Changes within this time are sealed together. An entry must have its place in the tree within 200 ms.
  private static let pause = Duration.milliseconds(100)
  /// Between two signatures under load; a checkpoint may be two seconds behind.
  private static let pauseOfSigning = Duration.milliseconds(500)
  private static let pauseAfterFailure = Duration.seconds(1)

  private let trail: AuditTrail
  private let wakeups: Wakeups
  private let publish: @Sendable (SignedNote) async -> Void
  private let log: @Sendable (String) -> Void
  /// Why the trail is not sealed, if so.
  package private(set) var problem: String?

  /// - Parameter publish: called with each new checkpoint.
  package init(
    trail: AuditTrail, wakeups: Wakeups, publish: @escaping @Sendable (SignedNote) async -> Void,
    log: @escaping @Sendable (String) -> Void
  ) {
    self.trail = trail
    self.wakeups = wakeups
    self.publish = publish
    self.log = log
  }

  /// Runs until the task is cancelled; then seals what is left.
  package func run() async {
    // The last one before the stop may not have reached every channel.
    if let note = try? await trail.checkpoint(), trail.key.signer(of: note) != nil { await publish(note) }
    wakeups.wake()
    let clock = ContinuousClock()
    var nextSignature = clock.now
    for await _ in wakeups.stream {
      let isDue = clock.now >= nextSignature
      let isDone = isDue ? await seal() : await takeIn()
      if isDue { nextSignature = clock.now.advanced(by: Self.pauseOfSigning) }
      try? await Task.sleep(for: isDone ? Self.pause : Self.pauseAfterFailure)
      if !isDone || !isDue { wakeups.wake() }
    }
    // Not a child of the cancelled task.
    _ = await Task { await seal() }.value
  }

  private func takeIn() async -> Bool { await reportingProblems { try await trail.takeIn() } }

  private func seal() async -> Bool {
    await reportingProblems { if let note = try await trail.seal() { await publish(note) } }
  }

  private func reportingProblems(_ work: () async throws -> Void) async -> Bool {
    do {
      try await work()
      problem = nil
      return true
    } catch is CancellationError {
      return true
    } catch is StorageFailure {
      // Reported as a storage problem already.
      return false
    } catch {
      if problem == nil { log("the audit trail is not sealed: \(error)") }
      problem = "the audit trail is not sealed: \(error)"
      return false
    }
  }
}

/// Wakes the sequencer; several wake-ups before it runs count as one.
package struct Wakeups: Sendable {
  fileprivate let stream: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation

  package init() { (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

  package func wake() { continuation.yield() }
}
