import ArgumentParser
import Domain

struct ModelsActivate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "activate", abstract: "Switch a model on: it is loaded and answers.",
    discussion: """
      Comes back at once; the load goes on. With --wait it comes back when the weights are in memory, with exit code \
      1 if they cannot be loaded and 4 if that takes too long. To switch on what is on changes nothing.

        muster models activate alpha --reason 'term begins' --wait --timeout 5m
      """)

  @OptionGroup var model: ModelArgument
  @Option(help: "Why, for the audit trail.") var reason: String?
  @Flag(help: "Wait until it is loaded.") var wait = false
  @Option(help: ArgumentHelp("How long to wait.", valueName: "duration")) var timeout = TimeLimit(.seconds(120))
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let connection = try server.connection()
    // A failure from before this act says nothing about it.
    let before = wait ? try? await ResidencyWait.residency(of: model.id, on: connection) : nil
    let answer = try await connection.post(
      "/api/v1/models/model/activate", model.query, reason.map { ["reason": .string($0)] })
    if !output.json { output.show(answer, words: SwitchedModel(answer).sentence) }
    if wait {
      try await ResidencyWait(model: model.id, state: .loaded, limit: timeout.duration, before: before)
        .run(on: connection)
    }
    if output.json { print(answer.serialized()) }
  }
}

struct ModelsDeactivate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deactivate", abstract: "Switch a model off: it refuses new requests and leaves memory.",
    discussion: """
      From the moment this comes back nobody is admitted any more; answers that are running finish. With --wait it \
      comes back when the memory is free. To switch off what is off changes nothing.

        muster models deactivate alpha --reason 'term ends' --wait
      """)

  @OptionGroup var model: ModelArgument
  @Option(help: "Why, for the audit trail.") var reason: String?
  @Flag(help: "Wait until it is out of memory.") var wait = false
  @Option(help: ArgumentHelp("How long to wait.", valueName: "duration")) var timeout = TimeLimit(.seconds(120))
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let connection = try server.connection()
    let answer = try await connection.post(
      "/api/v1/models/model/deactivate", model.query, reason.map { ["reason": .string($0)] })
    if let warning = answer["warning"]?.string { Terminal.complain("warning: \(warning)") }
    if !output.json { output.show(answer, words: SwitchedModel(answer).sentence) }
    if wait {
      try await ResidencyWait(model: model.id, state: .unloaded, limit: timeout.duration).run(on: connection)
    }
    if output.json { print(answer.serialized()) }
  }
}

struct ModelsWait: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wait", abstract: "Wait until a model is in memory, or out of it.",
    discussion: """
      Exit code 1 when it fails (the reason is printed), 4 when it takes too long.

        muster models wait alpha --state unloaded --timeout 10m
      """)

  @OptionGroup var model: ModelArgument
  @Option(help: "What to wait for.") var state = ResidencyWait.Goal.loaded
  @Option(help: ArgumentHelp("How long to wait.", valueName: "duration")) var timeout = TimeLimit(.seconds(120))
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    try await ResidencyWait(model: model.id, state: state, limit: timeout.duration).run(on: server.connection())
  }
}

extension ResidencyWait.Goal: ExpressibleByArgument {}

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
