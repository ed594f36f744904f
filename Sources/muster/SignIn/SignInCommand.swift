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

struct PasswordCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "password", abstract: "Change your own password.", subcommands: [PasswordChange.self])
}

struct PasswordChange: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "change", abstract: "Change your own password, and end all your sessions.",
    discussion: """
      Asks for the old password, and twice for the new one. Then all your sessions are over, this one too; API keys \
      stay good. An administrator changes somebody else's with 'muster users update USER --ask-password'.

        muster password change
        muster password change --password-stdin < old-and-new.txt
      """)

  @Flag(help: "Read the old and the new password from the first two lines of the standard input.")
  var passwordStdin = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func validate() throws {
    if !passwordStdin { try NewPassword.checkThatSomebodyCanBeAsked() }
  }

  func run() async throws {
    let connection = try server.connection()
    // Whoever is not signed in as a person hears so before typing three passwords.
    let who = PersonText.nameAndAddress(try await connection.get("/api/v1/auths/"))
    let old =
      passwordStdin
      ? try NewPassword.firstLine() : try NewPassword.secret("Old password of \(DisplayText.harmless(who)): ")
    let new = passwordStdin ? try NewPassword.firstLine() : try NewPassword.typed(for: who)
    let answer = try await connection.post(
      "/api/v1/auths/update/password", Query(), ["password": .string(old), "new_password": .string(new)])
    output.show(
      answer,
      words: "Your password is changed, and your sessions are over. Sign in: export MUSTER_TOKEN=$(muster sign-in)")
  }
}

/// A password that is to be set.
enum NewPassword {
  private static let tries = 3

  /// Asks twice: what does not show is easily mistyped.
  static func typed(for whom: String) throws -> String {
    try checkThatSomebodyCanBeAsked()
    for _ in 0..<tries {
      let first = try secret("New password of \(DisplayText.harmless(whom)): ")
      let second = try secret("Once more: ")
      if Array(first.utf8) == Array(second.utf8) { return try given(first) }
      Terminal.complain("These were not the same.")
    }
    throw CommandFailure.refused("Nothing was changed.")
  }

  static func firstLine() throws -> String { try given(readLine()) }

  static func checkThatSomebodyCanBeAsked() throws {
    guard Terminal.isInputTerminal else {
      throw ValidationError("Nobody is here to be asked; --password-stdin reads from the standard input.")
    }
  }

  static func secret(_ question: String) throws -> String {
    do { return try Question.secret(question) } catch { throw CommandFailure.refused("Nothing was changed.") }
  }

  private static func given(_ password: String?) throws -> String {
    guard let password, !password.isEmpty else {
      throw CommandFailure.refused("Nothing was changed: no password was entered.")
    }
    return password
  }
}

/// `--password-stdin`, for commands that need a new password in any case.
struct NewPasswordOption: ParsableArguments {
  @Flag(help: "Read the password from the first line of the standard input, instead of asking for it.")
  var passwordStdin = false

  /// Before anything is looked up: in scripts nobody can be asked.
  func validate() throws {
    if !passwordStdin { try NewPassword.checkThatSomebodyCanBeAsked() }
  }

  func read(for whom: String) throws -> String {
    try passwordStdin ? NewPassword.firstLine() : NewPassword.typed(for: whom)
  }
}
