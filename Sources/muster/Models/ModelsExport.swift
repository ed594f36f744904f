import ArgumentParser
import Domain
import Foundation

struct ModelsExport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Export models as JSON: the given ones, or all you can edit.",
    discussion: """
      'muster models import' imports them, on this server or another. --at exports the models you can see as they were \
      at that time. \(TimeArgument.formats)

        muster models export -o models.json
        muster models export tutor strict | jq '.[].params'
        muster models export --at 2026-07-11 -o in-july.json
      """)

  @Argument(
    help: ArgumentHelp("The IDs of the models.", valueName: "id"),
    completion: .shellCommand("muster models list --quiet 2>/dev/null"))
  var ids: [String] = []
  @Option(help: ArgumentHelp("Export the models as they were at this time.", valueName: "time")) var at: TimeArgument?
  @Option(
    name: .shortAndLong, help: ArgumentHelp("Write to this file. (default: standard output)", valueName: "file"),
    completion: .file())
  var output: String?
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let models = try await models(server.connection())
    let text = Self.text(models)
    guard let output else {
      print(text, terminator: "")
      return
    }
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: output), options: .atomic)
    } catch {
      throw CommandFailure.unusable("The file \(DisplayText.sanitized(output)) cannot be written.")
    }
    print(DisplayText.sanitized("Exported \(models.count) model\(models.count == 1 ? "" : "s") to \(output)."))
  }

  private func models(_ connection: ServerConnection) async throws -> [JSON] {
    if let at {
      if !ids.isEmpty { return try await connection.models(ids, at: at) }
      return try await connection.models(at: at)["data"]?.array ?? []
    }
    var query = Query()
    for id in ids { query.add("ids", id) }
    return try await connection.get("/api/v1/models/export", query).array ?? []
  }

  /// One model per line, so that `diff` can compare two files.
  static func text(_ models: [JSON]) -> String {
    "[\n" + models.map { $0.serialized() }.joined(separator: ",\n") + (models.isEmpty ? "]\n" : "\n]\n")
  }
}

struct ModelsImport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Create and update models from a file: all of them, or none.",
    discussion: """
      FILE is an export of 'muster models export' or of Open WebUI. Models that are not in it are not changed. \
      Importing the same file again changes nothing. Models whose base model or weights are missing are imported \
      inactive; the output says what each one needs. With --dry-run the exit code is 1 if the import would be refused.

        muster models import models.json --dry-run
        muster models import models.json --reason 'from the old server'
      """)

  @Argument(help: "The JSON file with the models.", completion: .file()) var file: String
  @Flag(help: "Only report what would change.") var dryRun = false
  @Option(help: "The reason, for the audit trail.") var reason: String?
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let connection = try server.connection()
    var form: JSON.Object = ["models": .array(try models())]
    form["reason"] = reason.map(JSON.string)
    let answer = try await connection.answer(
      toPost: "/api/v1/models/import", Query(["dry_run": dryRun ? "true" : "false"]), .object(form),
      within: ServerConnection.longestWait)
    if let refusal = answer.refusal, refusal["items"]?.array != nil {
      throw CommandFailure.refused(
        (["Nothing was imported."] + ModelImportReport(refusal).refused).joined(separator: "\n"))
    }
    let report = try connection.content(of: answer)
    let text = ModelImportReport(report)
    for line in output.json ? [report.serialized()] : text.lines { print(line) }
    if !output.json { UndoHint.show(report["undo_token"]?.string) }
    if !text.refused.isEmpty { throw CommandFailure.refused("This import would be refused.") }
  }

  private func models() throws -> [JSON] {
    let name = DisplayText.sanitized(file)
    guard let bytes = FileManager.default.contents(atPath: file) else {
      throw CommandFailure.unusable("The file \(name) does not exist or cannot be read.")
    }
    let content: JSON
    do throws(Refusal) {
      content = try ImportText.json(Array(bytes))
    } catch {
      throw CommandFailure.unrecognized(
        "The file \(name) does not contain a list of models. \(DisplayText.sanitized(error.detail))")
    }
    guard let models = ImportText.models(in: content) else {
      throw CommandFailure.unrecognized("The file \(name) does not contain a list of models.")
    }
    return models
  }
}

/// The report of an import of models as lines of text.
struct ModelImportReport {
  let report: JSON

  init(_ report: JSON) { self.report = report }

  /// A line for each model except the unchanged ones, then the number of models per outcome.
  var lines: [String] {
    let opening = report["dry_run"]?.bool == true ? ["Dry run: nothing was changed. The import would do this:"] : []
    return opening + items.filter { !Self.isUnchanged($0["outcome"]?.string ?? "") }.map(Self.line) + [counts]
  }

  var refused: [String] { items.filter { $0["outcome"]?.string == "refused" }.map(Self.line) }

  private var items: [JSON] { report["items"]?.array ?? [] }

  private var counts: String {
    let counts = (report["counts"]?.object ?? [:]).compactMap { outcome, count in
      count.int == 0 ? nil : "\(count.int ?? 0) \(Self.isUnchanged(outcome) ? "unchanged" : outcome)"
    }
    return counts.isEmpty ? "The file contains no models." : DisplayText.sanitized(counts.joined(separator: ", ") + ".")
  }

  private static func isUnchanged(_ outcome: String) -> Bool { outcome == "skipped" }

  private static func line(_ item: JSON) -> String {
    let place = item["index"]?.int.map { "item \($0)" }
    let name = item["id"]?.string ?? place ?? ""
    let detail = item["detail"]?.string.map { ": \($0)" } ?? ""
    return DisplayText.sanitized("\(item["outcome"]?.string ?? "") \(name)\(detail)")
  }
}
