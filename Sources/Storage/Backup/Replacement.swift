import FoundationEssentials
import GRDB

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Replaces a database by another one.
///
/// The new one is completed under a temporary name, and the old one gets a second name, before one rename puts the new
/// one in place: after a crash at any moment, either the old one or the new one is there. The caller holds the lock of
/// the data folder.
package struct Replacement: Sendable {
  /// Where the database is, or is to be.
  package let place: String
  /// The folder for replaced databases, with a folder for each.
  package let archive: String

  package init(of place: String, archive: String) {
    self.place = place
    self.archive = archive
  }

  /// Where the new one is made ready.
  package var prepared: String { place + ".restoring" }

  private static let endings = ["", "-journal", "-wal", "-shm"]

  /// Copies a backup that was verified, and verifies the copy.
  package func prepare(from backup: DatabaseFile, as kind: DatabaseKind) async throws -> DatabaseFile.Contents {
    try discard()
    do {
      try Durable.copy(backup.path, to: prepared)
      return try await DatabaseFile(prepared).verify(as: kind)
    } catch {
      try discard()
      throw error
    }
  }

  /// Removes the prepared file, and what an interrupted replacement has left.
  package func discard() throws {
    for ending in Self.endings { try Durable.remove(prepared + ending) }
    for folder in Self.folders(in: archive) {
      let kept = "\(archive)/\(folder)/\(Self.name(of: place))"
      // Killed before the new one came: the second name of what is still in use.
      guard let identity = Durable.identity(kept), identity == Durable.identity(place) else { continue }
      for ending in Self.endings { try Durable.remove(kept + ending) }
      rmdir("\(archive)/\(folder)")
    }
  }

  /// Makes both one file each; a damaged old one stays as it is, with the files beside it.
  /// - Throws: when another program is using the old one.
  package func settle() async throws {
    try await Settling.settle(prepared)
    try Durable.sync(prepared)
    // A damaged one is not even opened for writing: SQLite would take what lies beside it into it, or remove it.
    guard Durable.exists(place), await isWhole() else { return }
    do {
      try await Settling.settle(place)
    } catch let error as DatabaseError where [.SQLITE_BUSY, .SQLITE_LOCKED].contains(error.resultCode) {
      throw Settling.InUse()
    }
  }

  private func isWhole() async -> Bool {
    let damages = try? await DatabaseFile(place).read { try Integrity.damages($0) }
    return damages?.isEmpty ?? false
  }

  /// - Parameter folder: a new one in the archive, e.g. the time.
  /// - Returns: where the old one is now; `nil` when there was none.
  package func perform(keeping folder: String) throws -> String? {
    let isThere = Durable.exists(place)
    for step in steps(keeping: folder) { try step() }
    return isThere ? "\(archive)/\(folder)/\(Self.name(of: place))" : nil
  }

  /// The steps in order; the program may crash between any two.
  func steps(keeping folder: String) -> [() throws -> Void] {
    let isClear = Self.endings.allSatisfy { !Durable.exists(place + $0) }
    guard !isClear else { return [{ try Durable.rename(prepared, to: place) }] }
    let kept = "\(archive)/\(folder)/\(Self.name(of: place))"
    return [
      {
        try Durable.makeFolder(archive)
        try Durable.makeFolder("\(archive)/\(folder)")
        try Durable.sync(archive)
        try Durable.sync(Durable.folder(of: archive))
      },
      {
        for ending in Self.endings where Durable.exists(place + ending) {
          if link(place + ending, kept + ending) != 0 { try Durable.copy(place + ending, to: kept + ending) }
        }
        try Durable.sync("\(archive)/\(folder)")
      },
      // Only one that is damaged, or gone, still has any. Beside the new one they would be taken for its own.
      { for ending in Self.endings.dropFirst() { try Durable.remove(place + ending) } },
      { try Durable.rename(prepared, to: place) },
    ]
  }

  /// The folders in the archive that hold a database, the newest last.
  package func kept() -> [String] {
    Self.folders(in: archive).map { "\(archive)/\($0)/\(Self.name(of: place))" }.filter(Durable.exists)
  }

  private static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

  private static func folders(in folder: String) -> [String] {
    guard Durable.exists(folder), let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      return []
    }
    return names.sorted()
  }
}
