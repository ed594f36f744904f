import GRDB
import Synchronization

/// Makes backups: one file with everything in the database at one moment.
package enum Backup {
  package struct Exists: Error, CustomStringConvertible {
    package var path: String
    package var description: String { "\(path) exists." }
  }

  /// The backup differs from what was read: the disk or another program has changed it.
  package struct Differs: Error, CustomStringConvertible {
    package var seen: DatabaseFile.Contents
    package var written: DatabaseFile.Contents
    package var description: String { "The backup does not hold what the database held: \(written), not \(seen)" }
  }

  /// Between two checks for cancellation.
  private static let pagesPerStep: Int32 = 1024

  /// The name that a backup has until it is known to be good.
  package static func unfinished(_ target: String) -> String { target + ".partial" }

  /// Writes a backup of `source`, which others may be writing to meanwhile, reads it back, and only then gives it its
  /// name.
  /// - Parameter progress: told the share of the pages that are copied, from 0 to 1.
  /// - Throws: `Exists`; `UnfitFile` when the database is none of this kind, or the backup is not whole; `Differs`.
  package static func make(
    of source: DatabaseFile, at target: String, as kind: DatabaseKind, replacing: Bool = false,
    progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) async throws -> DatabaseFile.Contents {
    guard replacing || !Durable.exists(target) else { throw Exists(path: target) }
    guard source.exists else { throw UnfitFile.missing("there is no such file") }
    let partial = unfinished(target)
    try discard(partial)
    do {
      try Durable.create(partial)
      let seen = try await copy(source, to: partial, kind, progress)
      try Durable.sync(partial)
      let written = try await DatabaseFile(partial).verify(as: kind)
      guard written == seen else { throw Differs(seen: seen, written: written) }
      guard replacing || !Durable.exists(target) else { throw Exists(path: target) }
      try Durable.rename(partial, to: target)
      return written
    } catch {
      try discard(partial)
      throw error
    }
  }

  /// Removes what an interrupted backup has left.
  package static func discard(_ partial: String) throws {
    for ending in ["", "-journal", "-wal", "-shm"] { try Durable.remove(partial + ending) }
  }

  /// Counts and copies within one read transaction: writers are neither delayed nor seen.
  private static func copy(
    _ source: DatabaseFile, to partial: String, _ kind: DatabaseKind, _ progress: @escaping @Sendable (Double) -> Void
  ) async throws -> DatabaseFile.Contents {
    let reader = try source.open()
    let writer = try DatabaseQueue(path: partial)
    let interruption = Interruption()
    let outcome: Result<DatabaseFile.Contents, any Error>
    do {
      let contents = try await withTaskCancellationHandler {
        try await reader.read { database in
          let contents = try kind.contents(Connection(database: database))
          try writer.writeWithoutTransaction { copy in
            try database.backup(to: copy, pagesPerStep: pagesPerStep) { step in
              if interruption.isWanted.load(ordering: .relaxed) { throw CancellationError() }
              let pages = max(1, step.totalPageCount)
              progress(Double(pages - step.remainingPageCount) / Double(pages))
            }
          }
          return contents
        }
      } onCancel: {
        interruption.isWanted.store(true, ordering: .relaxed)
      }
      try await writer.writeWithoutTransaction { try Settling.settle($0) }
      outcome = .success(contents)
    } catch {
      outcome = .failure(error)
    }
    try writer.close()
    try reader.close()
    return try outcome.get()
  }

  private final class Interruption: Sendable {
    let isWanted = Atomic(false)
  }
}

/// Moves the contents of the files beside a database (WAL, journal) into its one file.
package enum Settling {
  package struct InUse: Error, CustomStringConvertible {
    package var description: String { "another program is using the database" }
  }

  static func settle(_ database: GRDB.Database) throws {
    guard try String.fetchOne(database, sql: "PRAGMA journal_mode = DELETE") == "delete" else { throw InUse() }
  }

  /// - Throws: `InUse` or SQLite's error; the file then is as good as it was.
  static func settle(_ path: String) async throws {
    var configuration = GRDB.Configuration()
    configuration.busyMode = .timeout(5)
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    do {
      try await queue.writeWithoutTransaction { try settle($0) }
      try queue.close()
    } catch {
      try queue.close()
      throw error
    }
  }
}
