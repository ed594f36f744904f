import ArgumentParser
import Domain

struct ModelsDelete: AsyncParsableCommand {
  enum Dependents: String, ExpressibleByArgument, CaseIterable { case refuse, deactivate, delete }

  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete a model's entry; its weights stay where they are.",
    discussion: """
      Asks first. In scripts, where nobody can be asked, --yes is needed. What is deleted is in the bin, from where \
      'muster models restore' brings it back. A base model on which presets stand is deleted only if --dependents says \
      what becomes of them: they are switched off, or deleted with it.

        muster models delete tutor --yes --reason 'nobody used it'
        muster models delete alpha --dependents delete
      """)

  @OptionGroup var model: ModelArgument
  @Option(help: "Why, for the audit trail.") var reason: String?
  @Option(help: "What becomes of the presets that stand on it.") var dependents = Dependents.refuse
  @OptionGroup var confirmation: ConfirmationOption
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    try confirmation.checkThatSomebodyCanBeAsked(to: "delete '\(model.id)'")
    let presets = dependents == .delete ? " and all presets on it" : ""
    try confirmation.ask("Delete the model '\(model.id)'\(presets)?", otherwise: "Nothing was deleted.")
    var form: JSON.Object = ["id": .string(model.id), "dependents": .string(dependents.rawValue)]
    if let reason { form["reason"] = .string(reason) }
    let connection = try server.connection()
    let answer = try await connection.answer(toPost: "/api/v1/models/model/delete", Query(), .object(form))
    output.show(try connection.content(of: answer), words: "\(model.id) is deleted.")
    UndoAdvice.show(answer.undoToken)
  }
}
