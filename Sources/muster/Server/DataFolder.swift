import Accounts
import Audit
import Domain
import Foundation
import Logging
import NIOCore
import Registry
import Residency
import Storage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The folder with the database, the keys and the address file. A lock reserves it for one Muster process.
struct DataFolder: Sendable {
  let path: String
  /// The descriptor that holds the lock until the process ends.
  private let lock: Int32

  /// Creates the folder if it does not exist.
  /// - Throws: `CommandFailure` when it cannot be used, or another Muster uses it.
  init(path: String) throws {
    self.path = path
    do {
      try FileManager.default.createDirectory(
        atPath: path + "/keys", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw CommandFailure.unusable("Cannot create the data folder \(path): \(error.localizedDescription)")
    }
    lock = open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard lock >= 0 else {
      throw CommandFailure.unusable("Cannot write to the data folder \(path): \(String(cString: strerror(errno)))")
    }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      throw CommandFailure.inUse(
        "Another Muster is using the data folder \(path). Stop it, or set another folder in 'data'.")
    }
  }

  static func database(in path: String) -> String { path + "/muster.db" }

  /// The database of the data folder `path`, and the folder for the database that a restore replaces.
  static func replacement(in path: String) -> Replacement {
    Replacement(of: database(in: path), archive: path + "/replaced")
  }

  private static let migrations =
    Accounts.migrations + AuditLog.migrations + Registry.migrations
    + RuntimeCommands.migrations

  /// How this version recognizes Muster's databases.
  static let kind = DatabaseKind(
    migrations: migrations, tables: ["user", "model", "model_revision", "billing_audit_log"])

  /// Opens or creates the database and migrates it.
  /// - Throws: `CommandFailure` when the database is missing after an interrupted restore.
  func openDatabase() async throws -> Database {
    try checkThatNothingIsMissing()
    return try await Self.openDatabase(at: Self.database(in: path))
  }

  static func openDatabase(at file: String) async throws -> Database {
    let database = try Database(path: file)
    do {
      try await database.migrate(migrations)
    } catch {
      try database.close()
      throw CommandFailure.unusable("\(error)")
    }
    return database
  }

  private func checkThatNothingIsMissing() throws {
    let file = Self.database(in: path)
    guard !DatabaseFile(file).exists, let kept = Self.replacement(in: path).kept().last else { return }
    throw CommandFailure.unusable(
      """
      The database \(file) is missing, but \(kept), which a restore replaced, exists. Muster does not create a new \
      database beside it. Restore a backup (muster restore FILE) or the replaced database (muster restore \(kept)). To \
      start with an empty database, move \(path)/replaced elsewhere.
      """)
  }

  /// The key that signs session tokens. Created at the first start, readable only by its owner.
  func sessionSecret() throws -> [UInt8] {
    let file = path + "/keys/session.key"
    if let text = try? String(contentsOfFile: file, encoding: .utf8) {
      let secret = Array(text.trimmingCharacters(in: .whitespacesAndNewlines).utf8)
      guard secret.count >= 32 else {
        throw CommandFailure.unusable(
          "\(file) has fewer than 32 characters. Replace it with a longer secret, or delete it.")
      }
      return secret
    }
    let secret = BytesAsText.hex(RandomBytes.thirtyTwo())
    let isCreated = FileManager.default.createFile(
      atPath: file, contents: Data(secret.utf8), attributes: [.posixPermissions: 0o600])
    guard isCreated else { throw CommandFailure.unusable("Cannot write \(file).") }
    return Array(secret.utf8)
  }

  /// The key that signs the audit trail. Created at the first start.
  func auditKey() throws -> KeyFile { try KeyFile(path: Self.auditKey(in: path)) }

  static func auditKey(in path: String) -> String { path + "/keys/audit.key" }

  /// Logs Muster's address, and writes it to a file for programs that start Muster on port 0.
  func announce(_ address: SocketAddress, _ logger: Logger) {
    guard let port = address.port else { return }
    let host = address.ipAddress ?? "127.0.0.1"
    let url = host.contains(":") ? "http://[\(host)]:\(port)" : "http://\(host):\(port)"
    logger.notice("Muster is listening on \(url)")
    do {
      try url.write(toFile: addressFile, atomically: true, encoding: .utf8)
    } catch {
      logger.warning("Cannot write \(addressFile)", metadata: ["error": "\(error)"])
    }
  }

  func removeAddress() { unlink(addressFile) }

  private var addressFile: String { path + "/address" }
}
