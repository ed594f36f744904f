import Domain
import Storage

/// Checks the audit trail while Muster runs, the newest entries first: at once when another program has written to the
/// database, and all of it at the start and once a day.
package actor TrailWatch {
  /// Between two looks at whether another program has written.
  private static let pause = Duration.seconds(1)
  /// Between two checks of the whole log.
  private static let interval = Duration.seconds(86_400)
  /// Blocks a second, while there is no hurry: about 2 % of one processor.
  private static let blocksAtATime = 1
  /// Blocks a second when another program has written: 5,000 entries.
  private static let blocksInAHurry = 20

  /// One check of the log, from its end to its beginning.
  private struct Walk {
    /// `nil` before it is known how long the log is.
    var nextBlock: Int?
    var isUrgent: Bool
    var found: [Finding] = []
  }

  private let trail: AuditTrail
  private let log: @Sendable (String) -> Void
  private let clock = ContinuousClock()
  private var walk: Walk?
  /// What the last check that was finished has found.
  private var found: [Finding] = []
  private var isAskedForAgain = false
  private var isTold = false
  private var isUnreadable = false

  package init(trail: AuditTrail, log: @escaping @Sendable (String) -> Void) {
    self.trail = trail
    self.log = log
  }

  /// What is not as it was signed, if something is: stays until a later check of the whole log finds nothing.
  package var problem: String? {
    // What happened to an entry says more than what follows from it for the tree.
    guard let first = known.first(where: { $0.place.hasPrefix("audit_entry") }) ?? known.first else { return nil }
    let others = Set(known.map(\.what)).count - 1
    let more = others == 0 ? "" : " and \(others) more"
    return "the audit trail was altered: \(first.what) (\(first.place))\(more). Run 'muster doctor' for all of it"
  }

  var known: [Finding] { (walk?.found ?? []) + found }

  /// Runs until the task is cancelled.
  package func run() async {
    var writes = try? await trail.database.foreignWrites()
    var nextWalk = clock.now
    while !Task.isCancelled {
      if walk == nil, isAskedForAgain || clock.now >= nextWalk {
        walk = Walk(isUrgent: isAskedForAgain)
        isAskedForAgain = false
        nextWalk = clock.now + Self.interval
      }
      await goOn()
      guard (try? await Task.sleep(for: Self.pause)) != nil else { return }
      guard let now = try? await trail.database.foreignWrites(), now != writes else { continue }
      if writes != nil { heedForeignWrite() }
      writes = now
    }
  }

  /// Checks all of the log, without a pause.
  package func checkAll() async {
    walk = Walk(isUrgent: true)
    while walk != nil, !Task.isCancelled { await goOn() }
  }

  /// Also who writes all the time keeps no check from reaching the beginning of the log.
  private func heedForeignWrite() {
    if walk?.isUrgent == true {
      isAskedForAgain = true
    } else {
      log("another program has written to the database: the audit trail is being checked")
      found = known
      walk = Walk(isUrgent: true)
    }
  }

  private func goOn() async {
    guard var walk else { return }
    do {
      if walk.nextBlock == nil {
        walk.found += try await ends()
        let size = try await trail.database.read { try TreeTable.extent($0).size }
        walk.nextBlock = (size - 1) / TrailBlock.leaves
      }
      for _ in 0..<(walk.isUrgent ? Self.blocksInAHurry : Self.blocksAtATime) {
        guard let number = walk.nextBlock, number >= 0, walk.found.count < TrailExamination.most else { break }
        walk.found += try await block(number)
        walk.nextBlock = number - 1
      }
    } catch is CancellationError {
      return
    } catch {
      // What keeps it from reading is another problem, which says so itself; it goes on where it was.
      if !isUnreadable { log("the audit trail cannot be checked: \(error)") }
      isUnreadable = true
      self.walk = walk
      return
    }
    isUnreadable = false
    let isDone = (walk.nextBlock ?? 0) < 0 || walk.found.count >= TrailExamination.most
    if isDone { found = walk.found }
    self.walk = isDone ? nil : walk
    if let problem, !isTold { log(problem) }
    isTold = problem != nil
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

  /// The triggers, the upper tree, what was removed for age, and the last checkpoint. What is found is looked at once
  /// more: a key is exchanged in a file and in the database, one after the other.
  private func ends() async throws -> [Finding] {
    let found = try await lookAtEnds()
    return found.isEmpty ? [] : try await lookAtEnds()
  }

  private func lookAtEnds() async throws -> [Finding] {
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
