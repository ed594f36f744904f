import ArgumentParser
import Domain

struct SignInCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign-in", abstract: "Get a token for the other commands.",
    discussion: """
      Asks for e-mail address and password, and prints the token and nothing else.

        export MUSTER_TOKEN=$(muster sign-in)
        muster sign-in --email me@example.org --password-stdin < password.txt
      """)

  @Option(help: "The account's e-mail address.") var email: String?
  @Flag(help: "Read the password from the first line of the standard input.") var passwordStdin = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func validate() throws {
    if passwordStdin, email == nil {
      throw ValidationError("With --password-stdin the address must be given too: --email me@example.org")
    }
  }

  func run() async throws {
    // Without the token at hand, which may be an old one.
    let connection = ServerConnection(base: try server.connection().base, token: nil, suggestsSignIn: false)
    let address = try email ?? Self.asked(Question.ask("E-mail: "))
    let password: String
    if passwordStdin {
      password = try Self.asked(readLine())
    } else {
      do { password = try Question.secret("Password: ") } catch { throw CommandFailure.refused("Not signed in.") }
    }
    let session = try await connection.post(
      "/api/v1/auths/signin", Query(), ["email": .string(address), "password": .string(password)])
    guard let token = session["token"]?.string else {
      throw CommandFailure.unreachable("The server at \(connection.base) sent no token.")
    }
    output.show(session, words: token)
  }

  private static func asked(_ answer: String?) throws -> String {
    guard let answer, !answer.isEmpty else { throw CommandFailure.refused("Not signed in: nothing was entered.") }
    return answer
  }
}
