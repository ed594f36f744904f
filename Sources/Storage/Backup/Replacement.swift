import FoundationEssentials
import GRDB

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Puts another database in the place of the one that is there.
///
/// The new one is finished under a name of its own, and the old one gets a second name, before one renaming puts the
/// new one in its place: whoever kills the program at any moment finds the old one there or the new one. Whoever calls
/// holds the lock of the data folder.
package struct Replacement: Sendable {
  /// Where the database is, or is to be.
  package let place: String
  /// The folder for what is replaced, a folder for each time.
  package let attic: String

  package init(of place: String, attic: String) {
    self.place = place
    self.attic = attic
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

  /// Removes what is prepared, and what an earlier one that was killed has left.
  package func discard() throws {
    for ending in Self.endings { try Durable.remove(prepared + ending) }
    for folder in Self.folders(in: attic) {
      let kept = "\(attic)/\(folder)/\(Self.name(of: place))"
      // Killed before the new one came: the second name of what is still in use.
      guard let identity = Durable.identity(kept), identity == Durable.identity(place) else { continue }
      for ending in Self.endings { try Durable.remove(kept + ending) }
      rmdir("\(attic)/\(folder)")
    }
  }

  /// Puts both into one file each, if they can be: an old one that is damaged stays as it is, files beside it and all.
  /// - Throws: when somebody else is using the old one.
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

  /// - Parameter folder: a new one in the attic, e.g. the time.
  /// - Returns: where the old one is now; `nil` when there was none.
  package func perform(keeping folder: String) throws -> String? {
    let isThere = Durable.exists(place)
    for step in steps(keeping: folder) { try step() }
    return isThere ? "\(attic)/\(folder)/\(Self.name(of: place))" : nil
  }

  /// What is done, one after the other; the program may end between any two.
  func steps(keeping folder: String) -> [() throws -> Void] {
    let isClear = Self.endings.allSatisfy { !Durable.exists(place + $0) }
    guard !isClear else { return [{ try Durable.rename(prepared, to: place) }] }
    let kept = "\(attic)/\(folder)/\(Self.name(of: place))"
    return [
      {
        try Durable.makeFolder(attic)
        try Durable.makeFolder("\(attic)/\(folder)")
        try Durable.sync(attic)
        try Durable.sync(Durable.folder(of: attic))
      },
      {
        for ending in Self.endings where Durable.exists(place + ending) {
          if link(place + ending, kept + ending) != 0 { try Durable.copy(place + ending, to: kept + ending) }
        }
        try Durable.sync("\(attic)/\(folder)")
      },
      // Only one that is damaged, or gone, still has any. Beside the new one they would be taken for its own.
      { for ending in Self.endings.dropFirst() { try Durable.remove(place + ending) } },
      { try Durable.rename(prepared, to: place) },
    ]
  }

  /// The folders in the attic that hold a database, the newest last.
  package func kept() -> [String] {
    Self.folders(in: attic).map { "\(attic)/\($0)/\(Self.name(of: place))" }.filter(Durable.exists)
  }

  private static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

  private static func folders(in folder: String) -> [String] {
    guard Durable.exists(folder), let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      return []
    }
    return names.sorted()
  }
}
