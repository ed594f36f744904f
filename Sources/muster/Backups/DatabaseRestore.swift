import Audit
import Backups
import Domain
import Foundation
import Logging
import Storage

/// A backup on its way into a data folder. Nothing is touched before all of it is known to be good.
struct Restoration {
  struct Outcome {
    var contents: DatabaseFile.Contents
    /// Where the database is now that was there before.
    var kept: String?
    /// Of the audit trail that was there before; `nil` when there was none, or it could not be read.
    var entriesBefore: Int?
    /// Of the backup's own.
    var entriesNow: Int
    var hasSessionKey: Bool
  }

  let backup: DatabaseFile
  let folder: String
  let mayReplace: Bool
  /// The folder, where whoever calls holds its lock already.
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
        There is a database in the data folder \(folder). Say --replace to put the backup in its place; the one that is \
        there is kept. Nothing was touched.
        """)
    }
    let lock = try held ?? lockedFolder()
    defer { withExtendedLifetime(lock) {} }
    do {
      return try await replaceDatabase()
    } catch let error where !(error is CancellationError) {
      // What cannot be tidied now is in nobody's way: the next restore begins with it.
      try? replacement.discard()
      let advice =
        error is Settling.InUse ? "Wait until it is done, or end it." : "What was there is there as before."
      throw CommandFailure.refused("The backup was not restored: \(error). \(advice)")
    }
  }

  private func verify() async throws {
    if backup.isSameFile(as: database) {
      throw CommandFailure.refused("\(backup.path) is the database itself. Nothing was touched.")
    }
    do {
      _ = try await backup.verify(as: DataFolder.kind)
    } catch let unfit as UnfitFile {
      throw CommandFailure(unfit, file: backup.path, advice: "Nothing was touched.")
    } catch let error as Database.Unusable {
      throw CommandFailure.refused("\(error). Nothing was touched.")
    }
  }

  private func lockedFolder() throws -> DataFolder {
    do {
      return try DataFolder(path: folder)
    } catch CommandFailure.inUse {
      throw CommandFailure.refused(
        "Muster is running with the data folder \(folder). Stop it first. Nothing was touched.")
    }
  }

  /// Makes the new one ready, schema and audit entry included, before it takes the old one's place.
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
    // The log goes back to where the backup's ends, on purpose; the entry that was just written says so.
    try Durable.remove(KeyFile.checkpointPath(besideKey: DataFolder.auditKey(in: folder)))
    let kept = try replacement.perform(keeping: stamp)
    return Outcome(
      contents: contents, kept: kept, entriesBefore: before, entriesNow: contents.rows["billing_audit_log"] ?? 0,
      hasSessionKey: FileManager.default.fileExists(atPath: folder + "/keys/session.key"))
  }

  /// A database that cannot be read any more is why many a backup is restored.
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
        description: "The backup \(backup.path) was restored: its trail has \(now) entries, "
          + (before.map { "the one that it replaced had \($0)" } ?? "and replaced none that could be read"),
        details: details), as: caller)
  }
}

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
