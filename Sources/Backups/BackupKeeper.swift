import Audit
import Domain
import Foundation
import Storage

/// The backups in the folder of the configuration: made on a schedule or when an administrator asks, the oldest removed.
package actor BackupKeeper {
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
    /// Whether every page and reference of it was looked at, as the file is now, and found good.
    package var isVerified: Bool
  }

  /// A file as it was when it was verified.
  private struct Look: Equatable {
    var bytes: Int
    var changedAt: Date?
    var isGood: Bool
  }

  /// After a failure it is tried again so soon, or at the next time if that is sooner.
  private static let patience = Duration.seconds(600)

  private let database: Database
  private let auditLog: AuditLog
  private let kind: DatabaseKind
  private let settings: Settings?
  private let log: @Sendable (String) -> Void
  private var looks: [BackupName: Look] = [:]
  private var looking: [BackupName: Task<Bool, Never>] = [:]
  private var isMaking = false
  /// Of this process; `nil` when nothing was restored while it ran.
  package nonisolated let lastRestore: RestoreOutcome?
  /// Once there is one, Muster comes to rest.
  package private(set) var wish: RestoreRequest?
  private let (asked, ask) = AsyncStream.makeStream(of: Void.self)
  /// Why the last one failed, in words for `/health`; `nil` when it did not.
  package private(set) var problem: String?

  /// - Parameters:
  ///   - settings: `nil` when no folder is configured.
  ///   - lastRestore: what became of the wish that this run of Muster came after.
  ///   - log: told what goes wrong, in words.
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
      // One that somebody has asked for is being made, or this one failed: Muster goes on without it.
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

  // What administrators ask for

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

  /// The file of a backup that somebody wants to have; leaves an entry, because all that is in it goes with it.
  /// - Throws: `Refusal`: there is none of that name.
  package func open(_ name: String, as caller: Caller) async throws -> BackupReader {
    try Self.check(.readBackups, caller)
    let (name, file) = try find(name)
    let reader = try BackupReader(path: file.path)
    try await auditLog.record(
      Act(
        .backupDownload, entityType: "backup", entityID: name.description,
        description: "Fetched the backup \(name)"), as: caller)
    return reader
  }

  /// Lets the house go on from a backup, with people, rights and models as they were then: the backup is looked at now,
  /// and takes the database's place as soon as Muster has come to rest.
  /// - Throws: `Refusal`: there is none of that name, it is not whole, or something is being made or restored.
  package func restore(_ name: String, as caller: Caller) async throws -> RestoreRequest {
    try Self.check(.restoreBackup, caller)
    do {
      let wish = try await takeWish(name, caller)
      ask.finish()
      return wish
    } catch let refusal as Refusal where refusal.code != Refusal.notFoundCode {
      await auditLog.recordRefusal(
        of: .init(.backupRestore, entityType: "backup", entityID: name), because: refusal, as: caller)
      throw refusal
    }
  }

  /// Returns when somebody has asked for a restore, or the task is cancelled.
  package nonisolated func untilRestoreIsAsked() async {
    for await _ in asked {}
  }

  private func takeWish(_ name: String, _ caller: Caller) async throws -> RestoreRequest {
    let (name, file) = try find(name)
    guard await verify(name, in: try required().folder) else { throw Refusal.isDamaged(name) }
    // Retention may have taken it meanwhile.
    guard file.exists else { throw Refusal.unknown }
    guard !isMaking else { throw Refusal.isMaking }
    guard wish == nil else { throw Refusal.isRestoring }
    let wish = RestoreRequest(id: UUID().uuidString.lowercased(), name: name, file: file, caller: caller)
    self.wish = wish
    do {
      try await auditLog.record(
        Act(
          .backupRestore, entityType: "backup", entityID: name.description,
          description: "Asked for the house to go on from the backup \(name)"), as: caller)
    } catch {
      self.wish = nil
      throw error
    }
    return wish
  }

  private func find(_ name: String) throws -> (BackupName, DatabaseFile) {
    guard let folder = settings?.folder, let name = BackupName(name), folder.file(name).exists else {
      throw Refusal.unknown
    }
    return (name, folder.file(name))
  }

  // How it is done

  private func makeOne(_ settings: Settings, as caller: Caller) async throws -> Stored {
    guard !isMaking else { throw Refusal.isMaking }
    guard wish == nil else { throw Refusal.isRestoring }
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
      let reason = "The backup to \(settings.folder.path) failed: \(failure?.description ?? Self.words(error))"
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
        description: "A backup was made and verified",
        details: ["schema": .int(contents.schema), "rows": .object(JSON.Object(rows))]), as: caller)
  }

  private func removeOldest(_ settings: Settings) async throws {
    let surplus = try settings.folder.backups().dropLast(settings.keep)
    for name in surplus {
      try settings.folder.remove(name)
      looks[name] = nil
      try await auditLog.record(
        Act(
          .backupRemove, entityType: "backup", entityID: name.description,
          description: "The backup \(name) was removed: \(settings.keep) newer ones are kept (backups.keep)"),
        as: .system(requestID: "backup"))
    }
  }

  /// A file may be large: however many ask, it is read once.
  private func verify(_ name: BackupName, in folder: BackupFolder) async -> Bool {
    let file = folder.file(name)
    if let look = looks[name], look == Self.look(file, isGood: look.isGood) { return look.isGood }
    if let running = looking[name] { return await running.value }
    let task = Task { await read(name, in: folder) }
    looking[name] = task
    defer { looking[name] = nil }
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
      log("The backup \(file.path) is no good: \(error)")
      // What hindered the look (too many open files, a busy disk) says nothing about the file.
      if error is UnfitFile { remember(name, in: folder, isGood: false) }
      return false
    }
  }

  private func remember(_ name: BackupName, in folder: BackupFolder, isGood: Bool) {
    looks[name] = Self.look(folder.file(name), isGood: isGood)
  }

  private static func look(_ file: DatabaseFile, isGood: Bool) -> Look {
    let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
    return Look(bytes: file.bytes, changedAt: attributes?[.modificationDate] as? Date, isGood: isGood)
  }

  private func required() throws -> Settings {
    guard let settings else { throw Refusal.noFolder }
    return settings
  }

  private static func check(_ action: Action, _ caller: Caller) throws {
    if case .refused(let refusal) = AccessPolicy.decide(action, by: caller.principal) { throw refusal }
  }

  private static func words(_ error: any Error) -> String {
    let code = (error as NSError)
    return code.domain == NSCocoaErrorDomain ? code.localizedDescription : "\(error)"
  }
}

extension Refusal {
  fileprivate static let failedCode = "backup.failed"
  fileprivate static let notFoundCode = "backup.not_found"
  fileprivate static let unknown = Refusal(.notFound, code: notFoundCode, detail: "There is no backup of that name.")
  fileprivate static let isRestoring = Refusal(
    .conflict, code: "backup.restoring", detail: "The house is about to go on from a backup. Look again in a moment.")

  fileprivate static func isDamaged(_ name: BackupName) -> Refusal {
    Refusal(
      .conflict, code: "backup.damaged",
      detail: "The backup \(name) is not whole. Nothing was touched. Choose another one; 'muster restore' says what is "
        + "wrong with it.")
  }
  fileprivate static let noFolder = Refusal(
    .conflict, code: "backup.no_folder",
    detail: "No folder for backups is configured. Set backups.folder in the configuration and start Muster again; "
      + "until then 'muster backup FILE' makes one on the machine itself.")
  fileprivate static let isMaking = Refusal(
    .conflict, code: "backup.running", detail: "A backup is being made just now. Look at the list in a moment.")
}
