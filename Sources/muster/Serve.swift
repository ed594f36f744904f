import ArgumentParser
import Runtimes
import UnixSignals

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
    // Watched from before the first run to after the last: told to stop between two, Muster stops.
    let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
    let stop = StopSignal()
    async let _: Void = Self.fire(stop, at: signals)
    var composition = Composition(
      configuration: loaded.configuration, folder: try DataFolder(path: loaded.configuration.data), stop: stop)
    while let wish = try await composition.run() {
      composition.lastRestore = try await Restoration.carryOut(wish, in: composition.folder)
      if stop.hasFired { break }
    }
  }

  private static func fire(_ stop: StopSignal, at signals: UnixSignalsSequence) async {
    for await _ in signals { stop.fire() }
  }
}
