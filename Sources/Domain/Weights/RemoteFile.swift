/// A file that is downloaded, and what is known of it; kept in the database until it is complete.
package struct RemoteFile: Equatable, Sendable {
  /// With its query, which may be a secret: for the request only, never shown.
  package var url: String
  /// Where it goes, below the models folder.
  package var path: String
  /// `nil`: the server did not tell.
  package var bytes: Int?
  /// SHA-256 that it must have, in hexadecimal.
  package var sha256: String?
  /// `ETag` or `Last-Modified` of what was received so far: tells whether the rest belongs to it.
  package var validator: String?

  package init(url: String, path: String, bytes: Int? = nil, sha256: String? = nil, validator: String? = nil) {
    self.url = url
    self.path = path
    self.bytes = bytes
    self.sha256 = sha256
    self.validator = validator
  }

  /// For the database.
  package var json: JSON {
    [
      "url": .string(url), "path": .string(path), "bytes": .optional(bytes), "sha256": .optional(sha256),
      "validator": .optional(validator),
    ]
  }

  package init?(_ json: JSON) {
    guard let url = json["url"]?.string, let path = json["path"]?.string else { return nil }
    self.init(
      url: url, path: path, bytes: json["bytes"]?.int, sha256: json["sha256"]?.string,
      validator: json["validator"]?.string)
  }
}

/// The place where several files arrive that become visible together.
package protocol WeightsArrival: Sendable {
  /// Bytes that are there; after a restart, too.
  var receivedBytes: Int { get }
  /// Appends to the file, on the disk of the models folder.
  /// - Throws: `Refusal` when the disk is full, or it cannot be written.
  func write(_ bytes: UnsafeRawBufferPointer) throws(Refusal)
  /// Makes everything that was written durable.
  /// - Returns: SHA-256 of the whole file.
  /// - Throws: `Refusal` when it is not on the disk, or is no GGUF file.
  func complete() async throws -> String
}

/// The files of the models folder.
package protocol WeightsFiles: Sendable {
  /// - Throws: `Refusal` when the folder cannot be read.
  func contents() async throws -> FolderContents
  /// Of the disk on which `path` is or would be.
  /// - Throws: `Refusal` when the folder is missing.
  func space(at path: String) throws(Refusal) -> DiskSpace
  /// What is at `path` now; `nil`: nothing, or no regular file.
  func file(at path: String) -> StoredFile?
  /// SHA-256 of a whole file, in hexadecimal. Takes seconds for each gigabyte.
  /// - Parameter isUrgent: somebody waits for it; else the other work of the machine goes first.
  /// - Throws: `Refusal` when it cannot be read; `CancellationError`.
  func digest(of path: String, isUrgent: Bool) async throws -> String

  /// Hides files from the runtimes. All or none.
  /// - Parameter key: with which `putBack` finds them.
  func hide(_ paths: [String], key: String) throws(Refusal)
  /// Shows files again. All or none; nothing is overwritten.
  func putBack(_ paths: [String], key: String) throws(Refusal)
  /// Removes hidden files for good; those that are gone are no problem.
  func removeHidden(_ paths: [String], key: String) throws(Refusal)

  /// Opens the partial file of an arrival, invisible to the runtimes, and goes on behind what is in it.
  /// - Parameter reserve: bytes of the disk that stay free.
  func arrive(_ path: String, key: String, reserve: Int) async throws -> any WeightsArrival
  /// Bytes in the partial file.
  func arrivedBytes(_ path: String, key: String) -> Int
  /// Of the partial file; a rename does not change it.
  func arrivedIdentity(_ path: String, key: String) -> StoredFile.Identity?
  /// Empties the partial file.
  func restartArrival(_ path: String, key: String) throws(Refusal)
  /// Gives complete files their names. All or none; nothing is overwritten.
  func land(_ paths: [String], key: String) throws(Refusal)
  /// Takes the names back.
  func unland(_ paths: [String], key: String) throws(Refusal)
  /// Removes the partial files of an arrival that is given up.
  func abandon(_ paths: [String], key: String)
  /// Removes the partial files of arrivals that ended with Muster's process.
  /// - Parameter arrivals: those that go on.
  /// - Returns: what was removed.
  func removeLeftovers(besides arrivals: [(paths: [String], key: String)]) async -> [String]
}

/// Where weights are downloaded from.
package protocol WeightsSource: Sendable {
  /// Finds the files behind an address, with their sizes and digests where the server tells them.
  /// - Throws: `Refusal` when there are none, or the server refuses.
  func find(_ address: WeightsAddress) async throws -> [RemoteFile]
  /// Downloads what is missing of one file. A connection that breaks is tried again.
  /// - Parameters:
  ///   - learned: called with what the server says of the file, before its first byte is written.
  ///   - progress: called with the number of bytes that are there.
  /// - Returns: SHA-256 of the whole file.
  /// - Throws: `Refusal` when it cannot be had; `CancellationError`.
  func fetch(
    _ file: RemoteFile, key: String, reserve: Int, into files: any WeightsFiles,
    learned: @escaping @Sendable (RemoteFile) async throws -> Void, progress: @escaping @Sendable (Int) -> Void
  ) async throws -> String
}
