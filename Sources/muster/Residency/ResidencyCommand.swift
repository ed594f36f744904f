import ArgumentParser
import Domain

struct ResidencyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "residency", abstract: "Move weights in and out of memory now, without switching a model.",
    subcommands: [Load.self, Unload.self, Pin.self, Unpin.self, Plan.self])
}

extension ResidencyCommand {
  struct Load: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Load a model now, and wait until it is in memory.",
      discussion: """
          muster residency load alpha
        """)

    @OptionGroup var model: ModelArgument
    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ConnectionOptions

    func run() async throws {
      let answer = try await server.connection().post(
        "/api/v1/residency/load", Query(), ["model": .string(model.id)], within: ServerConnection.patience)
      let weights = answer["base_model"]?.string ?? model.id
      output.show(answer, words: "\(weights) is loaded, \(ByteCount.approximate(answer["bytes"]?.int ?? 0)).")
    }
  }

  struct Unload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Unload a model now, and wait until its memory is free.",
      discussion: """
        Running answers finish first. The model stays active: its next request loads it again. To keep it out of \
        memory use 'muster models deactivate'.

          muster residency unload alpha
        """)

    @OptionGroup var model: ModelArgument
    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ConnectionOptions

    func run() async throws {
      let answer = try await server.connection().post(
        "/api/v1/residency/unload", Query(), ["model": .string(model.id)], within: ServerConnection.patience)
      let weights = answer["base_model"]?.string ?? model.id
      output.show(
        answer, words: "\(weights) is unloaded, \(ByteCount.approximate(answer["freed_bytes"]?.int ?? 0)) freed.")
    }
  }
}
