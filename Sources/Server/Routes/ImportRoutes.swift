import Accounts
import Domain
import Foundation
import Hummingbird
import NIOCore
import Registry

/// Importing the database of an Open WebUI.
struct ImportRoutes {
  /// In bytes. Databases also hold chats with their images.
  static let fileLimit = 4 << 30

  let accounts: Accounts
  let registry: Registry

  var routes: [Route] {
    [
      Route(
        .post, "/api/v1/import/openwebui", .importOpenWebUI,
        "Import users, groups, permissions and models of an Open WebUI; the body is its webui.db", openWebUI)
    ]
  }

  @Sendable private func openWebUI(_ context: RequestContext) async throws -> Response {
    let caller = try context.requireCaller()
    let isDryRun = try context.query.flag("dry_run")
    let report = try await registry.withImportFolder { folder in
      try await Self.receive(context.reader, into: folder.uploaded)
      try await Registry.extractOpenWebUI(from: folder.uploaded, to: folder.extract, people: Accounts.foreignTables)
      return try await registry.importOpenWebUI(
        at: folder.extract, people: accounts.importPeopleAndGroups, isDryRun: isDryRun, as: caller)
    }
    return Reply.json(ImportWire.report(report, isDryRun: isDryRun))
  }

  /// Writes the file piece by piece: it may be larger than the memory.
  /// - Throws: `Refusal` if it is larger than `fileLimit`.
  private static func receive(_ body: BodyReader, into path: String) async throws {
    guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
      let file = FileHandle(forWritingAtPath: path)
    else { throw CocoaError(.fileWriteUnknown) }
    let tooLarge = Refusal(
      .tooLarge, code: "request.too_large", detail: "The file is larger than \(fileLimit.asBytes).")
    try await body.read(atMost: fileLimit, else: tooLarge, isBuffered: false) {
      try file.write(contentsOf: Data($0.readableBytesView))
    }
    // Closing may report an error of writing. After an error above, the handle is closed when it is released.
    try file.close()
  }
}
