import ArgumentParser

/// `muster serve`: reads the configuration and runs until it is told to stop.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run the server.",
    discussion: """
      Reads the configuration (see 'muster config example') and runs until it gets SIGTERM or SIGINT.

        muster serve --config muster.yaml
      """)

  @OptionGroup var file: ConfigurationOption

  func run() async throws {
    let loaded = try file.load()
    for doubt in loaded.doubts { Terminal.complain("warning: \(doubt)") }
    try await Composition(configuration: loaded.configuration).run()
  }
}
