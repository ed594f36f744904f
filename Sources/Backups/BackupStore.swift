import Audit
import Domain
import Foundation
import Storage

/// The backups in the folder of the configuration: made on a schedule or when an administrator asks, the oldest removed.
package actor BackupStore {
  package struct Settings: Sendable {
    package var folder: BackupFolder
    package var every: Duration
    /// How many are kept.
    package var keep: Int

    package init(folder: BackupFolder, every: Duration, keep: Int) {
      self.folder = folder
      self.every = every
      self.keep = keep
    }
  }

  package struct Stored: Equatable, Sendable {
    package var name: BackupName
    package var bytes: Int
    /// Whether every page and reference of the file, as it is now, was checked and found good.
    package var isVerified: Bool
  }

  /// A file as it was when it was verified.
  private struct Verification: Equatable {
    var bytes: Int
    var changedAt: Date?
    var isGood: Bool
  }

  /// How long to wait after a failure, unless the next scheduled time comes sooner.
  private static let patience = Duration.seconds(600)

  private let database: Database
  private let auditLog: AuditLog
  private let kind: DatabaseKind
  private let settings: Settings?
  private let log: @Sendable (String) -> Void
  private var verifications: [BackupName: Verification] = [:]
  private var verifying: [BackupName: Task<Bool, Never>] = [:]
  private var isMaking = false
  /// Of this process; `nil` when nothing was restored while it ran.
  package nonisolated let lastRestore: RestoreOutcome?
  /// Once there is one, Muster stops serving to carry it out.
  package private(set) var restoreRequest: RestoreRequest?
  private let (restoreRequests, requestRestore) = AsyncStream.makeStream(of: Void.self)
  /// Why the last backup failed, as a text for `/health`; `nil` when it did not.
  package private(set) var problem: String?

  /// - Parameters:
  ///   - settings: `nil` when no folder is configured.
  ///   - lastRestore: the outcome of the request that this run of Muster started after.
  ///   - log: told what goes wrong.
  package init(
    database: Database, auditLog: AuditLog, kind: DatabaseKind, settings: Settings?, lastRestore: RestoreOutcome?,
    log: @escaping @Sendable (String) -> Void
  ) {
    self.database = database
    self.auditLog = auditLog
    self.kind = kind
    self.settings = settings
    self.lastRestore = lastRestore
    self.log = log
  }

  /// Makes one whenever the newest is older than `every`, until the task is cancelled.
  package func run() async {
    while !Task.isCancelled {
      let wait = settings.map(due) ?? .seconds(86_400)
      // Nothing is lost when the task is cancelled while it waits: the loop ends.
      guard (try? await Task.sleep(for: wait)) != nil else { return }
      if let settings { await makeScheduled(settings) }
    }
  }

  private func makeScheduled(_ settings: Settings) async {
    do {
      _ = try await makeOne(settings, as: .system(requestID: "backup"))
    } catch {
      if error is CancellationError { return }
      // Another one is being made on demand, or this one failed: Muster goes on without it.
      log((error as? Refusal)?.detail ?? "\(error)")
      try? await Task.sleep(for: min(settings.every, Self.patience))
    }
  }

  /// How long until the next one. A newest one out of the future (the clock was set back) counts as just made.
  private func due(_ settings: Settings) -> Duration {
    guard let newest = try? settings.folder.backups().last else { return .zero }
    let age = Duration.milliseconds(UTCStamp.now() - newest.milliseconds)
    return min(settings.every, max(.zero, settings.every - age))
  }

  // MARK: - On demand

  /// - Throws: `Refusal`: no folder is configured, one is just being made, it failed.
  package func make(as caller: Caller) async throws -> Stored {
    try Self.check(.makeBackup, caller)
    do {
      return try await makeOne(try required(), as: caller)
    } catch let refusal as Refusal where refusal.code != Refusal.failedCode {
      await auditLog.recordRefusal(
        of: .init(.backupMake, entityType: "backup", entityID: "new"), because: refusal, as: caller)
      throw refusal
    }
  }

  /// Newest first; each file is verified once, and again when it has changed.
  package func list(as caller: Caller) async throws -> [Stored] {
    try Self.check(.readBackups, caller)
    guard let folder = settings?.folder else { return [] }
    var list: [Stored] = []
    for name in try folder.backups().reversed() {
      let isVerified = await verify(name, in: folder)
      // Retention may have taken it meanwhile.
      guard folder.file(name).exists else { continue }
      list.append(Stored(name: name, bytes: folder.file(name).bytes, isVerified: isVerified))
    }
    return list
  }

  package nonisolated var folder: String? { settings?.folder.path }

  /// Opens a backup to download it; recorded, because everything in it leaves Muster.
  /// - Throws: `Refusal`: there is none of that name.
  package func open(_ name: String, as caller: Caller) async throws -> BackupReader {
    try Self.check(.readBackups, caller)
    let (name, file) = try find(name)
    let reader = try BackupReader(path: file.path)
    try await auditLog.record(
      Act(
        .backupDownload, entityType: "backup", entityID: name.description,
        description: "Downloaded the backup \(name)"), as: caller)
    return reader
  }

  /// Restores a backup, with users, rights and models as they were then. The backup is verified now and replaces the
  /// database as soon as Muster has stopped serving.
  /// - Throws: `Refusal`: unknown name, damaged, or a backup is being made or restored.
  package func restore(_ name: String, as caller: Caller) async throws -> RestoreRequest {
    try Self.check(.restoreBackup, caller)
    do {
      let restoreRequest = try await acceptRestore(name, caller)
      requestRestore.finish()
      return restoreRequest
    } catch let refusal as Refusal where refusal.code != Refusal.notFoundCode {
      await auditLog.recordRefusal(
        of: .init(.backupRestore, entityType: "backup", entityID: name), because: refusal, as: caller)
      throw refusal
    }
  }

  /// Returns when a restore is requested, or the task is cancelled.
  package nonisolated func waitForRestoreRequest() async {
    for await _ in restoreRequests {}
  }

  private func acceptRestore(_ name: String, _ caller: Caller) async throws -> RestoreRequest {
    let (name, file) = try find(name)
    guard await verify(name, in: try required().folder) else { throw Refusal.isDamaged(name) }
    // Retention may have taken it meanwhile.
    guard file.exists else { throw Refusal.unknown }
    guard !isMaking else { throw Refusal.isMaking }
    guard restoreRequest == nil else { throw Refusal.isRestoring }
    let restoreRequest = RestoreRequest(id: UUID().uuidString.lowercased(), name: name, file: file, caller: caller)
    self.restoreRequest = restoreRequest
    do {
      try await auditLog.record(
        Act(
          .backupRestore, entityType: "backup", entityID: name.description,
          description: "Requested to restore the backup \(name)"), as: caller)
    } catch {
      self.restoreRequest = nil
      throw error
    }
    return restoreRequest
  }

  private func find(_ name: String) throws -> (BackupName, DatabaseFile) {
    guard let folder = settings?.folder, let name = BackupName(name), folder.file(name).exists else {
      throw Refusal.unknown
    }
    return (name, folder.file(name))
  }

  // MARK: - Making and verifying

  private func makeOne(_ settings: Settings, as caller: Caller) async throws -> Stored {
    guard !isMaking else { throw Refusal.isMaking }
    guard restoreRequest == nil else { throw Refusal.isRestoring }
    isMaking = true
    defer { isMaking = false }
    let name = BackupName(milliseconds: UTCStamp.now())
    do {
      try settings.folder.make()
      try settings.folder.tidy()
      let source = DatabaseFile(database.path)
      let contents = try await Backup.make(of: source, at: settings.folder.file(name).path, as: kind)
      remember(name, in: settings.folder, isGood: true)
      try await record(name, contents, as: caller)
      try await removeOldest(settings)
      problem = nil
      return Stored(name: name, bytes: settings.folder.file(name).bytes, isVerified: true)
    } catch let error where !(error is CancellationError) {
      let failure = StorageFailure(error, path: settings.folder.path)
      let reason = "The backup to \(settings.folder.path) failed: \(failure?.description ?? Self.text(of: error))"
      problem = reason
      await auditLog.recordIfPossible(
        Act(.backupMake, entityType: "backup", entityID: name.description, description: reason),
        outcome: .failed, as: caller)
      throw Refusal(
        failure?.cause == .diskFull ? .outOfStorage : .unavailable, code: Refusal.failedCode, detail: reason)
    }
  }

  private func record(_ name: BackupName, _ contents: DatabaseFile.Contents, as caller: Caller) async throws {
    let rows = contents.rows.sorted { $0.key < $1.key }.map { (key: $0.key, value: JSON.int($0.value)) }
    try await auditLog.record(
      Act(
        .backupMake, entityType: "backup", entityID: name.description,
        description: "Made and verified a backup",
        details: ["schema": .int(contents.schema), "rows": .object(JSON.Object(rows))]), as: caller)
  }

  private func removeOldest(_ settings: Settings) async throws {
    let surplus = try settings.folder.backups().dropLast(settings.keep)
    for name in surplus {
      try settings.folder.remove(name)
      verifications[name] = nil
      try await auditLog.record(
        Act(
          .backupRemove, entityType: "backup", entityID: name.description,
          description: "Removed the backup \(name): backups.keep allows \(settings.keep)"),
        as: .system(requestID: "backup"))
    }
  }

  /// A file may be large: concurrent callers share one read.
  private func verify(_ name: BackupName, in folder: BackupFolder) async -> Bool {
    let file = folder.file(name)
    if let known = verifications[name], known == Self.verification(of: file, isGood: known.isGood) {
      return known.isGood
    }
    if let running = verifying[name] { return await running.value }
    let task = Task { await read(name, in: folder) }
    verifying[name] = task
    defer { verifying[name] = nil }
    return await task.value
  }

  private func read(_ name: BackupName, in folder: BackupFolder) async -> Bool {
    let file = folder.file(name)
    do {
      _ = try await file.verify(as: kind)
      remember(name, in: folder, isGood: true)
      return true
    } catch {
      guard file.exists else { return false }
      log("The backup \(file.path) cannot be used: \(error)")
      // Other errors (too many open files, a busy disk) say nothing about the file.
      if error is UnfitFile { remember(name, in: folder, isGood: false) }
      return false
    }
  }

  private func remember(_ name: BackupName, in folder: BackupFolder, isGood: Bool) {
    verifications[name] = Self.verification(of: folder.file(name), isGood: isGood)
  }

  private static func verification(of file: DatabaseFile, isGood: Bool) -> Verification {
    let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
    return Verification(bytes: file.bytes, changedAt: attributes?[.modificationDate] as? Date, isGood: isGood)
  }

  private func required() throws -> Settings {
    guard let settings else { throw Refusal.noFolder }
    return settings
  }

  private static func check(_ action: Action, _ caller: Caller) throws {
    if case .refused(let refusal) = AccessPolicy.decide(action, by: caller.principal) { throw refusal }
  }

  private static func text(of error: any Error) -> String {
    let code = (error as NSError)
    return code.domain == NSCocoaErrorDomain ? code.localizedDescription : "\(error)"
  }
}

extension Refusal {
  fileprivate static let failedCode = "backup.failed"
  fileprivate static let notFoundCode = "backup.not_found"
  fileprivate static let unknown = Refusal(.notFound, code: notFoundCode, detail: "No backup has this name.")
  fileprivate static let isRestoring = Refusal(
    .conflict, code: "backup.restoring", detail: "A restore is in progress. Try again in a moment.")

  fileprivate static func isDamaged(_ name: BackupName) -> Refusal {
    Refusal(
      .conflict, code: "backup.damaged",
      detail: "The backup \(name) is damaged. Nothing was changed. Choose another one; 'muster restore' shows what is "
        + "wrong with it.")
  }
  fileprivate static let noFolder = Refusal(
    .conflict, code: "backup.no_folder",
    detail: "No backup folder is configured. Set backups.folder in the configuration and restart Muster, "
      + "or run 'muster backup FILE' on the server.")
  fileprivate static let isMaking = Refusal(
    .conflict, code: "backup.running", detail: "A backup is already being made. Check the list in a moment.")
}
