import ArgumentParser
import Domain

extension ResidencyCommand {
  struct Keep: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Keep a model in memory although nobody uses it.",
      discussion: """
        It is not unloaded for want of use (idle_unload) nor by hand until it is released. Its switch still turns it \
        off.

          muster residency keep alpha
        """)

    @OptionGroup var model: ModelArgument
    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ConnectionOptions

    func run() async throws {
      try await ResidencyCommand.set(true, model, output, server) { "\($0) is kept in memory." }
    }
  }

  struct Release: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Keep a model in memory no longer than it is used.",
      discussion: """
          muster residency release alpha
        """)

    @OptionGroup var model: ModelArgument
    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ConnectionOptions

    func run() async throws {
      try await ResidencyCommand.set(false, model, output, server) { "\($0) is no longer kept in memory." }
    }
  }

  fileprivate static func set(
    _ isKept: Bool, _ model: ModelArgument, _ output: OutputOptions, _ server: ConnectionOptions,
    words: (String) -> String
  ) async throws {
    let answer = try await server.connection().post(
      "/api/v1/residency/keep", Query(), ["model": .string(model.id), "keep": .bool(isKept)])
    output.show(answer, words: words(answer["base_model"]?.string ?? model.id))
  }
}
