import ArgumentParser

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
