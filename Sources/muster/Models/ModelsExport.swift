import ArgumentParser
import Domain
import Foundation

struct ModelsExport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write models as JSON: those that are named, else all that you may change.",
    discussion: """
      'muster models import' takes them in again, here or elsewhere. With --at they are written as they were then, as \
      far as you may see them. A time is a date (2026-07-11, '2026-07-11 14:03'), how long ago (2h), or seconds since \
      1970.

        muster models export -o models.json
        muster models export tutor strict | jq '.[].params'
        muster models export --at 2026-07-11 -o in-july.json
      """)

  @Argument(
    help: ArgumentHelp("The ids of models.", valueName: "id"),
    completion: .shellCommand("muster models list --quiet 2>/dev/null"))
  var ids: [String] = []
  @Option(help: ArgumentHelp("As they were at this time.", valueName: "time")) var at: Moment?
  @Option(
    name: .shortAndLong, help: ArgumentHelp("Write to this file. (default: the output)", valueName: "file"),
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
      throw CommandFailure.unusable("The file \(DisplayText.harmless(output)) cannot be written.")
    }
    print(DisplayText.harmless("\(models.count) \(models.count == 1 ? "model is" : "models are") in \(output)."))
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

  /// A model a line, so that two files can be compared by line.
  static func text(_ models: [JSON]) -> String {
    "[\n" + models.map { $0.serialized() }.joined(separator: ",\n") + (models.isEmpty ? "]\n" : "\n]\n")
  }
}

struct ModelsImport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Make and change models as a file says: all that is in it, or nothing.",
    discussion: """
      FILE is what 'muster models export' or Open WebUI's export has written. Models that it does not name stay as \
      they are; to import twice changes nothing. Models that cannot run yet, because their base model or their weights \
      are missing, are imported switched off; the output says what each one needs. With --dry-run the exit code is 1 \
      when something would be refused.

        muster models import models.json --dry-run
        muster models import models.json --reason 'from the old server'
      """)

  @Argument(help: "The file with the models, as JSON.", completion: .file()) var file: String
  @Flag(help: "Only say what would be done.") var dryRun = false
  @Option(help: "Why, for the audit trail.") var reason: String?
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let connection = try server.connection()
    var form: JSON.Object = ["models": .array(try models())]
    form["reason"] = reason.map(JSON.string)
    let answer = try await connection.answer(
      toPost: "/api/v1/models/import", Query(["dry_run": dryRun ? "true" : "false"]), .object(form),
      within: ServerConnection.patience)
    if let refusal = answer.refusal, refusal["items"]?.array != nil {
      throw CommandFailure.refused(
        (["Nothing was imported."] + ModelImportSheet(refusal).refused).joined(separator: "\n"))
    }
    let report = try connection.content(of: answer)
    let sheet = ModelImportSheet(report)
    for line in output.json ? [report.serialized()] : sheet.lines { print(line) }
    if !output.json { UndoAdvice.show(report["undo_token"]?.string) }
    if !sheet.refused.isEmpty { throw CommandFailure.refused("This import would be refused.") }
  }

  private func models() throws -> [JSON] {
    let name = DisplayText.harmless(file)
    guard let bytes = FileManager.default.contents(atPath: file) else {
      throw CommandFailure.unusable("The file \(name) does not exist, or cannot be read.")
    }
    let content: JSON
    do throws(Refusal) {
      content = try ImportText.json(Array(bytes))
    } catch {
      throw CommandFailure.foreign("The file \(name) holds no list of models. \(DisplayText.harmless(error.detail))")
    }
    guard let models = ImportText.models(in: content) else {
      throw CommandFailure.foreign("The file \(name) holds no list of models.")
    }
    return models
  }
}

/// The report of an import of models, for people.
struct ModelImportSheet {
  let report: JSON

  init(_ report: JSON) { self.report = report }

  /// A line for each model that is not as the file says already, then how many there are of each kind.
  var lines: [String] {
    let opening = report["dry_run"]?.bool == true ? ["Nothing was written. The import would do this:"] : []
    return opening + items.filter { !Self.isSilent($0["outcome"]?.string ?? "") }.map(Self.line) + [counts]
  }

  var refused: [String] { items.filter { $0["outcome"]?.string == "refused" }.map(Self.line) }

  private var items: [JSON] { report["items"]?.array ?? [] }

  private var counts: String {
    let counts = (report["counts"]?.object ?? [:]).compactMap { outcome, count in
      count.int == 0 ? nil : "\(count.int ?? 0) \(Self.isSilent(outcome) ? "unchanged" : outcome)"
    }
    return counts.isEmpty ? "There are no models in it." : DisplayText.harmless(counts.joined(separator: ", ") + ".")
  }

  private static func isSilent(_ outcome: String) -> Bool { outcome == "skipped" }

  private static func line(_ item: JSON) -> String {
    let place = item["index"]?.int.map { "item \($0)" }
    let name = item["id"]?.string ?? place ?? ""
    let detail = item["detail"]?.string.map { ": \($0)" } ?? ""
    return DisplayText.harmless("\(item["outcome"]?.string ?? "") \(name)\(detail)")
  }
}
