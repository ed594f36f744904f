import Accounts
import Audit
import Backups
import Domain
import Registry
import Runtimes
import Storage

/// The checks of `muster doctor`. They change nothing.
struct DoctorChecks {
  let configuration: Configuration

  private var database: DatabaseFile { DatabaseFile(DataFolder.database(in: configuration.data)) }

  /// Sorted by severity, errors first.
  func findings() async -> [Finding] {
    var found = FolderChecks(configuration: configuration).findings()
    if database.exists {
      found += await databaseFindings()
      found += await backupFindings()
    } else {
      found.append(missingDatabase())
    }
    let order: [Finding.Severity] = [.error, .warning, .note]
    return order.flatMap { severity in found.filter { $0.severity == severity } }
  }

  private func missingDatabase() -> Finding {
    if let kept = DataFolder.replacement(in: configuration.data).kept().last {
      return Finding(
        .error, "the database is missing, but a restore has kept a previous one", at: database.path,
        fix: "Restore a backup (muster restore FILE), or the previous database (muster restore \(kept)).")
    }
    return Finding(
      .note, "there is no database yet", at: database.path,
      fix: "Nothing to do: 'muster serve' creates it. If there was one, restore a backup: muster restore FILE")
  }

  // The database

  private func databaseFindings() async -> [Finding] {
    let path = database.path
    let (available, found) = modelsFolder()
    let tables =
      await check { try Integrity.findings($0, as: DataFolder.kind, file: path) }
      + check { try Accounts.findings($0) } + check { try Registry.findings(available: available, $0) }
    let trail = await auditTrail()
    return (found + tables + trail).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  private func check(_ read: @escaping @Sendable (Connection) throws -> [Finding]) async -> [Finding] {
    do {
      return try await database.read(read)
    } catch {
      return [Finding(.error, "the database cannot be read: \(error)", at: database.path, fix: Integrity.fix)]
    }
  }

  /// Checks again before it reports a problem: a running Muster that rotates its key or restores a backup changes files
  /// and database one after the other.
  private func auditTrail() async -> [Finding] {
    let found = await checkTrail()
    return found.isEmpty ? [] : await checkTrail()
  }

  private func checkTrail() async -> [Finding] {
    let path = DataFolder.auditKey(in: configuration.data)
    do {
      let outside = try KeyFile(path: path).outside()
      return await check { try AuditLog.findings(outside: outside, $0) }
    } catch let unusable as KeyFile.UnusableCheckpoint {
      return [Finding(.error, "\(unusable)", at: unusable.path, fix: "Restore the original file.")]
    } catch {
      return [Finding(.error, "\(error)", at: path, fix: "Restore the original key.")]
    }
  }

  private func modelsFolder() -> (available: Set<ModelID>?, findings: [Finding]) {
    do {
      let found = try ModelsFolder.contents(of: configuration.models)
      let incomplete = found.skipped.compactMap(\.baseModel)
      return (Set(found.weights.map(\.baseModel)).union(incomplete), found.skipped.map(finding))
    } catch {
      let finding = Finding(
        .warning, "the models folder is missing or cannot be read", at: configuration.models,
        fix: "Create it, or change 'models' in the configuration.")
      return (nil, [finding])
    }
  }

  private func finding(on leftOut: SkippedFile) -> Finding {
    let isExpected: Bool
    switch leftOut.reason {
    case .projector, .adapter, .importanceMatrix, .controlVector, .vocabulary, .arriving: isExpected = true
    default: isExpected = false
    }
    return Finding(
      isExpected ? .note : .warning, "not available as a model: \(leftOut.explanation)",
      at: "\(configuration.models)/\(leftOut.path)",
      fix: isExpected ? "Nothing to do." : "Repair, rename or delete it. Muster checks the folder every second.")
  }

  // The backups

  private func backupFindings() async -> [Finding] {
    guard let path = configuration.backups.folder else {
      return [
        Finding(
          .warning, "automatic backups are off: if this disk fails, everything is lost", at: database.path,
          fix: "Set backups.folder in the configuration, preferably on another disk.")
      ]
    }
    let folder = BackupFolder(path)
    var last: BackupName?
    while let newest = try? folder.backups().last {
      let found = age(of: newest, in: path) + (await loss(since: folder.file(newest)))
      // A newer backup may have replaced it meanwhile.
      if folder.file(newest).exists || newest == last { return found }
      last = newest
    }
    return [
      Finding(
        .error, "there is no backup yet: if this disk fails, everything is lost", at: path,
        fix: "Start Muster, which makes one, or make one now: muster backup \(path)/first.db")
    ]
  }

  private func age(of newest: BackupName, in path: String) -> [Finding] {
    let age = Duration.milliseconds(max(0, UTCStamp.now() - newest.milliseconds))
    // Twice the interval, so that a backup that is just due is not reported.
    guard age > configuration.backups.every * 2 else { return [] }
    return [
      Finding(
        .warning,
        "the latest backup is \(age.wholeSeconds / 60) minutes old, more than twice backups.every", at: path,
        fix: "Start Muster if it is stopped. Otherwise check /health, and backup.make in the audit trail.")
    ]
  }

  private func loss(since backup: DatabaseFile) async -> [Finding] {
    do {
      _ = try await backup.verify(as: DataFolder.kind)
      let extent = try await backup.read { try AuditLog.extent($0) }
      let acts = try await database.read { try AuditLog.acts(after: extent.newest, $0) }
      return [
        Finding(
          .note, "if this disk fails, the \(acts) actions since the latest backup are lost", at: backup.path,
          fix: acts == 0 ? "Nothing to do." : "Make one now: POST /api/v1/backups, or muster backup FILE")
      ]
    } catch let unfit as UnfitFile {
      return [
        Finding(
          .error, "the latest backup is unusable: \(unfit)", at: backup.path,
          fix: "Delete it and make another one: POST /api/v1/backups, or muster backup FILE. Check the disk.")
      ]
    } catch {
      return [
        Finding(
          .error, "cannot determine what would be lost: \(error)", at: backup.path,
          fix: "Make a backup now: muster backup FILE")
      ]
    }
  }
}
