import ArgumentParser
import Domain

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
