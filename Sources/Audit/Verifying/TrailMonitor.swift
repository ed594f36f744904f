import Domain
import Storage

/// Checks the audit trail while Muster runs, the newest entries first: at once when another program has written to the
/// database, and all of it at the start and once a day.
package actor TrailMonitor {
  /// Between two checks whether another program has written.
  private static let pause = Duration.seconds(1)
  /// Between two checks of the whole log.
  private static let interval = Duration.seconds(86_400)
  /// Blocks a second in a daily check: about 2 % of one processor.
  private static let blocksAtATime = 1
  /// Blocks a second when another program has written: 5,000 entries.
  private static let blocksAtATimeIfUrgent = 20

  /// One check of the log, from its end to its beginning.
  private struct Check {
    /// `nil` until the size of the log is known.
    var nextBlock: Int?
    var isUrgent: Bool
    var found: [Finding] = []
  }

  private let trail: AuditTrail
  private let log: @Sendable (String) -> Void
  private let clock = ContinuousClock()
  private var check: Check?
  /// The findings of the last completed check.
  private var found: [Finding] = []
  private var isRequestedAgain = false
  private var isLogged = false
  private var isUnreadable = false

  package init(trail: AuditTrail, log: @escaping @Sendable (String) -> Void) {
    self.trail = trail
    self.log = log
  }

  /// What differs from what was signed, if anything: stays until a later check of the whole log finds nothing.
  package var problem: String? {
    // A changed entry says more than the tree that no longer fits it.
    guard let first = known.first(where: { $0.place.hasPrefix("audit_entry") }) ?? known.first else { return nil }
    let others = Set(known.map(\.what)).count - 1
    let more = others == 0 ? "" : " and \(others) more"
    return "the audit trail was altered: \(first.what) (\(first.place))\(more). Run 'muster doctor' for the full list"
  }

  var known: [Finding] { (check?.found ?? []) + found }

  /// Runs until the task is cancelled.
  package func run() async {
    var writes = try? await trail.database.foreignWrites()
    var nextCheck = clock.now
    while !Task.isCancelled {
      if check == nil, isRequestedAgain || clock.now >= nextCheck {
        check = Check(isUrgent: isRequestedAgain)
        isRequestedAgain = false
        nextCheck = clock.now + Self.interval
      }
      await step()
      guard (try? await Task.sleep(for: Self.pause)) != nil else { return }
      guard let now = try? await trail.database.foreignWrites(), now != writes else { continue }
      if writes != nil { handleForeignWrite() }
      writes = now
    }
  }

  /// Checks all of the log, without a pause.
  package func checkAll() async {
    check = Check(isUrgent: true)
    while check != nil, !Task.isCancelled { await step() }
  }

  /// An urgent check that runs is not restarted: constant writes must not keep it from reaching the beginning of the log.
  private func handleForeignWrite() {
    if check?.isUrgent == true {
      isRequestedAgain = true
    } else {
      log("another program has written to the database: the audit trail is being checked")
      found = known
      check = Check(isUrgent: true)
    }
  }

  private func step() async {
    guard var check else { return }
    do {
      if check.nextBlock == nil {
        check.found += try await ends()
        let size = try await trail.database.read { try TreeTable.extent($0).size }
        check.nextBlock = (size - 1) / TrailBlock.leaves
      }
      for _ in 0..<(check.isUrgent ? Self.blocksAtATimeIfUrgent : Self.blocksAtATime) {
        guard let number = check.nextBlock, number >= 0, check.found.count < TrailExamination.most else { break }
        check.found += try await block(number)
        check.nextBlock = number - 1
      }
    } catch is CancellationError {
      return
    } catch {
      // The cause is another problem, which is reported by itself; the check continues where it was.
      if !isUnreadable { log("the audit trail cannot be checked: \(error)") }
      isUnreadable = true
      self.check = check
      return
    }
    isUnreadable = false
    let isDone = (check.nextBlock ?? 0) < 0 || check.found.count >= TrailExamination.most
    if isDone { found = check.found }
    self.check = isDone ? nil : check
    if let problem, !isLogged { log(problem) }
    isLogged = problem != nil
  }

  private func block(_ number: Int) async throws -> [Finding] {
    do {
      return try await trail.database.read { try TrailBlock(number: number, connection: $0).findings() }
    } catch let error where !(error is CancellationError || error is StorageFailure) {
      let first = number * TrailBlock.leaves
      return [
        TrailExamination.finding("the entries from number \(first) on cannot be read: \(error)", at: "audit_entry")
      ]
    }
  }

  /// The triggers, the upper tree, the pruned part and the last checkpoint. Findings are checked once more: a key is
  /// rotated in a file and in the database, one after the other.
  private func ends() async throws -> [Finding] {
    let found = try await checkEnds()
    return found.isEmpty ? [] : try await checkEnds()
  }

  private func checkEnds() async throws -> [Finding] {
    let outside: KeyFile.Outside
    do {
      outside = try trail.key.outside()
    } catch let error as KeyFile.UnusableCheckpoint {
      return [TrailExamination.finding("\(error)", at: error.path)]
    }
    do {
      return try await trail.database.read { connection in
        let extent = try TreeTable.extent(connection)
        return try AuditLog.missingTriggers(connection) + TrailBlock.findingsOfRemoval(connection)
          + TrailBlock.findingsAbove(connection)
          + TrailExamination(connection: connection, outside: outside).checkpoint(extent)
      }
    } catch let error where !(error is CancellationError || error is StorageFailure) {
      return [TrailExamination.finding("the tree of the audit trail cannot be read: \(error)", at: "audit_tree")]
    }
  }
}
