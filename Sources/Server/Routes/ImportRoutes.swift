import Accounts
import Domain
import Foundation
import Hummingbird
import NIOCore
import Registry

/// Taking over the house of an Open WebUI.
struct ImportRoutes {
  /// Databases hold conversations with their pictures, too.
  static let largestFile = 4 << 30

  let accounts: Accounts
  let registry: Registry

  var routes: [Route] {
    [
      Route(
        .post, "/api/v1/import/openwebui", .importOpenWebUI,
        "Take over people, groups, permissions and models of an Open WebUI; the body is its webui.db", openWebUI)
    ]
  }

  @Sendable private func openWebUI(_ context: RequestContext) async throws -> Response {
    let caller = try context.requireCaller()
    let isRehearsal = try context.query.flag("dry_run")
    let folder = try registry.makeImportFolder()
    let report: ImportReport
    do {
      try await Self.receive(context.reader, into: folder.uploaded)
      try await Registry.extractOpenWebUI(from: folder.uploaded, to: folder.extract, people: Accounts.foreignTables)
      report = try await registry.importOpenWebUI(
        at: folder.extract, people: accounts.takeOver, isRehearsal: isRehearsal, as: caller)
    } catch {
      try folder.remove()
      throw error
    }
    try folder.remove()
    return Reply.json(ImportWire.report(report, isRehearsal: isRehearsal))
  }

  /// Piece by piece: it may be larger than the memory.
  /// - Throws: `Refusal` when it is larger than `largestFile`.
  private static func receive(_ body: BodyReader, into path: String) async throws {
    guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
      let file = FileHandle(forWritingAtPath: path)
    else { throw CocoaError(.fileWriteUnknown) }
    let tooLarge = Refusal(
      .tooLarge, code: "request.too_large", detail: "The file is larger than \(largestFile.asBytes).")
    do {
      try await body.read(atMost: largestFile, else: tooLarge, isBuffered: false) {
        try file.write(contentsOf: Data($0.readableBytesView))
      }
      try file.close()
    } catch {
      try file.close()
      throw error
    }
  }
}
