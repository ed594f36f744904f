import ArgumentParser

/// `--yes`, for acts that cannot be taken back.
struct ConfirmationOption: ParsableArguments {
  @Flag(help: "Do not ask.") var yes = false

  /// Before anything is looked up: in scripts nobody can be asked.
  /// - Parameter act: what --yes says yes to, as in "to delete 'alpha'".
  func checkThatSomebodyCanBeAsked(to act: String) throws {
    guard yes || Terminal.isInputTerminal else {
      throw ValidationError("Nobody is here to be asked; say --yes to \(DisplayText.harmless(act)).")
    }
  }

  /// - Throws: `CommandFailure.refused` with `otherwise` when the answer is no.
  func ask(_ question: String, otherwise: String) throws {
    guard yes || Question.confirm(DisplayText.harmless(question)) else { throw CommandFailure.refused(otherwise) }
  }
}
