import ArgumentParser
import Runtimes
import UnixSignals

/// The root of the command line.
struct MusterCommand: AsyncParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "muster",
    abstract: "Manage the lifecycle of self-hosted AI models.",
    discussion: """
      'muster serve' runs the server. Most other commands connect to a running server: at --url or MUSTER_URL, with \
      the token or API key in --token or MUSTER_TOKEN.

        muster serve --config muster.yaml
        export MUSTER_TOKEN=$(muster sign-in)
        muster models activate alpha --wait
        muster status

      Exit codes: 0 success, 1 refused or failed, 2 invalid configuration, 3 no server reached, 4 timed out, 64 \
      invalid arguments.
      """,
    version: version,
    subcommands: [
      Serve.self, ModelsCommand.self, StatusCommand.self, ResidencyCommand.self, MemoryCommand.self, UsersCommand.self,
      WeightsCommand.self, RuntimesCommand.self, GroupsCommand.self, PermissionsCommand.self, KeysCommand.self,
      CatalogCommand.self, UndoCommand.self,
      AuditCommand.self,
      SignInCommand.self, PasswordCommand.self, ConfigCommand.self, ImportCommand.self, BackupCommand.self,
      RestoreCommand.self,
      DoctorCommand.self, SimulateCommand.self, TraceCommand.self,
    ])

  /// Like ArgumentParser's `main()`, but a `CommandFailure` has its own exit code and is printed without a prefix.
  static func runProgram() async {
    do {
      var command = try await asyncParseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let failure as CommandFailure {
      Terminal.writeLine(failure.message)
      exit(withError: ExitCode(failure.exitCode))
    } catch let refusal as ConfigurationRefusal {
      for problem in refusal.problems { Terminal.writeLine("\(problem)") }
      exit(withError: ExitCode(CommandFailure.configurationExitCode))
    } catch {
      exit(withError: error)
    }
  }
}

struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run the server.",
    discussion: """
      Reads the configuration (see 'muster config example') and runs until it receives SIGTERM or SIGINT.

        muster serve --config muster.yaml
      """)

  @OptionGroup var file: ConfigurationOption

  func run() async throws {
    let loaded = try file.load()
    for warning in loaded.warnings { Terminal.writeLine("warning: \(warning)") }
    // One watch for all runs: a signal between two runs, during a restore, also stops Muster.
    let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
    let stop = StopSignal()
    async let _: Void = Self.fire(stop, at: signals)
    var composition = Composition(
      configuration: loaded.configuration, folder: try DataFolder(path: loaded.configuration.data), stop: stop)
    while let request = try await composition.run() {
      composition.lastRestore = try await DatabaseRestore.run(request, in: composition.folder)
      if stop.hasFired { break }
    }
  }

  private static func fire(_ stop: StopSignal, at signals: UnixSignalsSequence) async {
    for await _ in signals { stop.fire() }
  }
}

/// Why a command failed, with the exit code for scripts.
enum CommandFailure: Error, Equatable {
  /// Refused by the server, or by the command itself.
  case refused(String)
  /// No server answers, or what answers is not Muster.
  case unreachable(String)
  case timedOut(String)
  /// A folder or a file is missing or cannot be used.
  case unusable(String)
  /// Another Muster process holds the lock of the data folder.
  case inUse(String)
  /// The file is truncated or damaged.
  case damaged(String)
  /// The file is not one that Muster wrote.
  case unrecognized(String)
  /// A newer version of Muster wrote the file.
  case newer(String)

  static let configurationExitCode: Int32 = 2

  var exitCode: Int32 {
    switch self {
    case .refused: 1
    case .unreachable: 3
    case .timedOut: 4
    case .unusable, .inUse: Self.configurationExitCode
    case .damaged: 5
    case .unrecognized: 6
    case .newer: 7
    }
  }

  var message: String {
    switch self {
    case .refused(let message), .unreachable(let message), .timedOut(let message), .unusable(let message),
      .inUse(let message), .damaged(let message), .unrecognized(let message), .newer(let message):
      message
    }
  }
}
