import Foundation

import struct GRDB.Configuration
import class GRDB.DatabaseQueue

@testable import Storage

/// A database with two tables of its own, and room beside it for its backups.
final class Vault: Sendable {
  static let migrations = [
    Migration(1, "create_item", ["CREATE TABLE item (id TEXT PRIMARY KEY, note TEXT) STRICT"]),
    Migration(
      2, "create_part",
      ["CREATE TABLE part (item TEXT NOT NULL REFERENCES item (id), number INTEGER NOT NULL) STRICT"]),
  ]
  static let kind = DatabaseKind(migrations: migrations, tables: ["item", "part"])

  let folder: String
  let database: Database

  init(items: Int = 200) async throws {
    folder = NSTemporaryDirectory() + "muster-vault-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    database = try Database(path: folder + "/live.db")
    try await database.migrate(Self.migrations)
    try await add(items, named: "first")
  }

  deinit {
    try? database.close()
    try? FileManager.default.removeItem(atPath: folder)
  }

  var file: DatabaseFile { DatabaseFile(folder + "/live.db") }
  var target: String { folder + "/backup.db" }

  /// Items with one part each, an item and its part in one transaction.
  func add(_ count: Int, named name: String) async throws {
    for number in 0..<count { try await add("\(name)-\(number)") }
  }

  func add(_ id: String) async throws {
    try await database.write { connection in
      try connection.execute("INSERT INTO item VALUES (\(id), \(String(repeating: id, count: 50)))")
      try connection.execute("INSERT INTO part VALUES (\(id), 1)")
    }
  }

  func makeBackup() async throws -> DatabaseFile.Contents {
    try await Backup.make(of: file, at: target, as: Self.kind)
  }

  /// A file of these bytes beside the database.
  func write(_ bytes: Data, as name: String) throws -> DatabaseFile {
    try bytes.write(to: URL(filePath: "\(folder)/\(name)"))
    return DatabaseFile("\(folder)/\(name)")
  }

  func bytes(of path: String) throws -> Data { try Data(contentsOf: URL(filePath: path)) }

  /// As somebody would with a tool of their own, that asks no foreign key.
  static func carelessly(_ path: String, _ statement: String) throws {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.writeWithoutTransaction { try $0.execute(sql: statement) }
    try queue.close()
  }

  /// Names and contents of all files.
  func everything() throws -> [String: Data] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder)
    return try Dictionary(
      uniqueKeysWithValues: names.compactMap { name in
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder)
        return !exists || isFolder.boolValue ? nil : (name, try bytes(of: "\(folder)/\(name)"))
      })
  }
}
