import Accounts
import ArgumentParser
import Audit
import Domain
import Foundation
import Registry
import Runtimes
import Server
import Storage

struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Import from another program.",
    subcommands: [ImportOpenWebUI.self, ImportLlamaSwap.self])
}

struct ImportOpenWebUI: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "openwebui", abstract: "Import users, groups and models from an Open WebUI database.",
    discussion: """
      FILE is Open WebUI's webui.db; Open WebUI may be running. If Muster is running, the command sends the necessary \
      parts of the file to the server; you must be signed in as an administrator. If Muster is stopped, it writes to \
      the data folder; run it as the system user that Muster runs as.

        muster import openwebui webui.db --dry-run --config muster.yaml
        muster import openwebui webui.db --config muster.yaml

      Existing users, groups and models are not changed. Importing the same file again changes nothing.
      """)

  @Argument(help: "The database file.", completion: .file()) var file: String
  @Flag(help: "Only report what would change.") var dryRun = false
  @OptionGroup var configurationFile: ConfigurationOption
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let configuration = try configurationFile.load().configuration
    guard FileManager.default.isReadableFile(atPath: file) else {
      throw CommandFailure.unusable("The file \(DisplayText.sanitized(file)) does not exist or cannot be read.")
    }
    let scratch = try ImportFolder(in: NSTemporaryDirectory())
    do {
      let report = try await importOpenWebUI(configuration, scratch)
      try scratch.remove()
      for line in output.json ? [report.serialized()] : ImportReport(report).lines { print(line) }
    } catch {
      try scratch.remove()
      if let refusal = error as? Refusal {
        throw CommandFailure.refused(DisplayText.sanitized(refusal.detail))
      }
      throw error
    }
  }

  private func importOpenWebUI(_ configuration: Configuration, _ scratch: ImportFolder) async throws -> JSON {
    try await Registry.extractOpenWebUI(from: file, to: scratch.extract, people: Accounts.foreignTables)
    let folder: DataFolder
    do {
      folder = try DataFolder(path: configuration.data)
    } catch CommandFailure.inUse {
      return try await server.connection().upload(
        "/api/v1/import/openwebui", Query(["dry_run": dryRun ? "true" : "false"]), file: scratch.extract,
        within: ServerConnection.longestWait)
    }
    return try await importOpenWebUI(configuration, into: folder, from: scratch.extract)
  }

  /// Holds the server's lock, so that no server can start meanwhile.
  private func importOpenWebUI(
    _ configuration: Configuration, into folder: DataFolder, from extract: String
  ) async throws -> JSON {
    let database = try await folder.openDatabase()
    let auditLog = AuditLog(database: database, softwareVersion: MusterCommand.version)
    let available = Set(try ModelsFolder.contents(of: configuration.models).weights.map(\.baseModel))
    // Nothing to announce: the server reads all models when it starts.
    let registry = Registry(
      database: database, auditLog: auditLog, isAvailable: { available.contains($0) },
      restoreRemoved: Accounts.restoreRemoved, announce: { _ in })
    let passwords = PasswordHash()
    let accounts = Accounts(
      database: database, auditLog: auditLog, passwords: passwords, secret: try folder.sessionSecret(),
      sessionSeconds: 0, signUp: .closed, revokeGrants: { _, _, _, _ in (nil, {}) })  // an import deletes no users
    let report = try await registry.importOpenWebUI(
      at: extract, people: accounts.importPeopleAndGroups, isDryRun: dryRun, as: .system(requestID: "import"))
    try await passwords.shutDown()
    try database.close()
    return ImportWire.report(report, isDryRun: dryRun)
  }
}

/// The report of an import from Open WebUI as lines of text.
struct ImportReport {
  let report: JSON

  init(_ report: JSON) { self.report = report }

  var lines: [String] {
    let isDryRun = report["dry_run"]?.bool == true
    var lines = [
      isDryRun
        ? "Dry run: nothing was changed. The import would do this:"
        : report["has_changes"]?.bool == true ? "Imported." : "Everything already exists; nothing was changed."
    ]
    lines += counts.lines(width: nil, isColored: false).map { "  " + $0 }
    var title = ""
    for note in report["notes"]?.array ?? [] {
      let next = note["title"]?.string ?? ""
      if next != title { lines += ["", next + ":"] }
      title = next
      let detail = note["detail"]?.string ?? ""
      lines.append("  \(note["subject"]?.string ?? "")" + (detail.isEmpty ? "" : ": \(detail)"))
    }
    return lines.map(DisplayText.sanitized)
  }

  private var counts: TextTable {
    let outcomes = ["new", "changed", "unchanged", "skipped"]
    var table = TextTable(columns: [.fixed("")] + outcomes.map { .number($0.uppercased()) }, rows: [])
    for (kind, count) in report["counts"]?.object ?? [:] {
      table.rows.append([Cell(kind)] + outcomes.map { Cell(String(count[$0]?.int ?? 0)) })
    }
    return table
  }
}
