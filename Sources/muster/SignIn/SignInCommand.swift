import ArgumentParser
import Domain

struct SignInCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign-in", abstract: "Sign in and print a token for other commands.",
    discussion: """
      Asks for email address and password, and prints only the token.

        export MUSTER_TOKEN=$(muster sign-in)
        muster sign-in --email me@example.org --password-stdin < password.txt
      """)

  @Option(help: "Your email address.") var email: String?
  @Flag(help: "Read the password from the first line of standard input.") var passwordStdin = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func validate() throws {
    if passwordStdin, email == nil {
      throw ValidationError("--password-stdin also needs --email.")
    }
  }

  func run() async throws {
    // Without the token of MUSTER_TOKEN, which may have expired.
    let connection = ServerConnection(base: try server.connection().base, token: nil, suggestsSignIn: false)
    let address = try email ?? Self.asked(Prompt.ask("Email: "))
    let password: String
    if passwordStdin {
      password = try Self.asked(readLine())
    } else {
      do { password = try Prompt.secret("Password: ") } catch { throw CommandFailure.refused("Not signed in.") }
    }
    let session = try await connection.post(
      "/api/v1/auths/signin", Query(), ["email": .string(address), "password": .string(password)])
    guard let token = session["token"]?.string else {
      throw CommandFailure.unreachable("The server at \(connection.base) sent no token.")
    }
    output.show(session, text: token)
  }

  private static func asked(_ answer: String?) throws -> String {
    guard let answer, !answer.isEmpty else { throw CommandFailure.refused("Not signed in: no input.") }
    return answer
  }
}

struct PasswordCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "password", abstract: "Change your own password.", subcommands: [PasswordChange.self])
}

struct PasswordChange: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "change", abstract: "Change your own password and end all your sessions.",
    discussion: """
      Asks for the old password, then twice for the new one. Ends all your sessions, including this one; API keys keep \
      working. Administrators change other users' passwords with 'muster users update USER --ask-password'.

        muster password change
        muster password change --password-stdin < old-and-new.txt
      """)

  @Flag(help: "Read the old and the new password from the first two lines of standard input.")
  var passwordStdin = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func validate() throws {
    if !passwordStdin { try NewPassword.requireTerminal() }
  }

  func run() async throws {
    let connection = try server.connection()
    // Fails before asking for passwords when the caller is not signed in as a user.
    let who = UserText.nameAndAddress(try await connection.get("/api/v1/auths/"))
    let old =
      passwordStdin
      ? try NewPassword.firstLine() : try NewPassword.secret("Old password of \(DisplayText.sanitized(who)): ")
    let new = passwordStdin ? try NewPassword.firstLine() : try NewPassword.typed(for: who)
    let answer = try await connection.post(
      "/api/v1/auths/update/password", Query(), ["password": .string(old), "new_password": .string(new)])
    output.show(
      answer,
      text: "Your password was changed and your sessions were ended. Sign in: export MUSTER_TOKEN=$(muster sign-in)")
  }
}

/// A password to set, typed twice or read from standard input.
enum NewPassword {
  private static let tries = 3

  /// Asks twice, because hidden input is easily mistyped.
  static func typed(for user: String) throws -> String {
    try requireTerminal()
    for _ in 0..<tries {
      let first = try secret("New password of \(DisplayText.sanitized(user)): ")
      let second = try secret("Repeat the new password: ")
      if Array(first.utf8) == Array(second.utf8) { return try given(first) }
      Terminal.writeLine("The passwords differ.")
    }
    throw CommandFailure.refused("Nothing was changed.")
  }

  static func firstLine() throws -> String { try given(readLine()) }

  static func requireTerminal() throws {
    guard Terminal.isInputTerminal else {
      throw ValidationError(
        "Not running in a terminal: pass --password-stdin to read the password from standard input.")
    }
  }

  static func secret(_ question: String) throws -> String {
    do { return try Prompt.secret(question) } catch { throw CommandFailure.refused("Nothing was changed.") }
  }

  private static func given(_ password: String?) throws -> String {
    guard let password, !password.isEmpty else {
      throw CommandFailure.refused("Nothing was changed: no password was given.")
    }
    return password
  }
}

/// `--password-stdin`, for commands that always need a new password.
struct NewPasswordOption: ParsableArguments {
  @Flag(help: "Read the password from the first line of standard input.")
  var passwordStdin = false

  /// Fails before any request when there is no terminal to ask on.
  func validate() throws {
    if !passwordStdin { try NewPassword.requireTerminal() }
  }

  func read(for user: String) throws -> String {
    try passwordStdin ? NewPassword.firstLine() : NewPassword.typed(for: user)
  }
}
