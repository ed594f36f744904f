import ArgumentParser
import Domain

struct ModelsActivate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "activate", abstract: "Activate a model: it is loaded and answers requests.",
    discussion: """
      Returns at once, while the model loads. With --wait it returns when the model is loaded; the exit code is 1 if \
      loading fails and 4 on a timeout. Activating an active model changes nothing.

        muster models activate alpha --reason 'term begins' --wait --timeout 5m
      """)

  @OptionGroup var model: ModelArgument
  @Option(help: "The reason, for the audit trail.") var reason: String?
  @Flag(help: "Wait until the model is loaded.") var wait = false
  @Option(help: ArgumentHelp("How long to wait.", valueName: "duration")) var timeout = DurationArgument(.seconds(120))
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let connection = try server.connection()
    // So that a failure from before this command is not reported as its result.
    let before = wait ? try? await ResidencyWait.residency(of: model.id, on: connection) : nil
    let answer = try await connection.post(
      "/api/v1/models/model/activate", model.query, reason.map { ["reason": .string($0)] })
    if !output.json { output.show(answer, text: ModelStateText(answer).text) }
    if wait {
      try await ResidencyWait(model: model.id, state: .loaded, limit: timeout.duration, before: before)
        .run(on: connection)
    }
    if output.json { print(answer.serialized()) }
  }
}

struct ModelsDeactivate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deactivate", abstract: "Deactivate a model: it refuses new requests and is unloaded.",
    discussion: """
      Once the command returns, the model accepts no new requests; running requests finish. With --wait it returns \
      when the model is unloaded. Deactivating an inactive model changes nothing.

        muster models deactivate alpha --reason 'term ends' --wait
      """)

  @OptionGroup var model: ModelArgument
  @Option(help: "The reason, for the audit trail.") var reason: String?
  @Flag(help: "Wait until the model is unloaded.") var wait = false
  @Option(help: ArgumentHelp("How long to wait.", valueName: "duration")) var timeout = DurationArgument(.seconds(120))
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let connection = try server.connection()
    let answer = try await connection.post(
      "/api/v1/models/model/deactivate", model.query, reason.map { ["reason": .string($0)] })
    if let warning = answer["warning"]?.string { Terminal.writeLine("warning: \(warning)") }
    if !output.json { output.show(answer, text: ModelStateText(answer).text) }
    if wait {
      try await ResidencyWait(model: model.id, state: .unloaded, limit: timeout.duration).run(on: connection)
    }
    if output.json { print(answer.serialized()) }
  }
}

struct ModelsWait: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wait", abstract: "Wait until a model is loaded or unloaded.",
    discussion: """
      The exit code is 1 if the model fails (the reason is printed) and 4 on a timeout.

        muster models wait alpha --state unloaded --timeout 10m
      """)

  @OptionGroup var model: ModelArgument
  @Option(help: "The state to wait for.") var state = ResidencyWait.Goal.loaded
  @Option(help: ArgumentHelp("How long to wait.", valueName: "duration")) var timeout = DurationArgument(.seconds(120))
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    try await ResidencyWait(model: model.id, state: state, limit: timeout.duration).run(on: server.connection())
  }
}

extension ResidencyWait.Goal: ExpressibleByArgument {}

struct ModelsDelete: AsyncParsableCommand {
  enum Dependents: String, ExpressibleByArgument, CaseIterable { case refuse, deactivate, delete }

  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete a model. Its weights file is not deleted.",
    discussion: """
      Moves the model to the bin; 'muster models restore' restores it. Asks for confirmation; scripts must pass --yes. \
      A base model that has presets is deleted only with --dependents, which deactivates its presets or deletes them \
      too.

        muster models delete tutor --yes --reason 'nobody used it'
        muster models delete alpha --dependents delete
      """)

  @OptionGroup var model: ModelArgument
  @Option(help: "The reason, for the audit trail.") var reason: String?
  @Option(help: "What to do with the presets of a base model.") var dependents = Dependents.refuse
  @OptionGroup var confirmation: ConfirmationOption
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    try confirmation.requireTerminal(to: "delete '\(model.id)'")
    let presets = dependents == .delete ? " and all its presets" : ""
    try confirmation.ask("Delete the model '\(model.id)'\(presets)?", otherwise: "Nothing was deleted.")
    var form: JSON.Object = ["id": .string(model.id), "dependents": .string(dependents.rawValue)]
    if let reason { form["reason"] = .string(reason) }
    let connection = try server.connection()
    let answer = try await connection.answer(toPost: "/api/v1/models/model/delete", Query(), .object(form))
    output.show(try connection.content(of: answer), text: "\(model.id) was deleted.")
    UndoHint.show(answer.undoToken)
  }
}
