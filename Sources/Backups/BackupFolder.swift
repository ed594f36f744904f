import Dispatch
import Foundation
import Storage

/// The folder that scheduled backups go to.
package struct BackupFolder: Sendable {
  package let path: String

  package init(_ path: String) { self.path = path }

  package func file(_ name: BackupName) -> DatabaseFile { DatabaseFile("\(path)/\(name)") }

  /// Creates it if it does not exist.
  func make() throws {
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }

  /// Muster's own files only, oldest first; empty when the folder does not exist yet.
  /// - Throws: when it cannot be read.
  package func backups() throws -> [BackupName] {
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: path).compactMap(BackupName.init).sorted()
  }

  func remove(_ name: BackupName) throws { try FileManager.default.removeItem(atPath: file(name).path) }

  /// Removes what interrupted backups have left. Only for the process that makes them.
  func tidy() throws {
    let ending = Backup.unfinished("")
    for name in try FileManager.default.contentsOfDirectory(atPath: path) where name.hasSuffix(ending) {
      guard BackupName(String(name.dropLast(ending.count))) != nil else { continue }
      try Backup.discard("\(path)/\(name)")
    }
  }
}

/// A backup that is being downloaded: readable to its end even when retention removes it meanwhile.
package struct BackupReader: Sendable {
  private static let chunkBytes = 256 << 10

  package let bytes: Int
  private let handle: FileHandle

  init(path: String) throws {
    handle = try FileHandle(forReadingFrom: URL(filePath: path))
    bytes = Int(try handle.seekToEnd())
    try handle.seek(toOffset: 0)
  }

  /// The next part; `nil` after the last. Reads on a thread that may wait for the disk.
  package func next() async throws -> Data? {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global(qos: .utility).async {
        continuation.resume(
          with: Result {
            let chunk = try handle.read(upToCount: Self.chunkBytes)
            return chunk?.isEmpty == false ? chunk : nil
          })
      }
    }
  }
}
