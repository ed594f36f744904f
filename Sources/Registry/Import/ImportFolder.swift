import Foundation

/// The folder for the files of one import; private, because they contain password hashes.
package struct ImportFolder: Sendable {
  private static let prefix = "import-"
  package let path: String

  /// - Parameter parent: an existing folder.
  package init(in parent: String) throws {
    path = parent + "/" + Self.prefix + UUID().uuidString.lowercased()
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
  }

  /// The uploaded file.
  package var uploaded: String { path + "/uploaded.db" }
  /// The tables that are read.
  package var extract: String { path + "/extract.db" }

  package func remove() throws { try FileManager.default.removeItem(atPath: path) }

  /// Removes the folders of interrupted imports.
  package static func clear(in parent: String) throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: parent) where name.hasPrefix(prefix) {
      try FileManager.default.removeItem(atPath: parent + "/" + name)
    }
  }
}

extension Registry {
  /// Runs `body` with a folder beside the database, and removes the folder afterwards.
  package func withImportFolder<Value>(_ body: (ImportFolder) async throws -> Value) async throws -> Value {
    let folder = try ImportFolder(in: URL(fileURLWithPath: database.path).deletingLastPathComponent().path)
    let value: Value
    do {
      value = try await body(folder)
    } catch {
      try folder.remove()
      throw error
    }
    try folder.remove()
    return value
  }
}
