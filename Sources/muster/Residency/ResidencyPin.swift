import ArgumentParser
import Domain

extension ResidencyCommand {
  struct Pin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Pin a model in memory.",
      discussion: """
        A pinned model is not unloaded when idle (idle_unload), to make room for others, or by hand. Deactivating it \
        still unloads it.

          muster residency pin alpha
        """)

    @OptionGroup var model: ModelArgument
    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ConnectionOptions

    func run() async throws {
      try await ResidencyCommand.set(true, model, output, server) { "\($0) is pinned." }
    }
  }

  struct Unpin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Unpin a model, so that it may be unloaded.",
      discussion: """
          muster residency unpin alpha
        """)

    @OptionGroup var model: ModelArgument
    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ConnectionOptions

    func run() async throws {
      try await ResidencyCommand.set(false, model, output, server) { "\($0) is no longer pinned." }
    }
  }

  fileprivate static func set(
    _ isPinned: Bool, _ model: ModelArgument, _ output: OutputOptions, _ server: ConnectionOptions,
    words: (String) -> String
  ) async throws {
    let answer = try await server.connection().post(
      "/api/v1/residency/pin", Query(), ["model": .string(model.id), "pinned": .bool(isPinned)])
    output.show(answer, words: words(answer["base_model"]?.string ?? model.id))
  }
}
