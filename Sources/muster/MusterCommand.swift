import ArgumentParser

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
