import ArgumentParser
import Domain
import Simulation

struct TraceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace", abstract: "Make traces of requests for 'muster simulate'.",
    subcommands: [Azure.self, History.self])

  struct Azure: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Draw models for the arrivals of the Azure LLM inference traces.",
      discussion: """
        FILES are CSV files of the AzurePublicDataset with the columns TIMESTAMP,ContextTokens,GeneratedTokens. Several \
        are merged. They do not say which model was asked for: it is drawn, by Zipf's law. The same options give the \
        same trace.

          muster trace azure code.csv conv.csv --stickiness 0.8 --drift 2h --seed 1 > trace.csv
          muster trace azure conv.csv --models models.csv --length 7d > trace.csv
        """)

    @Argument(help: "Files with arrivals.", completion: .file(extensions: ["csv"])) var files: [String]

    @Option(help: "The models, a CSV file as for 'muster simulate'.", completion: .file(extensions: ["csv"]))
    var models: String?

    @Option(help: ArgumentHelp("How many models there are, named model-1 and so on.", valueName: "number"))
    var count = 12

    @Option(help: ArgumentHelp("The exponent of Zipf's law; 0: all alike.", valueName: "number"))
    var zipf = 1.0

    @Option(
      help: ArgumentHelp("How often a request is for the same model as the one before it.", valueName: "probability"))
    var stickiness = 0.0

    @Option(help: ArgumentHelp("After how long other models become popular.", valueName: "duration"))
    var drift: DurationArgument?

    @Option(help: ArgumentHelp("What the trace is stretched to; 0 leaves it as it is.", valueName: "duration"))
    var length = DurationArgument(.seconds(86400))

    @Option(help: ArgumentHelp("Another number gives another trace.", valueName: "number"))
    var seed: UInt64 = 1

    func validate() throws {
      guard (1...100_000).contains(count) else { throw ValidationError("--count must be from 1 to 100000.") }
      guard zipf >= 0, zipf.isFinite else { throw ValidationError("--zipf must be 0 or more.") }
      guard (0...1).contains(stickiness) else { throw ValidationError("--stickiness must be from 0 to 1.") }
      if let drift, drift.duration <= .zero { throw ValidationError("--drift must be more than 0.") }
    }

    func run() async throws {
      let names =
        if let models {
          try TableFile.read(models) { text throws(TableText.Problem) in
            try SimulatedModel.list(csv: text, bytes: ByteCount.bytes)
          }.map(\.name)
        } else {
          (1...count).map { "model-\($0)" }
        }
      var synthetic = SyntheticTrace()
      (synthetic.zipf, synthetic.stickiness, synthetic.seed) = (zipf, stickiness, seed)
      synthetic.drift = drift?.duration.asSeconds
      for line in synthetic.trace(of: try arrivals(), models: names.count).csvLines(models: names) { print(line) }
    }

    private func arrivals() throws -> [SyntheticTrace.Arrival] {
      var texts: [String] = []
      for file in files { texts.append(try TableFile.text(file)) }
      do throws(AzureTrace.Failure) {
        return try AzureTrace.arrivals(
          texts, stretchedTo: length.duration > .zero ? length.duration.asSeconds : nil)
      } catch {
        throw TableFile.failure(files[error.file], error.problem)
      }
    }
  }
}
