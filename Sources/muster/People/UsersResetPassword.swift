import Accounts
import ArgumentParser
import Audit
import Domain
import Foundation

struct UsersResetPassword: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reset-password", abstract: "Set a password in the data folder, when nobody can sign in any more.",
    discussion: """
      Speaks to no server: Muster must be stopped, and the command be run by the user that Muster runs as. Asks for \
      the new password, and ends all sessions of the person; API keys stay good. While Muster runs, an administrator \
      does this with 'muster users update USER --ask-password'.

        muster users reset-password ada@example.org --config muster.yaml
      """)

  @Argument(help: "The e-mail address of the account.") var email: String
  @OptionGroup var password: NewPasswordOption
  @OptionGroup var file: ConfigurationOption

  func run() async throws {
    let configuration = try file.load().configuration
    let folder = try Self.folderOfStoppedMuster(configuration.data)
    let database = try await folder.openDatabase()
    let passwords = PasswordHash()
    do {
      let accounts = Accounts(
        database: database, auditLog: AuditLog(database: database, softwareVersion: MusterCommand.version),
        passwords: passwords, secret: try folder.sessionSecret(), sessionSeconds: 0, signUp: .closed,
        revokeGrants: { _, _, _, _ in (nil, {}) })  // nobody leaves here
      let account = try await accounts.accountToReset(email)
      let who = "\(account.name) <\(account.email)>"
      _ = try await accounts.resetPassword(of: email, to: password.read(for: who))
      print(DisplayText.harmless("\(who) has a new password, and has to sign in again."))
    } catch let refusal as Refusal {
      throw CommandFailure.refused(DisplayText.harmless(refusal.detail))
    }
    try await passwords.shutDown()
    try database.close()
  }

  /// The lock is the server's: it cannot start meanwhile.
  private static func folderOfStoppedMuster(_ path: String) throws -> DataFolder {
    guard FileManager.default.fileExists(atPath: DataFolder.database(in: path)) else {
      throw CommandFailure.unusable("No Muster has kept anything in the data folder \(path) yet.")
    }
    do {
      return try DataFolder(path: path)
    } catch CommandFailure.inUse {
      throw CommandFailure.refused(
        """
        Muster is running with the data folder \(path). Stop it first; or let an administrator do it while it runs:
        muster users update USER --ask-password
        """)
    }
  }
}
