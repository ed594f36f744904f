import Domain
import Storage

/// A backup that an administrator has asked a running Muster to restore.
package struct RestoreRequest: Sendable {
  /// Tells its outcome from that of another request.
  package let id: String
  package let name: BackupName
  package let file: DatabaseFile
  package let caller: Caller
}

/// The outcome of a restore request; kept in memory until the process ends.
package struct RestoreOutcome: Sendable {
  package let id: String
  package let name: BackupName
  /// Why the database was left as it was; `nil` when the backup was restored.
  package let problem: String?

  package init(_ request: RestoreRequest, problem: String?) {
    id = request.id
    name = request.name
    self.problem = problem
  }
}
