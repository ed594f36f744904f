import ArgumentParser
import Domain

struct ModelsUndo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo", abstract: "Take back one deletion, import or other act on models.",
    discussion: """
      TOKEN is what the act printed when it was done; it is good for a day. All of the act is taken back or, when \
      somebody has changed one of its models since, nothing.

        muster models undo 6f1d2c7e-0b1e-4d53-9d0e-3f8f4a0c9e11
      """)

  @Argument(help: "What the act printed.") var token: String
  @Option(help: "Why, for the audit trail.") var reason: String?
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    var form: JSON.Object = ["token": .string(token)]
    form["reason"] = reason.map(JSON.string)
    let answer = try await server.connection().post("/api/v1/models/undo", Query(), .object(form))
    output.show(answer, words: "Undone.")
    if output.json { return }
    for model in answer["models"]?.array ?? [] { output.show(model, words: SwitchedModel(model).sentence) }
    UndoAdvice.show(answer["undo_token"]?.string)
  }
}
