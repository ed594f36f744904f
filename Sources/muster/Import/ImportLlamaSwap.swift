import ArgumentParser
import Domain
import Foundation

struct ImportLlamaSwap: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "llama-swap", abstract: "Import models from a configuration of llama-swap.",
    discussion: """
      FILE is llama-swap's config.yaml. Each llama-server command becomes launch settings of the base model whose \
      weights it names; those of other programs come over as they are, if a runtime has 'model_commands: true'. The \
      model's ID, if it is another, and its aliases become presets, so that clients can go on using them. New models are imported deactivated, and all models or none. The report says line by line what has no \
      counterpart.

        muster import llama-swap config.yaml --dry-run
        muster import llama-swap config.yaml
      """)

  @Argument(help: "The configuration file.", completion: .file(extensions: ["yaml", "yml"])) var file: String
  @Flag(help: "Only report what would change.") var dryRun = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let name = DisplayText.sanitized(file)
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
      throw CommandFailure.unusable("The file \(name) does not exist or is not UTF-8 text.")
    }
    let connection = try server.connection()
    let offered = try await connection.get("/api/v1/models/base").array ?? []
    let existing = try await connection.get("/api/v1/models/export").array ?? []
    let read = try LlamaSwapFile(
      try ConfigurationDocument.parse(text, name: file), available: offered.compactMap { $0["id"]?.string },
      existing: Set(existing.compactMap { $0["id"]?.string }), takesCommands: try await Self.takesCommands(connection))
    let answer = try await connection.answer(
      toPost: "/api/v1/models/import", Query(["dry_run": dryRun ? "true" : "false"]),
      ["models": .array(read.models), "reason": "imported from llama-swap"], within: ServerConnection.longestWait)
    if let refusal = answer.refusal, refusal["items"]?.array != nil {
      throw CommandFailure.refused(
        (["Nothing was imported."] + ModelImportReport(refusal).refused).joined(separator: "\n"))
    }
    let report = try connection.content(of: answer)
    if output.json {
      print(Self.json(report, read.notes).serialized())
    } else {
      let notes = read.notes.map { note in (note.line.map { "line \($0): " } ?? "") + note.text }
      for line in ModelImportReport(report).lines { print(line) }
      if !notes.isEmpty {
        print((["", "What did not come over, or needs you:"] + notes.map { "  " + $0 }).joined(separator: "\n"))
      }
      UndoHint.show(report["undo_token"]?.string)
    }
  }

  private static func takesCommands(_ connection: ServerConnection) async throws -> Bool {
    let runtimes = try await connection.get("/api/v1/runtimes")["items"]?.array ?? []
    return runtimes.contains { $0["settings"]?["model_commands"]?.bool == true }
  }

  private static func json(_ report: JSON, _ notes: [LlamaSwapFile.Note]) -> JSON {
    var body = report.object ?? [:]
    body["notes"] = .array(notes.map { ["line": .optional($0.line), "text": .string($0.text)] })
    return .object(body)
  }
}
