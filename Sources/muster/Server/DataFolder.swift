import Accounts
import Audit
import Foundation
import Logging
import NIOCore
import Registry
import Storage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The folder with the database, the keys and the address, used by one Muster at a time.
struct DataFolder: Sendable {
  let path: String
  /// Held open, and with it the lock, as long as the process lives.
  private let lock: Int32

  /// Makes the folder if there is none.
  /// - Throws: `CommandFailure` when it cannot be used, or another Muster uses it.
  init(path: String) throws {
    self.path = path
    do {
      try FileManager.default.createDirectory(
        atPath: path + "/keys", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw CommandFailure.unusable("The data folder \(path) cannot be made: \(error.localizedDescription)")
    }
    lock = open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard lock >= 0 else {
      throw CommandFailure.unusable("The data folder \(path) cannot be written: \(String(cString: strerror(errno)))")
    }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      throw CommandFailure.inUse(
        "Another Muster is using the data folder \(path). Stop it, or give this one a folder of its own (data).")
    }
  }

  static func database(in path: String) -> String { path + "/muster.db" }

  /// The database of the data folder `path`, and where it is kept when a backup takes its place.
  static func replacement(in path: String) -> Replacement {
    Replacement(of: database(in: path), attic: path + "/replaced")
  }

  private static let migrations = Accounts.migrations + AuditLog.migrations + Registry.migrations

  /// Muster's own databases, as this version knows them.
  static let kind = DatabaseKind(
    migrations: migrations, tables: ["user", "model", "model_revision", "billing_audit_log"])

  /// Opens the database, or makes it, with all its tables as this version has them.
  /// - Throws: `CommandFailure` when a restore was broken off and the house would begin empty.
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
      The database \(file) is missing, and \(kept) is one that a restore has replaced. Muster does not begin anew \
      beside it. Restore a backup (muster restore FILE), or the replaced one (muster restore \(kept)); to begin with \
      an empty house, move \(path)/replaced elsewhere.
      """)
  }

  /// Signs the tokens of sessions; made at the first start, readable by the owner alone.
  func sessionSecret() throws -> [UInt8] {
    let file = path + "/keys/session.key"
    if let text = try? String(contentsOfFile: file, encoding: .utf8) {
      let secret = Array(text.trimmingCharacters(in: .whitespacesAndNewlines).utf8)
      guard secret.count >= 32 else {
        throw CommandFailure.unusable(
          "\(file) holds fewer than 32 characters. Put a longer secret there, or remove it.")
      }
      return secret
    }
    let secret = (0..<32).map { _ in
      let hex = String(UInt8.random(in: .min ... .max), radix: 16)
      return hex.count == 1 ? "0" + hex : hex
    }.joined()
    let isMade = FileManager.default.createFile(
      atPath: file, contents: Data(secret.utf8), attributes: [.posixPermissions: 0o600])
    guard isMade else { throw CommandFailure.unusable("\(file) cannot be written.") }
    return Array(secret.utf8)
  }

  /// Signs the audit trail; made at the first start.
  func auditKey() throws -> KeyFile { try KeyFile(path: Self.auditKey(in: path)) }

  static func auditKey(in path: String) -> String { path + "/keys/audit.key" }

  /// Says where Muster answers: to people, and in a file to programs that let it choose the port.
  func announce(_ address: SocketAddress, _ logger: Logger) {
    guard let port = address.port else { return }
    let host = address.ipAddress ?? "127.0.0.1"
    let url = host.contains(":") ? "http://[\(host)]:\(port)" : "http://\(host):\(port)"
    logger.notice("Muster answers at \(url)")
    do {
      try url.write(toFile: addressFile, atomically: true, encoding: .utf8)
    } catch {
      logger.warning("\(addressFile) cannot be written", metadata: ["error": "\(error)"])
    }
  }

  func forgetAddress() { unlink(addressFile) }

  private var addressFile: String { path + "/address" }
}
