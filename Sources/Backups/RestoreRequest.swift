import Domain
import Storage

/// What an administrator has asked the running house for: to go on from a backup.
package struct RestoreRequest: Sendable {
  /// By which whoever asked knows the outcome from that of another.
  package let id: String
  package let name: BackupName
  package let file: DatabaseFile
  package let caller: Caller
}

/// What became of a wish; kept as long as the process runs.
package struct RestoreOutcome: Sendable {
  package let id: String
  package let name: BackupName
  /// Why the house goes on with what it had, in words; `nil` when it goes on from the backup.
  package let problem: String?

  package init(_ wish: RestoreRequest, problem: String?) {
    id = wish.id
    name = wish.name
    self.problem = problem
  }
}
