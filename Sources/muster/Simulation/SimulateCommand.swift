import ArgumentParser
import Domain
import Simulation

struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Compare rules for what leaves memory, on a trace of requests.",
    discussion: """
      Needs no server. TRACE is a table with the columns seconds,model and, if known, context_tokens and \
      generated_tokens; see 'muster trace'. MODELS has the columns model,bytes,load_seconds and, optionally, priority.

      Without --requests-take, requests take no time, and only loading counts. With it they take the time that their \
      tokens need: answers run to their end before a model leaves, one model is loaded at a time, and whoever finds no \
      room waits.

        muster simulate trace.csv --models models.csv --memory 80GiB
        muster simulate trace.csv --models models.csv --memory 80GiB --policy muster,lru --requests-take --json

      POLICIES
        muster         the set of models whose loss costs least: request rate × priority × load time
        lru            least recently used first
        lru-bytes      the same, but what later victims make superfluous stays
        gdsf           GreedyDual-Size with frequency
        largest-first  the largest first
        ollama         a fixed order, by name
        offline        knows the future: how much better a rule could be
      """)

  @Argument(help: "The requests, a CSV file; - for standard input.", completion: .file(extensions: ["csv"]))
  var trace: String

  @Option(help: "The models, a CSV file.", completion: .file(extensions: ["csv"]))
  var models: String

  @Option(help: ArgumentHelp("The memory budget.", valueName: "size"))
  var memory: SizeArgument

  @Option(
    help: ArgumentHelp("Which policies, separated by commas; all for each.", valueName: "names"),
    completion: .list(["all"] + PolicyName.allCases.map(\.rawValue)))
  var policy = "all"

  @Flag(help: "Requests take the time that their tokens need.")
  var requestsTake = false

  @Option(help: ArgumentHelp("Tokens of a prompt in a second.", valueName: "number"))
  var promptSpeed = ServingSpeed().prompt

  @Option(help: ArgumentHelp("Tokens of an answer in a second.", valueName: "number"))
  var generationSpeed = ServingSpeed().generation

  @Option(help: ArgumentHelp("Requests that a model answers at the same time.", valueName: "number"))
  var parallel = ServingSpeed().parallel

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard promptSpeed > 0, promptSpeed.isFinite, generationSpeed > 0, generationSpeed.isFinite else {
      throw ValidationError("A speed must be more than 0.")
    }
    guard (1...10_000).contains(parallel) else { throw ValidationError("--parallel must be from 1 to 10000.") }
    _ = try policies()
  }

  private func policies() throws -> [PolicyName] {
    if policy == "all" { return PolicyName.allCases }
    return try policy.split(separator: ",").map { name in
      guard let policy = PolicyName(rawValue: name.filter { $0 != " " }) else {
        let names = PolicyName.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("There is no policy '\(DisplayText.sanitized(String(name)))'. There are: all, \(names).")
      }
      return policy
    }
  }

  func run() async throws {
    let list = try TableFile.read(models) { text throws(TableText.Problem) in
      try SimulatedModel.list(csv: text, bytes: ByteCount.bytes)
    }
    let requests = try TableFile.read(trace) { text throws(TableText.Problem) in try Trace(csv: text, models: list) }
    var comparison = Comparison(models: list, memory: memory.bytes)
    if requestsTake {
      var speed = ServingSpeed()
      (speed.prompt, speed.generation, speed.parallel) = (promptSpeed, generationSpeed, parallel)
      comparison.speed = speed
    }
    let report = SimulationReport(comparison, policies: try policies(), on: requests)
    if output.json {
      print(report.json.serialized())
    } else {
      for line in report.lines { print(line) }
      output.show(report.table)
    }
  }
}

/// A number of bytes on the command line.
struct SizeArgument: ExpressibleByArgument, Sendable {
  var bytes: Int

  init?(argument: String) {
    guard let bytes = ByteCount.bytes(argument), bytes > 0 else { return nil }
    self.bytes = bytes
  }
}
