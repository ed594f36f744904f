import Accounts
import ArgumentParser
import Audit
import Domain
import Foundation

struct UsersCreate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Create a user.",
    discussion: """
      Asks for the new user's password.

        muster users create uma@example.org --name Uma
        muster users create ada@example.org --name Ada --role admin --password-stdin < password.txt
      """)

  @Argument(help: "The email address to sign in with.") var email: String
  @Option(help: "The display name.") var name: String
  @Option(help: "The role. Pending users can't use Muster yet.") var role = Role.user
  @OptionGroup var password: NewPasswordOption
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let connection = try server.connection()
    let user = try await connection.post(
      "/api/v1/auths/add", Query(),
      [
        "name": .string(name), "email": .string(email), "role": .string(role.rawValue),
        "password": .string(try password.read(for: email)),
      ])
    output.show(
      user, text: "\(UserText.nameAndAddress(user)) was created with the role \(user["role"]?.string ?? "").")
  }
}

struct UsersUpdate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "update", abstract: "Change a user's name, email address, role or password.",
    discussion: """
      Other fields do not change. A new role or password ends all sessions of the user.

        muster users update uma@example.org --role admin
        muster users update uma@example.org --ask-password
      """)

  @OptionGroup var user: UserArgument
  @Option(help: "The display name.") var name: String?
  @Option(help: "The email address to sign in with.") var email: String?
  @Option(help: "The role. Pending users can't use Muster.") var role: Role?
  @Flag(help: "Read the new password from the first line of standard input.") var passwordStdin = false
  @Flag(help: "Ask for the new password.") var askPassword = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func validate() throws {
    if passwordStdin, askPassword { throw ValidationError("Pass --password-stdin or --ask-password, not both.") }
    if fields.isEmpty, !passwordStdin, !askPassword {
      throw ValidationError("Pass at least one of --name, --email, --role, --password-stdin and --ask-password.")
    }
    if askPassword { try NewPassword.requireTerminal() }
  }

  func run() async throws {
    let connection = try server.connection()
    let found = try await Directory(connection: connection).user(user.reference)
    var form = fields
    if passwordStdin { form["password"] = .string(try NewPassword.firstLine()) }
    if askPassword { form["password"] = .string(try NewPassword.typed(for: UserText.nameAndAddress(found))) }
    let id = Query.encoded(found["id"]?.string ?? "")
    let changed = try await connection.post("/api/v1/users/\(id)/update", Query(), .object(form))
    let isSignedOut = form["password"] != nil || changed["role"] != found["role"]
    output.show(
      changed,
      text: "\(UserText.nameAndAddress(changed)) was updated\(isSignedOut ? " and must sign in again" : "").")
  }

  private var fields: JSON.Object {
    var fields: JSON.Object = [:]
    fields["name"] = name.map(JSON.string)
    fields["email"] = email.map(JSON.string)
    fields["role"] = (role?.rawValue).map(JSON.string)
    return fields
  }
}

struct UsersDelete: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete a user. You become the owner of their models.",
    discussion: """
      Deletes the user's sessions, API keys, group memberships and grants, too. 'muster undo' can undo this for 24 \
      hours, unless 'muster audit erase' was used. Asks for confirmation; scripts must pass --yes.

        muster users delete uma@example.org --yes
      """)

  @OptionGroup var user: UserArgument
  @OptionGroup var confirmation: ConfirmationOption
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    try confirmation.requireTerminal(to: "delete the user '\(user.reference)'")
    let connection = try server.connection()
    let found = try await Directory(connection: connection).user(user.reference)
    let who = UserText.nameAndAddress(found)
    try confirmation.ask("Delete \(who)? You become the owner of their models.", otherwise: "Nothing was deleted.")
    let answer = try await connection.answer(
      toDelete: "/api/v1/users/\(Query.encoded(found["id"]?.string ?? ""))")
    output.show(try connection.content(of: answer), text: "\(who) was deleted.")
    UndoHint.show(answer.undoToken)
  }
}

struct UsersRevokeSessions: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke-sessions", abstract: "End all sessions of a user.",
    discussion: """
      The user's password and API keys keep working. To block a user: muster users update USER --role pending

        muster users revoke-sessions uma@example.org
      """)

  @OptionGroup var user: UserArgument
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let connection = try server.connection()
    let found = try await Directory(connection: connection).user(user.reference)
    let id = Query.encoded(found["id"]?.string ?? "")
    let answer = try await connection.post("/api/v1/users/\(id)/sessions/revoke")
    output.show(answer, text: "\(UserText.nameAndAddress(found)) was signed out everywhere.")
  }
}

struct UsersResetPassword: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reset-password", abstract: "Reset a user's password in the data folder of a stopped server.",
    discussion: """
      For when no administrator can sign in. Works on the data folder: stop Muster first, and run the command as the \
      system user that Muster runs as. Asks for the new password and ends all sessions of the user; API keys keep \
      working. While Muster runs, an administrator uses 'muster users update USER --ask-password'.

        muster users reset-password ada@example.org --config muster.yaml
      """)

  @Argument(help: "The email address of the account.") var email: String
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
        revokeGrants: { _, _, _, _ in (nil, {}) })  // this command deletes no users
      let account = try await accounts.accountToReset(email)
      let who = "\(account.name) <\(account.email)>"
      _ = try await accounts.resetPassword(of: email, to: password.read(for: who))
      print(DisplayText.sanitized("The password of \(who) was reset. They must sign in again."))
    } catch let refusal as Refusal {
      throw CommandFailure.refused(DisplayText.sanitized(refusal.detail))
    }
    try await passwords.shutDown()
    try database.close()
  }

  /// Takes the server's lock, so that no server can start meanwhile.
  private static func folderOfStoppedMuster(_ path: String) throws -> DataFolder {
    guard FileManager.default.fileExists(atPath: DataFolder.database(in: path)) else {
      throw CommandFailure.unusable("There is no database in the data folder \(path).")
    }
    do {
      return try DataFolder(path: path)
    } catch CommandFailure.inUse {
      throw CommandFailure.refused(
        """
        Muster is running with the data folder \(path). Stop it first, or let an administrator run:
        muster users update USER --ask-password
        """)
    }
  }
}
