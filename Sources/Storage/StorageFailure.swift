import Foundation
import GRDB

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The database cannot be used for a reason that lies outside the program: the disk, the file system, the file.
package struct StorageFailure: Error, Equatable, Sendable, CustomStringConvertible {
  package enum Cause: String, Sendable, CaseIterable {
    case diskFull, readOnly
    /// The file was removed or replaced while it was open, or its disk is gone.
    case lost
    /// Another program holds the database's lock.
    case locked
    case damaged
    /// Any other error of input or output.
    case failed
  }

  package var cause: Cause
  /// The database's file.
  package var path: String
  /// SQLite's message, or the system's.
  package var reason: String

  package init(_ cause: Cause, path: String, reason: String) {
    self.cause = cause
    self.path = path
    self.reason = reason
  }

  package var description: String {
    switch cause {
    case .diskFull: "the disk of \(path) is full (\(reason))"
    case .readOnly: "the file system of \(path) is read-only (\(reason))"
    case .lost: "\(path) is no longer the file that Muster opened: it was removed or replaced, or its disk is gone"
    case .locked: "another program has locked \(path) (\(reason))"
    case .damaged: "\(path) is damaged (\(reason))"
    case .failed: "\(path) cannot be read or written (\(reason))"
    }
  }
}

extension StorageFailure {
  /// - Parameter path: of the file that was read or written; empty when it is not known.
  /// - Returns: `nil` when the error is not one of the disk, the file system or the file.
  package init?(_ error: any Error, path: String) {
    switch error {
    case let failure as StorageFailure: self = failure
    case let error as DatabaseError: self.init(sqlite: error, path: path)
    case let failure as Durable.Failure:
      guard let cause = Self.cause(of: failure.code) else { return nil }
      self.init(cause, path: path, reason: failure.description)
    case let error as CocoaError where error.code == .fileWriteOutOfSpace:
      self.init(.diskFull, path: path, reason: error.localizedDescription)
    case let error as CocoaError where error.code == .fileWriteVolumeReadOnly:
      self.init(.readOnly, path: path, reason: error.localizedDescription)
    default: return nil
    }
  }

  private init?(sqlite error: DatabaseError, path: String) {
    let reason = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_FULL: self.init(.diskFull, path: path, reason: reason)
    case .SQLITE_READONLY:
      self.init(path.isEmpty || Durable.exists(path) ? .readOnly : .lost, path: path, reason: reason)
    case .SQLITE_BUSY, .SQLITE_LOCKED: self.init(.locked, path: path, reason: reason)
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: self.init(.damaged, path: path, reason: reason)
    case .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_PERM: self.init(Self.cause(at: path), path: path, reason: reason)
    default: return nil
    }
  }

  private static func cause(of code: Int32) -> Cause? {
    switch code {
    case ENOSPC, EDQUOT: .diskFull
    case EROFS: .readOnly
    default: nil
    }
  }

  /// SQLite says no more than "disk I/O error"; the file system tells why.
  private static func cause(at path: String) -> Cause {
    if path.isEmpty { return .failed }
    guard Durable.exists(path) else { return .lost }
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return .lost }
    if status.f_flag & UInt(ST_RDONLY) != 0 { return .readOnly }
    return status.f_bavail == 0 ? .diskFull : .failed
  }
}

/// Whether the files that are open are still those that stand at their names.
///
/// What is written into a file that was removed is acknowledged, and gone with the process.
struct OpenedPlace: Sendable {
  private let path: String
  /// By name: device and number.
  private let identities: [String: [UInt]]

  /// - Parameter path: of a database that is open.
  init(path: String) {
    self.path = path
    identities = Dictionary(
      uniqueKeysWithValues: [path, path + "-wal"].compactMap { name in
        Durable.identity(name).map { (name, $0) }
      })
  }

  /// - Throws: `StorageFailure`.
  func check() throws {
    for (name, identity) in identities where Durable.identity(name) != identity {
      throw StorageFailure(.lost, path: path, reason: name)
    }
  }
}
