import ArgumentParser

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
