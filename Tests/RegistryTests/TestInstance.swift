import Domain
import Foundation
import Storage
import Synchronization

@testable import Accounts
@testable import Audit
@testable import Registry

/// A registry with its audit trail on a real file, in a folder that goes with it.
final class TestInstance: Sendable {
  let database: Database
  let auditLog: AuditLog
  let registry: Registry
  private let folder: String
  private let announced: Announcements

  /// - Parameter available: the weights that a runtime has.
  init(
    available: Set<ModelID> = ["alpha", "beta"], launchChoices: @escaping @Sendable () -> [LaunchChoices] = { [] }
  ) async throws {
    folder = NSTemporaryDirectory() + "muster-registry-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    database = try Database(path: folder + "/muster.db")
    try await database.migrate(Accounts.migrations + AuditLog.migrations + Registry.migrations)
    let announced = Announcements()
    self.announced = announced
    auditLog = AuditLog(database: database, softwareVersion: "9.9", now: { Timestamp(seconds: 1000) })
    registry = Registry(
      database: database, auditLog: auditLog, isAvailable: { available.contains($0) },
      launchChoices: launchChoices,
      restoreRemoved: Accounts.restoreRemoved,
      announce: { change in
        // Takes its time, so that an answer that does not wait for it comes too early.
        for _ in 0..<100 { await Task.yield() }
        announced.add(change)
      })
  }

  deinit {
    try? database.close()
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// People and groups of these ids, so that grants can name them.
  func has(people: [String] = [], groups: [String] = []) async throws {
    try await auditLog.writeWithoutEntry { connection in
      for id in people {
        try Account(
          id: UserID(id), name: id.capitalized, email: "\(id)@example.org", role: .user, profileImageURL: "",
          createdAt: Timestamp(seconds: 1)
        ).insert(connection)
      }
      for id in groups {
        try Group(
          id: GroupID(id), creatorID: UserID("olga"), name: id, description: "", parentID: nil, data: Group.defaultData,
          permissions: nil, createdAt: Timestamp(seconds: 1)
        ).insert(connection)
      }
    }
  }

  /// What was announced since the last call.
  func takeAnnouncements() -> [ModelChange] { announced.take() }

  /// All entries of the audit trail, oldest first.
  func entries() async throws -> [AuditEntry] {
    try await page(AuditQuery(limit: 1000)).entries.reversed()
  }

  /// Read by nobody: leaves no entry.
  func page(_ query: AuditQuery) async throws -> AuditLog.Page {
    try await auditLog.catchUp()
    return try await database.read { try AuditLog.page(query, $0) }
  }

  /// The trail in few words: action, entity, outcome.
  func trail() async throws -> [String] {
    try await entries().map { "\($0.action) \($0.entityID) \($0.outcome.rawValue)" }
  }

  /// The history of a model in few words: number, action.
  func revisions(of id: ModelID) async throws -> [String] {
    try await database.read { connection in
      try connection.query("SELECT revision, action FROM model_revision WHERE model_id = \(id.text) ORDER BY revision")
      { "\(try $0.int("revision")) \(try $0.text("action"))" }
    }
  }

  func count(_ table: String) async throws -> Int {
    try await database.read { connection in
      try connection.first(SQL(stringLiteral: "SELECT count(*) AS total FROM \(table)")) { try $0.int("total") } ?? -1
    }
  }
}

/// In the order in which they came.
private final class Announcements: Sendable {
  private let all = Mutex<[ModelChange]>([])

  func add(_ change: ModelChange) { all.withLock { $0.append(change) } }

  func take() -> [ModelChange] {
    all.withLock { all in
      defer { all = [] }
      return all
    }
  }
}

extension Caller {
  static func of(_ id: String, _ role: Role, groups: [String] = [], may permissions: Set<Permission> = []) -> Caller {
    Caller(
      principal: Principal(
        id: UserID(id), name: id.capitalized, email: "\(id)@example.org", role: role,
        groups: groups.map(GroupID.init), permissions: permissions),
      origin: Origin(requestID: "request of \(id)", address: "192.0.2.1"), authentication: .session)
  }

  /// The administrator.
  static let olga = Caller.of("olga", .admin)
  static let ivan = Caller.of("ivan", .user)
  static let pia = Caller.of("pia", .pending)
}

extension ModelID: ExpressibleByStringLiteral {
  public init(stringLiteral value: String) { self.init(stored: value) }
}

extension ModelForm {
  /// A preset on the available base model alpha, unless a test says otherwise.
  static func preset(
    _ id: ModelID = "poet", on base: ModelID = "alpha", name: String = "Poet", params: JSON.Object = [:],
    meta: JSON.Object = [:], grants: [GrantForm]? = nil, isActive: Bool? = nil, reason: String? = nil,
    seen: SeenRevision? = nil
  ) -> ModelForm {
    ModelForm(
      id: id, name: name, content: ModelContent(params: params, meta: meta), baseModelID: .some(base), grants: grants,
      isActive: isActive, reason: reason, seen: seen)
  }

  static func base(_ id: ModelID = "alpha", name: String = "Alpha", isActive: Bool? = nil) -> ModelForm {
    ModelForm(
      id: id, name: name, content: ModelContent(), baseModelID: .some(nil), isActive: isActive)
  }
}

extension GrantForm {
  static let readByAll = GrantForm(grantee: .everyone, permission: .read)
}

extension ModelChange {
  /// The fences and desired states that it announced, as short texts.
  var words: String {
    let desiredStates = desiredStates.map { "\($0.baseModel) \($0.isDesired ? "wanted" : "unwanted") as of \($0.asOf)" }
    return "\(action) \(id)@\(revision)\(isDeleted ? " deleted" : ""): " + desiredStates.joined(separator: ", ")
  }
}

extension [FieldChange] {
  /// As an entry has them: in the order of their names.
  var byField: [FieldChange] { sorted { $0.field < $1.field } }
}
