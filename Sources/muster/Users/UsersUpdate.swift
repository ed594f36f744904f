import Accounts
import ArgumentParser
import Audit
import Domain
import Foundation

struct UsersAdd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Make an account for somebody.",
    discussion: """
      Asks for the password that the person signs in with.

        muster users add uma@example.org --name Uma
        muster users add ada@example.org --name Ada --role admin --password-stdin < password.txt
      """)

  @Argument(help: "The e-mail address to sign in with.") var email: String
  @Option(help: "The name that others see.") var name: String
  @Option(help: "What the person may do here; pending: nothing yet.") var role = Role.user
  @OptionGroup var password: NewPasswordOption
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let connection = try server.connection()
    let person = try await connection.post(
      "/api/v1/auths/add", Query(),
      [
        "name": .string(name), "email": .string(email), "role": .string(role.rawValue),
        "password": .string(try password.read(for: email)),
      ])
    output.show(
      person, words: "\(PersonText.nameAndAddress(person)) has an account now, as \(person["role"]?.string ?? "").")
  }
}

struct UsersUpdate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "update", abstract: "Change somebody's name, e-mail address, role or password.",
    discussion: """
      What is not named stays. Another role or password ends all sessions of the person.

        muster users update uma@example.org --role admin
        muster users update uma@example.org --ask-password
      """)

  @OptionGroup var person: PersonArgument
  @Option(help: "The name that others see.") var name: String?
  @Option(help: "The e-mail address to sign in with.") var email: String?
  @Option(help: "What the person may do here; pending: nothing.") var role: Role?
  @Flag(help: "Read a new password from the first line of the standard input.") var passwordStdin = false
  @Flag(help: "Ask for a new password.") var askPassword = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func validate() throws {
    if passwordStdin, askPassword { throw ValidationError("Say --password-stdin or --ask-password, not both.") }
    if fields.isEmpty, !passwordStdin, !askPassword {
      throw ValidationError("Say what to change: --name, --email, --role, --password-stdin or --ask-password.")
    }
    if askPassword { try NewPassword.checkThatSomebodyCanBeAsked() }
  }

  func run() async throws {
    let connection = try server.connection()
    let found = try await Directory(connection: connection).person(person.user)
    var form = fields
    if passwordStdin { form["password"] = .string(try NewPassword.firstLine()) }
    if askPassword { form["password"] = .string(try NewPassword.typed(for: PersonText.nameAndAddress(found))) }
    let id = Query.encoded(found["id"]?.string ?? "")
    let changed = try await connection.post("/api/v1/users/\(id)/update", Query(), .object(form))
    let isOut = form["password"] != nil || changed["role"] != found["role"]
    output.show(
      changed,
      words: "\(PersonText.nameAndAddress(changed)) is changed\(isOut ? ", and has to sign in again" : "").")
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
    commandName: "delete", abstract: "Delete somebody's account; their models become yours.",
    discussion: """
      Sessions, API keys, memberships and what is granted to the person go with it. Can be undone for a day with \
      'muster undo'; after 'muster audit erase' it can't. Asks first. In scripts --yes is needed.

        muster users delete uma@example.org --yes
      """)

  @OptionGroup var person: PersonArgument
  @OptionGroup var confirmation: ConfirmationOption
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    try confirmation.checkThatSomebodyCanBeAsked(to: "delete the account of '\(person.user)'")
    let connection = try server.connection()
    let found = try await Directory(connection: connection).person(person.user)
    let who = PersonText.nameAndAddress(found)
    try confirmation.ask("Delete the account of \(who)? Their models become yours.", otherwise: "Nothing was deleted.")
    let answer = try await connection.answer(
      toDelete: "/api/v1/users/\(Query.encoded(found["id"]?.string ?? ""))")
    output.show(try connection.content(of: answer), words: "\(who) is deleted.")
    UndoAdvice.show(answer.undoToken)
  }
}

struct UsersEndSessions: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "end-sessions", abstract: "Sign somebody out everywhere.",
    discussion: """
      The password and API keys stay good. To keep a person out: muster users update USER --role pending

        muster users end-sessions uma@example.org
      """)

  @OptionGroup var person: PersonArgument
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let connection = try server.connection()
    let found = try await Directory(connection: connection).person(person.user)
    let id = Query.encoded(found["id"]?.string ?? "")
    let answer = try await connection.post("/api/v1/users/\(id)/sessions/revoke")
    output.show(answer, words: "\(PersonText.nameAndAddress(found)) is signed out everywhere.")
  }
}

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
