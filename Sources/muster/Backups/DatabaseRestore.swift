import Audit
import Backups
import Domain
import Foundation
import Logging
import Storage

/// Restores a backup into a data folder. Verifies the whole backup before it changes anything.
struct DatabaseRestore {
  struct Outcome {
    var contents: DatabaseFile.Contents
    /// The path of the previous database.
    var kept: String?
    /// Entries of the previous audit trail; `nil` when there was none, or it could not be read.
    var entriesBefore: Int?
    /// Entries of the backup's audit trail.
    var entriesNow: Int
    var hasSessionKey: Bool
  }

  let backup: DatabaseFile
  let folder: String
  let mayReplace: Bool
  /// The folder, when the caller already holds its lock.
  var held: DataFolder?
  var caller = Caller.system(requestID: "restore")

  private var database: DatabaseFile { DatabaseFile(DataFolder.database(in: folder)) }
  private var replacement: Replacement { DataFolder.replacement(in: folder) }

  /// - Throws: `CommandFailure`.
  func perform() async throws -> Outcome {
    try await verify()
    if database.exists, !mayReplace {
      throw CommandFailure.refused(
        """
        The data folder \(folder) already has a database. Pass --replace to replace it; it will be kept. Nothing was \
        changed.
        """)
    }
    let lock = try held ?? lockedFolder()
    defer { withExtendedLifetime(lock) {} }
    do {
      return try await replaceDatabase()
    } catch let error where !(error is CancellationError) {
      // A failure to clean up does no harm: the next restore begins with it.
      try? replacement.discard()
      let advice =
        error is Settling.InUse ? "Wait for it to finish, or stop it." : "The database was not changed."
      throw CommandFailure.refused("The backup was not restored: \(error). \(advice)")
    }
  }

  private func verify() async throws {
    if backup.isSameFile(as: database) {
      throw CommandFailure.refused("\(backup.path) is the database itself. Nothing was changed.")
    }
    do {
      _ = try await backup.verify(as: DataFolder.kind)
    } catch let unfit as UnfitFile {
      throw CommandFailure(unfit, file: backup.path, advice: "Nothing was changed.")
    } catch let error as Database.Unusable {
      throw CommandFailure.refused("\(error). Nothing was changed.")
    }
  }

  private func lockedFolder() throws -> DataFolder {
    do {
      return try DataFolder(path: folder)
    } catch CommandFailure.inUse {
      throw CommandFailure.refused(
        "Muster is running with the data folder \(folder). Stop it first. Nothing was changed.")
    }
  }

  /// Migrates the copy and writes its audit entry before it replaces the database.
  private func replaceDatabase() async throws -> Outcome {
    let contents = try await replacement.prepare(from: backup, as: DataFolder.kind)
    let before = await entriesBefore()
    let stamp = UTCStamp.text(UTCStamp.now())
    let new = try await DataFolder.openDatabase(at: replacement.prepared)
    do {
      try await record(new, before: before, now: contents.rows["billing_audit_log"] ?? 0, stamp)
      try new.close()
    } catch {
      try new.close()
      throw error
    }
    try await replacement.settle()
    // The restored log is shorter on purpose, which its new entry records. The old checkpoint would look like a rollback.
    try Durable.remove(KeyFile.checkpointPath(besideKey: DataFolder.auditKey(in: folder)))
    let kept = try replacement.perform(keeping: stamp)
    return Outcome(
      contents: contents, kept: kept, entriesBefore: before, entriesNow: contents.rows["billing_audit_log"] ?? 0,
      hasSessionKey: FileManager.default.fileExists(atPath: folder + "/keys/session.key"))
  }

  /// `nil` for an unreadable database, a common reason to restore.
  private func entriesBefore() async -> Int? {
    guard database.exists else { return nil }
    return try? await database.read { try AuditLog.extent($0).entries }
  }

  private func record(_ database: Database, before: Int?, now: Int, _ stamp: String) async throws {
    var details: JSON.Object = [
      "file": .string(backup.path), "entries_before": .optional(before), "entries_now": .int(now),
    ]
    if self.database.exists { details["replaced"] = .string("replaced/\(stamp)") }
    try await AuditLog(database: database, softwareVersion: MusterCommand.version).record(
      Act(
        .backupRestore, entityType: "backup", entityID: backup.path.split(separator: "/").last.map(String.init) ?? "",
        description: "Restored the backup \(backup.path): its audit trail has \(now) entries, "
          + (before.map { "the previous one had \($0)" } ?? "the previous one could not be read"),
        details: details), as: caller)
  }
}

extension DatabaseRestore {
  /// Restores the backup that an administrator requested from the running server, after it has stopped. On failure, logs
  /// and records the problem; the server continues with the previous database.
  /// - Throws: when the previous database cannot be used either.
  static func run(_ request: RestoreRequest, in folder: DataFolder) async throws -> RestoreOutcome {
    let logger = Logger(label: "muster")
    let restore = DatabaseRestore(
      backup: request.file, folder: folder.path, mayReplace: true, held: folder, caller: request.caller)
    do {
      let done = try await restore.perform()
      logger.notice(
        "Restored \(request.file.path): \(done.contents.text). Previous database: \(done.kept ?? "none")"
      )
      return RestoreOutcome(request, problem: nil)
    } catch let error where !(error is CancellationError) {
      let problem = (error as? CommandFailure)?.message ?? "\(error)"
      logger.error("\(problem)")
      try await record(problem, request, in: folder)
      return RestoreOutcome(request, problem: problem)
    }
  }

  private static func record(_ problem: String, _ request: RestoreRequest, in folder: DataFolder) async throws {
    let database = try await folder.openDatabase()
    let act = Act(.backupRestore, entityType: "backup", entityID: request.name.description, description: problem)
    do {
      try await AuditLog(database: database, softwareVersion: MusterCommand.version).record(
        act, outcome: .failed, as: request.caller)
    } catch {
      try database.close()
      throw error
    }
    try database.close()
  }
}
