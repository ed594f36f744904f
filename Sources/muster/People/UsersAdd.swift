import ArgumentParser
import Domain

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
