import Foundation
import Storage

/// A database in a folder of its own, both gone with this.
final class Scratch: Sendable {
  let folder: String
  let database: Database
  var path: String { folder + "/muster.db" }

  init() throws {
    folder = NSTemporaryDirectory() + "muster-storage-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    database = try Database(path: folder + "/muster.db")
  }

  deinit {
    try? database.close()
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// A table for one's own tests.
  static func withTable() async throws -> Scratch {
    let scratch = try Scratch()
    _ = try await scratch.database.write { connection in
      try connection.execute(
        "CREATE TABLE item (id TEXT PRIMARY KEY, size INTEGER, weight REAL, note TEXT) STRICT")
    }
    return scratch
  }

  func add(_ id: String, size: Int? = nil, note: String? = nil) async throws {
    _ = try await database.write { connection in
      try connection.execute("INSERT INTO item (id, size, note) VALUES (\(id), \(size), \(note))")
    }
  }

  /// Whether any of the files does: the database, its log and whatever lies beside it.
  func holds(_ text: String) throws -> Bool {
    try FileManager.default.contentsOfDirectory(atPath: folder).contains { name in
      FileManager.default.contents(atPath: folder + "/" + name)?.range(of: Data(text.utf8)) != nil
    }
  }

  func ids(_ condition: SQL = "1", ordered order: SQL = "id") async throws -> [String] {
    try await database.read { connection in
      try connection.query("SELECT id FROM item WHERE \(condition) ORDER BY \(order)") {
        try $0.text("id")
      }
    }
  }
}
