import Foundation
import Storage

/// The folder that scheduled backups go to.
package struct BackupFolder: Sendable {
  package let path: String

  package init(_ path: String) { self.path = path }

  package func file(_ name: BackupName) -> DatabaseFile { DatabaseFile("\(path)/\(name)") }

  /// Makes it if there is none.
  func make() throws {
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }

  /// Our own files alone, oldest first. None when the folder is not there yet.
  /// - Throws: when it cannot be read.
  package func backups() throws -> [BackupName] {
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: path).compactMap(BackupName.init).sorted()
  }

  func remove(_ name: BackupName) throws { try FileManager.default.removeItem(atPath: file(name).path) }

  /// Removes what backups that were killed have left. Only for whoever makes them here.
  func tidy() throws {
    let ending = Backup.unfinished("")
    for name in try FileManager.default.contentsOfDirectory(atPath: path) where name.hasSuffix(ending) {
      guard BackupName(String(name.dropLast(ending.count))) != nil else { continue }
      try Backup.discard("\(path)/\(name)")
    }
  }
}
