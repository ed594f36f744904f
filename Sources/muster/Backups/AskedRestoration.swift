import Audit
import Backups
import Domain
import Logging

extension Restoration {
  /// Does what an administrator has asked the running house for, after it has come to rest. What goes wrong is told and
  /// recorded, and the house goes on with what it had.
  /// - Throws: when not even that can be used any more.
  static func carryOut(_ wish: RestoreRequest, in folder: DataFolder) async throws -> RestoreOutcome {
    let logger = Logger(label: "muster")
    let restoration = Restoration(
      backup: wish.file, folder: folder.path, mayReplace: true, held: folder, caller: wish.caller)
    do {
      let done = try await restoration.perform()
      logger.notice(
        "\(wish.file.path) was restored: \(done.contents.words). What was there before is kept: \(done.kept ?? "nothing")"
      )
      return RestoreOutcome(wish, problem: nil)
    } catch let error where !(error is CancellationError) {
      let problem = (error as? CommandFailure)?.message ?? "\(error)"
      logger.error("\(problem)")
      try await record(problem, wish, in: folder)
      return RestoreOutcome(wish, problem: problem)
    }
  }

  private static func record(_ problem: String, _ wish: RestoreRequest, in folder: DataFolder) async throws {
    let database = try await folder.openDatabase()
    let act = Act(.backupRestore, entityType: "backup", entityID: wish.name.description, description: problem)
    do {
      try await AuditLog(database: database, softwareVersion: MusterCommand.version).record(
        act, outcome: .failed, as: wish.caller)
    } catch {
      try database.close()
      throw error
    }
    try database.close()
  }
}
