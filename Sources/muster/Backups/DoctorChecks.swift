import Accounts
import Audit
import Backups
import Domain
import Registry
import Runtimes
import Storage

/// A look at all that Muster keeps; changes nothing.
struct Examination {
  let configuration: Configuration

  private var database: DatabaseFile { DatabaseFile(DataFolder.database(in: configuration.data)) }

  /// The worst first.
  func findings() async -> [Finding] {
    var found = FolderChecks(configuration: configuration).findings()
    if database.exists {
      found += await ofDatabase()
      found += await ofBackups()
    } else {
      found.append(ofMissingDatabase())
    }
    let order: [Finding.Severity] = [.error, .warning, .note]
    return order.flatMap { severity in found.filter { $0.severity == severity } }
  }

  private func ofMissingDatabase() -> Finding {
    if let kept = DataFolder.replacement(in: configuration.data).kept().last {
      return Finding(
        .error, "the database is missing, although a restore has kept one", at: database.path,
        mend: "Restore a backup (muster restore FILE), or the replaced one (muster restore \(kept)).")
    }
    return Finding(
      .note, "there is no database yet", at: database.path,
      mend: "Nothing to do: 'muster serve' makes it. If there was one, restore a backup: muster restore FILE")
  }

  // The database

  private func ofDatabase() async -> [Finding] {
    let path = database.path
    let (offered, found) = lookAtModels()
    let ofTables =
      await check { try Integrity.findings($0, as: DataFolder.kind, file: path) }
      + check { try Accounts.findings($0) } + check { try Registry.findings(offered: offered, $0) }
    let ofTrail = await ofTrail()
    return (found + ofTables + ofTrail).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  private func check(_ look: @escaping @Sendable (Connection) throws -> [Finding]) async -> [Finding] {
    do {
      return try await database.read(look)
    } catch {
      return [Finding(.error, "the database cannot be read: \(error)", at: database.path, mend: Integrity.mend)]
    }
  }

  /// What is found is looked at once more: a Muster at work exchanges its key, or restores, in files and database one
  /// after the other.
  private func ofTrail() async -> [Finding] {
    let found = await lookAtTrail()
    return found.isEmpty ? [] : await lookAtTrail()
  }

  private func lookAtTrail() async -> [Finding] {
    let path = DataFolder.auditKey(in: configuration.data)
    do {
      let outside = try KeyFile(path: path).outside()
      return await check { try AuditLog.findings(outside: outside, $0) }
    } catch let unusable as KeyFile.UnusableCheckpoint {
      return [Finding(.error, "\(unusable)", at: unusable.path, mend: "Put back the file that was there.")]
    } catch {
      return [Finding(.error, "\(error)", at: path, mend: "Put back the key that was there.")]
    }
  }

  private func lookAtModels() -> (offered: Set<ModelID>?, findings: [Finding]) {
    do {
      let found = try ModelsFolder.contents(of: configuration.models)
      let incomplete = found.leftOut.compactMap(\.baseModel)
      return (Set(found.offers.map(\.baseModel)).union(incomplete), found.leftOut.map(finding))
    } catch {
      let finding = Finding(
        .warning, "the models folder is missing or cannot be read", at: configuration.models,
        mend: "Create it, or correct 'models' in the configuration.")
      return (nil, [finding])
    }
  }

  private func finding(on leftOut: LeftOut) -> Finding {
    let isMeant: Bool
    switch leftOut.reason {
    case .projector, .adapter, .importanceMatrix, .controlVector, .vocabulary, .arriving: isMeant = true
    default: isMeant = false
    }
    return Finding(
      isMeant ? .note : .warning, "not offered as a model: \(leftOut.words)",
      at: "\(configuration.models)/\(leftOut.path)",
      mend: isMeant ? "Nothing to do." : "Repair, rename or remove it; Muster looks again every second.")
  }

  // The backups

  private func ofBackups() async -> [Finding] {
    guard let path = configuration.backups.folder else {
      return [
        Finding(
          .warning, "no backups are made by themselves: if this disk fails now, everything is lost", at: database.path,
          mend: "Set backups.folder in the configuration, best on another disk.")
      ]
    }
    let folder = BackupFolder(path)
    var last: BackupName?
    while let newest = try? folder.backups().last {
      let found = age(of: newest, in: path) + (await loss(since: folder.file(newest)))
      // A newer one may have taken its place meanwhile.
      if folder.file(newest).exists || newest == last { return found }
      last = newest
    }
    return [
      Finding(
        .error, "there is no backup yet: if this disk fails now, everything is lost", at: path,
        mend: "Start Muster, which makes one; or make one now: muster backup \(path)/first.db")
    ]
  }

  private func age(of newest: BackupName, in path: String) -> [Finding] {
    let age = Duration.milliseconds(max(0, UTCStamp.now() - newest.milliseconds))
    // Twice as old as it may be: one that is just due is no trouble.
    guard age > configuration.backups.every * 2 else { return [] }
    return [
      Finding(
        .warning,
        "the newest backup is \(age.components.seconds / 60) minutes old, older than backups.every allows", at: path,
        mend: "Start Muster if it is stopped; else look for backup.make in the audit trail, and at /health.")
    ]
  }

  private func loss(since backup: DatabaseFile) async -> [Finding] {
    do {
      _ = try await backup.verify(as: DataFolder.kind)
      let extent = try await backup.read { try AuditLog.extent($0) }
      let acts = try await database.read { try AuditLog.acts(after: extent.newest, $0) }
      return [
        Finding(
          .note, "if this disk fails now, \(acts) acts since the newest backup are lost", at: backup.path,
          mend: acts == 0 ? "Nothing to do." : "Make one now: POST /api/v1/backups, or muster backup FILE")
      ]
    } catch let unfit as UnfitFile {
      return [
        Finding(
          .error, "the newest backup is no good: \(unfit)", at: backup.path,
          mend: "Remove it, and make another one: POST /api/v1/backups, or muster backup FILE. Look after the disk.")
      ]
    } catch {
      return [
        Finding(
          .error, "what would be lost cannot be told: \(error)", at: backup.path,
          mend: "Make a backup now: muster backup FILE")
      ]
    }
  }
}
