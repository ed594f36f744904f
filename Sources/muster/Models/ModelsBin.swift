import ArgumentParser
import Domain

struct ModelsBin: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bin", abstract: "List deleted models that can be restored.",
    discussion: """
      The most recently deleted model comes first.

        muster models bin
        muster models bin --quiet
      """)

  @Flag(name: .shortAndLong, help: "Print IDs only.") var quiet = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let answer = try await server.connection().getAllPages("/api/v1/models/bin", of: "items")
    let models = answer["items"]?.array ?? []
    output.show(answer, names: models.map { $0["id"]?.string }, only: quiet, table: Self.table(models))
  }

  static func table(_ models: [JSON]) -> TextTable {
    TextTable(
      columns: [
        .flexible("ID"), .flexible("NAME"), .flexible("BASE MODEL"), .number("REVISION"), .fixed("DELETED"),
        .flexible("DELETED BY"), .flexible("REASON"),
      ],
      rows: models.map { model in
        let who = [model["deleted_by"]?["name"], model["deleted_by"]?["id"]].compactMap { $0?.string }
        return [
          Cell(model["id"]?.string ?? ""), Cell(model["name"]?.string ?? ""),
          Cell(model["base_model_id"]?.string ?? "-"), Cell(model["revision"]?.int.map { "\($0)" } ?? ""),
          Cell(model["deleted_at"]?.int.map(Terminal.localTime) ?? ""), Cell(who.first { !$0.isEmpty } ?? ""),
          Cell(model["reason"]?.string ?? "-"),
        ]
      })
  }
}

/// A model in the bin.
struct BinArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The model's ID.", valueName: "id"),
    completion: .shellCommand("muster models bin --quiet 2>/dev/null"))
  var id: String

  @Option(
    help: ArgumentHelp(
      "Which one, if the bin has several with this ID; see 'muster models bin --json'. (default: the latest)",
      valueName: "version-id"))
  var versionId: String?

  var form: JSON.Object { versionId.map { ["version_id": .string($0)] } ?? ["id": .string(id)] }
}

struct ModelsRestore: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Restore a model from the bin.",
    discussion: """
      The model keeps its history. If its ID is in use again, pass another one with --as; the history then starts anew.

        muster models restore tutor --reason 'deleted by mistake'
        muster models restore tutor --as old-tutor
      """)

  @OptionGroup var model: BinArgument
  @Option(name: .customLong("as"), help: ArgumentHelp("Restore it under this ID.", valueName: "new-id")) var newID:
    String?
  @Option(help: "The reason, for the audit trail.") var reason: String?
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    var form = model.form
    form["as"] = newID.map(JSON.string)
    form["reason"] = reason.map(JSON.string)
    let answer = try await server.connection().post("/api/v1/models/bin/restore", Query(), .object(form))
    output.show(answer, text: ModelStateText(answer).text)
  }
}

struct ModelsPurge: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "purge", abstract: "Delete a model in the bin permanently, with all its revisions.",
    discussion: """
      Can't be undone. The audit trail keeps its entries. Asks for the ID as confirmation; scripts must pass --confirm.

        muster models purge tutor --confirm tutor --reason 'requested by its owner'
      """)

  @OptionGroup var model: BinArgument
  @Option(help: ArgumentHelp("The ID again, as confirmation.", valueName: "id")) var confirm: String?
  @Option(help: "The reason, for the audit trail.") var reason: String?
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let typed = try confirm ?? typed()
    guard typed.hasSameBytes(as: model.id) else {
      throw CommandFailure.refused(
        "Nothing was purged: '\(DisplayText.sanitized(typed))' is not '\(DisplayText.sanitized(model.id))'.")
    }
    var form = model.form
    form["confirm"] = .string(typed)
    form["reason"] = reason.map(JSON.string)
    let answer = try await server.connection().post("/api/v1/models/bin/purge", Query(), .object(form))
    output.show(answer, text: "\(model.id) was purged.")
  }

  private func typed() throws -> String {
    let name = DisplayText.sanitized(model.id)
    guard Terminal.isInputTerminal else {
      throw ValidationError("Not running in a terminal: pass --confirm \(name) to purge '\(name)'.")
    }
    return Prompt.ask("Purging can't be undone. Type the ID '\(name)' to confirm: ") ?? ""
  }
}
