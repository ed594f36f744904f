import ArgumentParser
import Domain

struct ModelsBin: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bin", abstract: "List the deleted models that you could have back.",
    discussion: """
      What was deleted last comes first.

        muster models bin
        muster models bin --quiet
      """)

  @Flag(name: .shortAndLong, help: "Print ids only.") var quiet = false
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
        .flexible("BY"), .flexible("WHY"),
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
    help: ArgumentHelp("The model's id.", valueName: "id"),
    completion: .shellCommand("muster models bin --quiet 2>/dev/null"))
  var id: String

  @Option(
    help: ArgumentHelp(
      "Which, when there are several of that id; see 'muster models bin --json'. (default: the one deleted last)",
      valueName: "version-id"))
  var versionId: String?

  var form: JSON.Object { versionId.map { ["version_id": .string($0)] } ?? ["id": .string(id)] }
}

struct ModelsRestore: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Take a model out of the bin, as it was when it was deleted.",
    discussion: """
      Its history goes on. When its id is in use again, give it another one with --as; then its history begins anew.

        muster models restore tutor --reason 'deleted by a slip'
        muster models restore tutor --as old-tutor
      """)

  @OptionGroup var model: BinArgument
  @Option(name: .customLong("as"), help: ArgumentHelp("Another id for it.", valueName: "new-id")) var newID: String?
  @Option(help: "Why, for the audit trail.") var reason: String?
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    var form = model.form
    form["as"] = newID.map(JSON.string)
    form["reason"] = reason.map(JSON.string)
    let answer = try await server.connection().post("/api/v1/models/bin/restore", Query(), .object(form))
    output.show(answer, words: SwitchedModel(answer).sentence)
  }
}

struct ModelsPurge: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "purge", abstract: "Remove a model in the bin for good, with its versions.",
    discussion: """
      Cannot be undone; the audit trail keeps what was said of it. Asks for the id once more. In scripts, where nobody \
      can be asked, --confirm is needed.

        muster models purge tutor --confirm tutor --reason 'asked for by its owner'
      """)

  @OptionGroup var model: BinArgument
  @Option(help: ArgumentHelp("The id once more: do not ask.", valueName: "id")) var confirm: String?
  @Option(help: "Why, for the audit trail.") var reason: String?
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let typed = try confirm ?? typed()
    guard typed.hasSameBytes(as: model.id) else {
      throw CommandFailure.refused(
        "Nothing was purged: '\(DisplayText.harmless(typed))' is not '\(DisplayText.harmless(model.id))'.")
    }
    var form = model.form
    form["confirm"] = .string(typed)
    form["reason"] = reason.map(JSON.string)
    let answer = try await server.connection().post("/api/v1/models/bin/purge", Query(), .object(form))
    output.show(answer, words: "\(model.id) is gone for good.")
  }

  private func typed() throws -> String {
    let name = DisplayText.harmless(model.id)
    guard Terminal.isInputTerminal else {
      throw ValidationError("Nobody is here to be asked; say --confirm \(name) to purge '\(name)'.")
    }
    return Question.ask("Purging cannot be undone. Type the id '\(name)' to confirm: ") ?? ""
  }
}
