import ArgumentParser
import Domain

struct ModelsDelete: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete a model's entry; its weights stay where they are.",
    discussion: """
      Asks first. In scripts, where nobody can be asked, --yes is needed.

        muster models delete tutor --yes --reason 'nobody used it'
      """)

  @OptionGroup var model: ModelArgument
  @Option(help: "Why, for the audit trail.") var reason: String?
  @OptionGroup var confirmation: ConfirmationOption
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    try confirmation.checkThatSomebodyCanBeAsked(to: "delete '\(model.id)'")
    try confirmation.ask("Delete the model '\(model.id)'?", otherwise: "Nothing was deleted.")
    var form: JSON.Object = ["id": .string(model.id)]
    if let reason { form["reason"] = .string(reason) }
    let answer = try await server.connection().post("/api/v1/models/model/delete", Query(), .object(form))
    output.show(answer, words: "\(model.id) is deleted.")
  }
}
