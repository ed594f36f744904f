import Foundation
import GRDB

/// Opens a file of another program without changing it or creating files beside it.
enum ForeignFile {
  /// - Returns: the connection, and whether the file was promised to stay as it is while it is read: see `isUnchanged`.
  /// - Throws: `ForeignDatabase.Unreadable`.
  static func open(_ path: String) throws -> (queue: DatabaseQueue, isPromised: Bool) {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(5)
    do {
      // In WAL mode SQLite leaves files beside the database, also when it only reads. They would belong to whoever runs
      // this, and the other program, run by another user, could not open its own database any more.
      if isAtRest(path), let address = immutable(path),
        let queue = try? DatabaseQueue(path: address, configuration: configuration)
      {
        return (queue, true)
      }
      return (try DatabaseQueue(path: path, configuration: configuration), false)
    } catch let error as DatabaseError {
      throw ForeignDatabase.Unreadable(path: path, reason: error.message ?? error.description)
    }
  }

  /// Whether the promise was kept: no program has begun to write to the file.
  static func isUnchanged(_ path: String) -> Bool { !exists(path + "-wal") }

  /// In WAL mode, and not open in any program.
  private static func isAtRest(_ path: String) -> Bool {
    guard !exists(path + "-wal"), let file = FileHandle(forReadingAtPath: path),
      let header = try? file.read(upToCount: 20), header.count == 20
    else { return false }
    // The version of the format for reading, 2 for WAL (SQLite's file format, 1.3.3).
    return header[19] == 2
  }

  private static func immutable(_ path: String) -> String? {
    let whole = URL(fileURLWithPath: path).path
    return whole.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed).map { "file:\($0)?immutable=1" }
  }

  private static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}
