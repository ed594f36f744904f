import ArgumentParser
import Domain

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
