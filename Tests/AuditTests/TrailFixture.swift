import Domain
import Foundation
import Storage

@testable import Audit

/// An audit trail on real files, in a folder that goes with it.
final class TrailFixture: Sendable {
  let folder: String
  let database: Database
  let auditLog: AuditLog
  let trail: AuditTrail

  init(migrations: [Migration] = AuditLog.migrations, seconds: Int = 1000) async throws {
    folder = NSTemporaryDirectory() + "muster-audit-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    database = try Database(path: folder + "/muster.db")
    try await database.migrate(migrations)
    auditLog = AuditLog(database: database, softwareVersion: "9.9", now: { Timestamp(seconds: seconds) })
    trail = AuditTrail(database: database, auditLog: auditLog, key: try KeyFile(path: folder + "/audit.key"))
  }

  deinit {
    try? database.close()
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Another Muster that begins with what is there.
  func again(key file: String = "audit.key") throws -> AuditTrail {
    AuditTrail(database: database, auditLog: auditLog, key: try KeyFile(path: folder + "/" + file))
  }

  /// With the clock at another time.
  func auditLog(at seconds: Int) -> AuditLog {
    AuditLog(database: database, softwareVersion: "9.9", now: { Timestamp(seconds: seconds) })
  }

  func act(_ entity: String, by caller: Caller = .uma, at seconds: Int = 1000) async throws {
    try await auditLog(at: seconds).record(
      Act(.modelUse, entityType: "model", entityID: entity, description: "Used \(entity)"), as: caller)
  }

  func acts(_ count: Int) async throws { for number in 0..<count { try await act("model-\(number)") } }

  var checkpoint: Checkpoint {
    get async throws { Checkpoint(try await trail.checkpoint().text) ?? Checkpoint(origin: "", size: -1, root: .empty) }
  }

  func lines() async throws -> [String] {
    try await database.read { connection in
      try connection.query("SELECT line FROM audit_entry ORDER BY sequence") { try $0.text("line") }
    }
  }

  /// Read by nobody: leaves no entry.
  func page(_ query: AuditQuery) async throws -> AuditLog.Page {
    try await database.read { try AuditLog.page(query, $0) }
  }

  func export(_ format: AuditExport.Format, size: Int? = nil) async throws -> String {
    var text = ""
    try await auditLog.export(format, AuditQuery(), size: size, as: .olga).write { text += $0 }
    return text
  }

  /// Past the audit log, with the triggers dropped.
  func tamper(_ statements: SQL...) async throws {
    try await database.write { connection in
      for trigger in ["audit_entries_stay", "audit_entries_stay_as_written", "audit_entries_are_not_replaced"] {
        try connection.execute(SQL(stringLiteral: "DROP TRIGGER IF EXISTS \(trigger)"))
      }
      for statement in statements { try connection.execute(statement) }
    }
  }

  /// What a look at it finds, the missing triggers aside.
  func findings() async throws -> [String] {
    let outside = try trail.key.outside()
    return try await database.read { try AuditLog.findings(outside: outside, $0) }.map(\.what)
      .filter { !$0.contains("trigger") }
  }

  /// All of the files' bytes: of the database, its log and whatever lies beside it.
  func bytes() throws -> [UInt8] {
    try FileManager.default.contentsOfDirectory(atPath: folder).flatMap { name in
      Array(FileManager.default.contents(atPath: folder + "/" + name) ?? Data())
    }
  }

  func holds(_ text: String) throws -> Bool { Data(try bytes()).range(of: Data(text.utf8)) != nil }
}

extension Caller {
  static func of(_ id: String, _ role: Role) -> Caller {
    Caller(
      principal: Principal(id: UserID(id), name: "\(id) Quetzalcoatl", email: "\(id)@example.org", role: role),
      origin: Origin(requestID: "r", address: "192.0.2.77"), authentication: .session)
  }

  static let olga = Caller.of("olga", .admin)
  static let uma = Caller.of("uma", .user)
}
