import ArgumentParser
import Runtimes
import UnixSignals

/// The command line: `muster` and everything below it.
struct MusterCommand: AsyncParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "muster",
    abstract: "Looks after the life of self-hosted AI models: what is active is loaded and answers, nothing else.",
    discussion: """
      'muster serve' is the server. All other commands speak to a running one: at MUSTER_URL (or --url) with the \
      token or API key in MUSTER_TOKEN (or --token).

        muster serve --config muster.yaml
        export MUSTER_TOKEN=$(muster sign-in)
        muster models activate alpha --wait
        muster status

      Exit codes: 0 done, 1 refused by the server, 2 the configuration is wrong, 3 no server answers, 4 waited too \
      long, 64 the command line is wrong.
      """,
    version: version,
    subcommands: [
      Serve.self, ModelsCommand.self, StatusCommand.self, ResidencyCommand.self, UsersCommand.self,
      GroupsCommand.self, PermissionsCommand.self, KeysCommand.self, CatalogueCommand.self, UndoCommand.self,
      AuditCommand.self,
      SignInCommand.self, PasswordCommand.self, ConfigCommand.self, ImportCommand.self, BackupCommand.self,
      RestoreCommand.self,
      DoctorCommand.self,
    ])

  /// Like ArgumentParser's own, but a `CommandFailure` ends with its own exit code and is shown as it is worded.
  static func runProgram() async {
    do {
      var command = try await asyncParseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let failure as CommandFailure {
      Terminal.complain(failure.message)
      exit(withError: ExitCode(failure.exitCode))
    } catch let refusal as ConfigurationRefusal {
      for problem in refusal.problems { Terminal.complain("\(problem)") }
      exit(withError: ExitCode(CommandFailure.configurationExitCode))
    } catch {
      exit(withError: error)
    }
  }
}

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

/// Why a command could not do what it was asked to, and what scripts learn of it.
enum CommandFailure: Error, Equatable {
  /// The server said no, in its own words.
  case refused(String)
  /// Nothing that speaks Muster's API answers.
  case unreachable(String)
  case timedOut(String)
  /// The server cannot start with what it was given: a folder, a file.
  case unusable(String)
  /// Another Muster has the data folder.
  case inUse(String)
  /// The file is cut short or damaged.
  case damaged(String)
  /// The file is not Muster's.
  case foreign(String)
  /// The file is a newer version's.
  case newer(String)

  static let configurationExitCode: Int32 = 2

  var exitCode: Int32 {
    switch self {
    case .refused: 1
    case .unreachable: 3
    case .timedOut: 4
    case .unusable, .inUse: Self.configurationExitCode
    case .damaged: 5
    case .foreign: 6
    case .newer: 7
    }
  }

  var message: String {
    switch self {
    case .refused(let message), .unreachable(let message), .timedOut(let message), .unusable(let message),
      .inUse(let message), .damaged(let message), .foreign(let message), .newer(let message):
      message
    }
  }
}
