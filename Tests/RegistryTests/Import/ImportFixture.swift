import Audit
import Domain
import Foundation
import Storage
import Synchronization

@testable import Accounts
@testable import Registry

/// A instance that is empty, and an Open WebUI that moves into it.
final class ImportFixture: Sendable {
  static let sample = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Fixtures/openwebui-sample.db").standardizedFileURL.path

  let accounts: AccountsFixture
  private let source: String
  private let folder: ImportFolder
  private let open = Mutex<Database?>(nil)

  var instance: TestInstance { accounts.instance }

  /// - Parameter source: `nil` for one that `holds` fills.
  init(from source: String?) async throws {
    accounts = try await AccountsFixture(foreignSecret: "muster-test-secret-0123456789abcdef")
    folder = try ImportFolder(in: NSTemporaryDirectory())
    self.source = source ?? folder.uploaded
  }

  deinit {
    try? open.withLock { try $0?.close() }
    try? folder.remove()
  }

  /// Runs statements on the Open WebUI's database, which goes on being open as that of a running one.
  func holds(_ statements: [SQL]) async throws {
    let database = try open.withLock { database in
      let opened = try database ?? Database(path: source)
      database = opened
      return opened
    }
    try await database.write { connection in
      for statement in statements { try connection.execute(statement) }
    }
  }

  @discardableResult
  func run(isDryRun: Bool = false, as caller: Caller = .system(requestID: "import")) async throws -> ImportReport {
    try? FileManager.default.removeItem(atPath: folder.extract)
    try await Registry.extractOpenWebUI(from: source, to: folder.extract, people: Accounts.foreignTables)
    return try await instance.registry.importOpenWebUI(
      at: folder.extract, people: accounts.accounts.importPeopleAndGroups, isDryRun: isDryRun, as: caller)
  }

  /// All rows of all our tables, in words.
  func contents() async throws -> [String] {
    let tables = [
      "user", "credential", "user_group", "group_member", "default_permissions", "model", "model_tag", "access_grant",
      "model_revision", "billing_audit_log",
    ]
    return try await instance.database.read { connection in
      try tables.flatMap { table in
        let columns = try connection.query("SELECT name FROM pragma_table_info(\(table))") { try $0.text("name") }
        let row = columns.map { "quote(\"\($0)\")" }.joined(separator: " || ' ' || ")
        return try connection.query(
          SQL(stringLiteral: "SELECT '\(table): ' || \(row) AS line FROM \"\(table)\" ORDER BY 1")
        ) {
          try $0.text("line")
        }
      }
    }
  }
}

extension ImportReport {
  /// In few words: topic, whom or what, how.
  var words: [String] { notes.map { "\($0.topic.rawValue) \($0.subject)\($0.detail.isEmpty ? "" : ": \($0.detail)")" } }
}
